#!/usr/bin/env python3
"""sbom.py SPDX PROGRAM: the list of parts is SPDX, and names every library that the program is linked with."""
import json
import re
import subprocess
import sys

# Whose shared libraries are whose package; the rest is the system's and the compiler's.
PACKAGE_OF = {r"libssl|libcrypto": "openssl", r"libboost": "boost", r"libfmt": "fmt", r"libtomlplusplus": "tomlplusplus"}
SYSTEM = r"linux-vdso|ld-linux|libc\.|libm\.|libstdc\+\+|libgcc|libpthread|libdl|librt"

with open(sys.argv[1], encoding="utf-8") as file:
    document = json.load(file)
assert document["spdxVersion"] == "SPDX-2.3", document["spdxVersion"]
packages = {package["name"]: package for package in document["packages"]}
for package in packages.values():
    assert re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", package["SPDXID"]), package
    assert re.match(r"\d+\.\d+", package["versionInfo"]), package
    assert package["licenseDeclared"] not in ("", "NOASSERTION"), package
ids = {package["SPDXID"] for package in packages.values()} | {document["SPDXID"]}
for relationship in document["relationships"]:
    assert {relationship["spdxElementId"], relationship["relatedSpdxElement"]} <= ids, relationship
# Not what those are linked with in their turn: Debian 13's libcrypto has zlib and zstd.
linked = re.findall(r"^\s*NEEDED\s+(\S+)", subprocess.run(["objdump", "-p", sys.argv[2]], check=True, capture_output=True, text=True).stdout, re.M)
assert linked
for library in linked:
    owner = [name for pattern, name in PACKAGE_OF.items() if re.search(pattern, library)]
    assert owner or re.search(SYSTEM, library), f"{library} has no package in the list"
    assert not owner or owner[0] in packages, f"{owner} is not in the list"
