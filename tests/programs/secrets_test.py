"""No private key is anywhere in the repository: not in a file, and not in its history."""

import os
import re
import subprocess
import unittest

import support

# Put together here, so that this file is not what it looks for.
PEM = re.compile(rb"-----BEGIN " + rb"(?:[A-Z0-9]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{60}")

# A private key in DER is a SEQUENCE that begins with a small version number. RSA's goes on with a
# long modulus, EC's with its 32 to 66 bytes, PKCS#8 with the object identifier of its algorithm.
LENGTH = rb"(?:[\x20-\x7f]|\x81[\x80-\xff]|\x82[\x01-\x7f].)"
SEQUENCE = rb"\x30" + LENGTH
DER = [
    re.compile(SEQUENCE + rb"\x02\x01\x00\x02(?:\x41\x00|\x81[\x81\x82]?.|\x82[\x01-\x04].)", re.S),
    re.compile(SEQUENCE + rb"\x02\x01\x01\x04[\x14-\x42]", re.S),
    re.compile(
        SEQUENCE + rb"\x02\x01[\x00\x01]\x30[\x05-\x20]\x06[\x03-\x0b]"
        rb"(?:\x2a\x86\x48\x86\xf7\x0d\x01\x01|\x2a\x86\x48\xce\x3d\x02\x01|\x2b\x65[\x6e-\x71])",
        re.S,
    ),
]


def keys_in(content):
    """The kinds of private key that bytes hold."""
    found = ["PEM"] if PEM.search(content) else []
    return found + [f"DER, kind {i}" for i, kind in enumerate(DER) if kind.search(content)]


def git(*arguments, **options):
    return subprocess.run(
        ["git", "-c", "safe.directory=*", "-C", support.REPOSITORY, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
        timeout=support.PATIENCE,
        check=False,
        **options,
    )


def need_history():
    try:
        inside = git("rev-parse", "--git-dir").returncode == 0
    except FileNotFoundError:
        inside = False
    if not inside:
        raise unittest.SkipTest("this is no git clone, so there is no history to look through")


class SecretsTest(support.ProgramTest):
    def test_no_object_of_the_history_holds_a_private_key(self):
        need_history()
        listed = git("rev-list", "--objects", "--all").stdout.splitlines()
        names = {words[0]: words[-1] for words in (line.split(b" ", 1) for line in listed)}
        batch = git("cat-file", "--batch", "--buffer", input=b"\n".join(names) + b"\n").stdout
        found, looked_at, at = [], 0, 0
        while at < len(batch):
            end = batch.index(b"\n", at)
            name, kind, size = batch[at:end].split(b" ")
            content = batch[end + 1 : end + 1 + int(size)]
            at = end + 2 + int(size)
            looked_at += 1
            # A tree's own bytes are hashes; its names are files, looked at by themselves.
            if kind != b"tree":
                found += [(names[name].decode(), each) for each in keys_in(content)]
        self.assertEqual(looked_at, len(names))
        self.assertGreater(looked_at, 100 if not self.is_shallow() else 0)
        self.assertEqual(found, [])

    @staticmethod
    def is_shallow():
        return git("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"

    def test_no_file_of_the_tree_holds_a_private_key(self):
        need_history()
        files = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").stdout
        found = []
        for name in files.decode().split("\0")[:-1]:
            path = support.REPOSITORY / name
            if path.is_file():
                found += [(name, each) for each in keys_in(path.read_bytes())]
        self.assertEqual(found, [])

    def test_the_search_finds_keys_of_every_kind(self):
        support.need_peer("openssl")
        for algorithm, options in (
            ("RSA", ["rsa_keygen_bits:2048"]),
            ("RSA", ["rsa_keygen_bits:3072"]),
            ("EC", ["ec_paramgen_curve:P-256"]),
            ("EC", ["ec_paramgen_curve:P-521"]),
            ("ED25519", []),
        ):
            words = [word for option in options for word in ("-pkeyopt", option)]
            pem = self.directory / "made.pem"
            made = self.peer("openssl", "genpkey", "-algorithm", algorithm, *words, "-out", pem)
            self.assertEqual(made.code, 0, made)
            self.assertIn("PEM", keys_in(b"text\n" + pem.read_bytes()), algorithm)
            for form in ([], ["-traditional"]):
                if form and algorithm == "ED25519":
                    continue
                der = self.directory / "made.der"
                made = self.peer("openssl", "pkey", "-in", pem, "-outform", "DER", *form, "-out", der)
                self.assertEqual(made.code, 0, made)
                found = [each for each in keys_in(b"\0text" + der.read_bytes()) if "DER" in each]
                self.assertTrue(found, f"{algorithm} {form}")


if __name__ == "__main__":
    support.main()
