#!/usr/bin/env python3
"""packages.py TREE VERSION GLIBC OUTPUT: what carries the portable program, made of the tarball's tree, the same to the byte
wherever it is made: an npm package, a Python wheel, and an OCI image layout with a Dockerfile beside it.

SOURCE_DATE_EPOCH is the time that every file bears.
"""

import base64
import csv
import gzip
import hashlib
import io
import json
import os
import pathlib
import sys
import tarfile
import time
import zipfile

SUMMARY = "TLS version bench: pinned servers and allow-list clients, for regression suites in any language"
README = f"""# tlsmatrix

{SUMMARY}. The program needs Linux on x86-64 and glibc {{glibc}} or newer, and nothing else.

    {{run}} check --require 1.2+ -- curl -sS {{url}}

tells which versions of TLS a client accepts, and who refused the others. `tlsmatrix --help` has the rest.
"""
# Of the building machine's glibc, for the image: the program's own needs, and name resolution, which is in libc.so.6.
GLIBC_FILES = ("/lib64/ld-linux-x86-64.so.2", "/lib/x86_64-linux-gnu/libc.so.6", "/lib/x86_64-linux-gnu/libm.so.6")
USER = 65532


def epoch():
    return int(os.environ["SOURCE_DATE_EPOCH"])


def files_of(tree):
    """Every file below the tree by its path there, sorted."""
    return {str(it.relative_to(tree)): it.read_bytes() for it in sorted(tree.rglob("*")) if it.is_file()}


def mode_of(name):
    return 0o755 if name.split("/")[-2:-1] == ["bin"] or ".so." in name else 0o644


