"""Clients that lie or misbehave, by name, for check_test.py: fake_client.py MODE URL WORD."""

import os
import signal
import socket
import ssl
import sys
import time
import urllib.parse

FOREVER = 3600
URL = urllib.parse.urlsplit(sys.argv[2])
ADDRESS = (URL.hostname, URL.port)


def context(**changes):
    made = ssl.create_default_context(cafile=os.environ["TLSMATRIX_CA"])
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def get(made, request=b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", name=None):
    with socket.create_connection(ADDRESS) as plain:
        with made.wrap_socket(plain, server_hostname=name or URL.hostname) as connection:
            if request:
                connection.sendall(request)
                while connection.recv(65536):
                    pass


def legacy(**changes):
    made = context(**changes)
    made.set_ciphers("DEFAULT:@SECLEVEL=0")
    return made


def claims():
    pass


def fails():
    get(context())
    sys.exit(1)


def distrusts():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.minimum_version = ssl.TLSVersion.TLSv1
    made.set_ciphers("DEFAULT:@SECLEVEL=0")
    get(made)


def mistakes():
    get(legacy(minimum_version=ssl.TLSVersion.TLSv1), name="somebody.example")


def retries():
    try:
        get(legacy(minimum_version=ssl.TLSVersion.TLSv1_3))
    except OSError:
        get(legacy(minimum_version=ssl.TLSVersion.TLSv1, maximum_version=ssl.TLSVersion.TLSv1))


def silent():
    get(legacy(minimum_version=ssl.TLSVersion.TLSv1), request=b"")


def plain():
    with socket.create_connection(ADDRESS) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        while connection.recv(65536):
            pass


def hangs():
    time.sleep(FOREVER)


def joins():
    """A member of the process group of whoever runs it, which is deaf as well."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.setpgid(0, os.getpgid(os.getppid()))
    hangs()


def forks():
    """A child in the same process group."""
    if os.fork() == 0:
        time.sleep(FOREVER)
    get(context())


# Tells that it runs; before that its environment is, for a moment, nothing at all.
DAEMON = f"import os, sys, time; os.write(int(sys.argv[2]), b'1'); time.sleep({FOREVER})"


def detach(environment):
    """A daemon, as daemons are made: a session of its own, and nobody's child."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.set_inheritable(writing, True)
            os.execve(
                sys.executable,
                [sys.executable, "-c", DAEMON, sys.argv[3], str(writing)],
                environment,
            )
        os._exit(0)
    os.wait()
    os.read(reading, 1)


def detaches():
    detach(dict(os.environ))
    get(context())


def forgets():
    """A daemon that does not keep its environment."""
    detach({})
    get(context())


def prints():
    sys.stdout.write("x" * 1024 * 1024 + "end\n")


if __name__ == "__main__":
    globals()[sys.argv[1]]()
