"""Other people's programs and modules that the tests need: none is missing in silence."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import unittest

_PACKAGES = {
    "requests": "python3-requests",
    "jsonschema": "python3-jsonschema",
    "pytest": "python3-pytest",
    "pip": "python3-pip",
    "yaml": "python3-yaml",
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
    "gnutls-cli": "gnutls-bin",
    "strace": "strace",
}
# Jars, by a file of theirs.
_FILES = {"junit": ("junit5", "/usr/share/java/junit-platform-console.jar")}
# Modules of Perl's, and libraries that are opened by their name.
_PERL = {"LWP::UserAgent": "libwww-perl", "IO::Socket::SSL": "libio-socket-ssl-perl"}
_LIBRARIES = {"libcurl-gnutls.so.4": "libcurl3-gnutls", "libcurl-nss.so.4": "libcurl3-nss"}
# Where Debian puts servers, which is not on every user's PATH.
_SERVER_PATH = os.environ.get("PATH", os.defpath) + ":/usr/sbin"


def _has_module(name):
    return shutil.which("perl") and subprocess.run(
        ["perl", f"-M{name}", "-e", "1"], stderr=subprocess.DEVNULL, check=False).returncode == 0


def _has_library(name):
    try:
        return ctypes.CDLL(name)
    except OSError:
        return None


def need_peer(name):
    """Fail where a peer is missing, or skip where it is waived; otherwise return its path."""
    if name in _PACKAGES:
        package, found = _PACKAGES[name], importlib.util.find_spec(name)
    elif name in _FILES:
        package, file = _FILES[name]
        found = os.path.exists(file) and file
    elif name in _PERL:
        package, found = _PERL[name], _has_module(name)
    elif name in _LIBRARIES:
        package, found = _LIBRARIES[name], _has_library(name)
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
