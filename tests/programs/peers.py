"""Other people's programs and modules that the tests need: none is missing in silence."""

import importlib.util
import os
import shutil
import unittest

_PACKAGES = {
    "requests": "python3-requests",
    "jsonschema": "python3-jsonschema",
    "pytest": "python3-pytest",
    "pip": "python3-pip",
}
_COMMANDS = {
    "curl": "curl",
    "chromium": "chromium",
    "wget": "wget",
    "openssl": "openssl",
    "git": "git",
    "node": "nodejs",
    "npm": "npm",
    "java": "default-jdk-headless",
    "keytool": "default-jdk-headless",
    "go": "golang-go",
    "faketime": "faketime",
    "python3": "python3",
    "nginx": "nginx",
    "sslscan": "sslscan",
    "testssl": "testssl.sh",
    "bash": "bash",
    "zsh": "zsh",
    "fish": "fish",
    "groff": "groff-base",
    "strace": "strace",
}
# Jars, by a file of theirs.
_FILES = {"junit": ("junit5", "/usr/share/java/junit-platform-console.jar")}
# Where Debian puts servers, which is not on every user's PATH.
_SERVER_PATH = os.environ.get("PATH", os.defpath) + ":/usr/sbin"


def need_peer(name):
    """Fail where a peer is missing, or skip where it is waived; otherwise return its path."""
    if name in _PACKAGES:
        package, found = _PACKAGES[name], importlib.util.find_spec(name)
    elif name in _FILES:
        package, file = _FILES[name]
        found = os.path.exists(file) and file
    else:
        package, found = _COMMANDS[name], shutil.which(name, path=_SERVER_PATH)
    if found:
        return found
    waived = os.environ.get("TLSMATRIX_WAIVE_PEERS", "").replace(" ", "").split(",")
    if name in waived:
        raise unittest.SkipTest(f"the peer {name} is missing, and TLSMATRIX_WAIVE_PEERS waives it")
    raise AssertionError(
        f"the peer {name} is missing: install the package {package}, or go on without it with "
        f"TLSMATRIX_WAIVE_PEERS={name} (scripts/test --waive-peer {name})"
    )