def tar_of(files, prefix=""):
    """An uncompressed archive, folders included; None is a folder with nothing in it."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.GNU_FORMAT) as archive:
        folders = set()

        def add(name, kind, mode=0o755, content=b""):
            entry = tarfile.TarInfo(prefix + name)
            entry.type, entry.mtime, entry.mode, entry.size = kind, epoch(), mode, len(content)
            archive.addfile(entry, io.BytesIO(content))

        for name in sorted(files):
            parents = pathlib.PurePosixPath(name).parents
            for folder in [str(it) for it in reversed(parents) if str(it) != "."]:
                if folder not in folders:
                    folders.add(folder)
                    add(folder, tarfile.DIRTYPE)
            if files[name] is None:
                add(name, tarfile.DIRTYPE, mode=0o1777 if name == "tmp" else 0o755)
            else:
                add(name, tarfile.REGTYPE, mode=mode_of(name), content=files[name])
    return data.getvalue()


def npm(tree, version, glibc, output):
    files = files_of(tree)
    package = {
        "name": "tlsmatrix",
        "version": version,
        "description": SUMMARY,
        "license": "MIT",
        "bin": {"tlsmatrix": "bin/tlsmatrix"},
        "man": ["./share/man/man1/tlsmatrix.1"],
        "os": ["linux"],
        "cpu": ["x64"],
        "libc": ["glibc"],
        "preferUnplugged": True,
    }
    files["package.json"] = (json.dumps(package, indent=2) + "\n").encode()
    files["README.md"] = README.format(glibc=glibc, run="npx tlsmatrix", url="{url}").encode()
    (output / f"tlsmatrix-{version}.tgz").write_bytes(gzip.compress(tar_of(files, "package/"), 9, mtime=0))


def wheel(tree, version, glibc, output):
    tag = f"py3-none-manylinux_{glibc.replace('.', '_')}_x86_64"
    info = f"tlsmatrix-{version}.dist-info"
    data = f"tlsmatrix-{version}.data"
    files = {}
    for name, content in files_of(tree).items():
        if name.startswith("bin/"):
            files[f"{data}/scripts/{name[4:]}"] = content
        elif name.startswith("share/doc/tlsmatrix/licences/") or name == "share/doc/tlsmatrix/LICENSE":
            files[f"{info}/licenses/{name.removeprefix('share/doc/tlsmatrix/')}"] = content
        else:
            files[f"{data}/data/{name}"] = content
    files[f"{info}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: tlsmatrix\nVersion: {version}\nSummary: {SUMMARY}\nLicense: MIT\n"
        f"Requires-Python: >=3.8\nDescription-Content-Type: text/markdown\n\n{README.format(glibc=glibc, run='tlsmatrix', url='{url}')}"
    ).encode()
    files[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: tlsmatrix\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
    record = io.StringIO()
    rows = csv.writer(record, lineterminator="\n")
    for name, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        rows.writerow([name, f"sha256={digest}", len(content)])
    rows.writerow([f"{info}/RECORD", "", ""])
    files[f"{info}/RECORD"] = record.getvalue().encode()
    # ZIP knows no time before 1980, and keeps two seconds.
    moment = max(time.gmtime(epoch())[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(output / f"tlsmatrix-{version}-{tag}.whl", "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, so that the mode counts
            entry.external_attr = (0o100000 | (0o755 if "/scripts/" in name else 0o644)) << 16
            archive.writestr(entry, content, compresslevel=9)


def image(tree, version, output):
    """An OCI image layout (image-spec 1.0) in a tar archive: the program, glibc, and no other user than one of its own."""
    files = {f"usr/local/{name}": content for name, content in files_of(tree).items()}
    for path in GLIBC_FILES:
        files[path.lstrip("/")] = pathlib.Path(path).read_bytes()
    files["usr/share/doc/libc6/copyright"] = pathlib.Path("/usr/share/doc/libc6/copyright").read_bytes()
    files["etc/passwd"] = f"root:x:0:0::/root:/sbin/nologin\ntlsmatrix:x:{USER}:{USER}::/tmp:/sbin/nologin\n".encode()
    files["etc/group"] = f"root:x:0:\ntlsmatrix:x:{USER}:\n".encode()
    files["etc/nsswitch.conf"] = b"hosts: files dns\n"
    files |= dict.fromkeys(("tmp", "proc", "sys", "dev"))
    layer = tar_of(files)
    blobs = {}

    def blob(content, kind):
        digest = hashlib.sha256(content).hexdigest()
        blobs[f"blobs/sha256/{digest}"] = content
        return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": f"sha256:{digest}", "size": len(content)}

    created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch()))
    config = blob(json.dumps({
        "created": created,
        "architecture": "amd64",
        "os": "linux",
        "config": {
            "User": f"{USER}:{USER}",
            "Entrypoint": ["/usr/local/bin/tlsmatrix"],
            "Cmd": ["--help"],
            "Env": ["PATH=/usr/local/bin", "HOME=/tmp"],
            "WorkingDir": "/tmp",
            "Labels": {"org.opencontainers.image.title": "tlsmatrix", "org.opencontainers.image.version": version,
                       "org.opencontainers.image.licenses": "MIT"},
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}"]},
        "history": [{"created": created, "created_by": "tlsmatrix scripts/release"}],
    }).encode(), "config.v1+json")
    packed = blob(gzip.compress(layer, 9, mtime=0), "layer.v1.tar+gzip")
    kind = "application/vnd.oci.image.manifest.v1+json"
    manifest = blob(json.dumps({"schemaVersion": 2, "mediaType": kind, "config": config, "layers": [packed]}).encode(),
                    "manifest.v1+json")
    manifest["annotations"] = {"org.opencontainers.image.ref.name": version}
    blobs["index.json"] = json.dumps({"schemaVersion": 2, "manifests": [manifest]}).encode()
    blobs["oci-layout"] = b'{"imageLayoutVersion": "1.0.0"}'
    (output / f"tlsmatrix-{version}-oci.tar").write_bytes(tar_of(blobs))
    (output / f"tlsmatrix-{version}.Dockerfile").write_text(f"""# An image with curl to look at; put your own client in its place. Build it where the tarball is:
#   docker build -f tlsmatrix-{version}.Dockerfile -t tlsmatrix . && docker run --rm tlsmatrix check -- curl -sS {{url}}
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl && rm -rf /var/lib/apt/lists/*
ADD tlsmatrix-{version}-linux-x86_64.tar.gz /opt/
ENV PATH=/opt/tlsmatrix-{version}-linux-x86_64/bin:/usr/local/bin:/usr/bin:/bin HOME=/tmp
USER {USER}:{USER}
WORKDIR /tmp
ENTRYPOINT ["tlsmatrix"]
""")


def main():
    tree, version, glibc, output = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3], pathlib.Path(sys.argv[4])
    npm(tree, version, glibc, output)
    wheel(tree, version, glibc, output)
    image(tree, version, output)


if __name__ == "__main__":
    main()
