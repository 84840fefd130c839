"""What fault_commands.py does with a command that serves until it is told to end, and what it needs."""

import json
import os
import signal
import socket
import ssl
import subprocess
import time

import support

PATIENCE = 40 * support.SLOWNESS


def hello():
    """What OpenSSL sends first."""
    into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = ssl.create_default_context().wrap_bio(into, out, server_hostname="localhost")
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return out.read()


def is_served(listener):
    """Whether a client gets its answer there. Whom it is served by is not what is asked here."""
    context = ssl._create_unverified_context()
    try:
        with socket.create_connection((listener["address"], listener["port"]), PATIENCE) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as tls:
                tls.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                answer = b""
                while part := tls.recv(65536):
                    answer += part
        return b" 200 " in answer
    except OSError:
        return False


def serving(strace, directory, signals):
    """It starts, serves, and is told something by each of the signals, the last of which ends it; what was
    wrong.

    One fault may cost one client its answer, and none the next."""
    ready, deadline = directory / "ready.json", time.monotonic() + PATIENCE
    while not ready.exists():
        if strace.poll() is not None:
            return []
        if time.monotonic() > deadline:
            return ["it was neither ready nor over"]
        time.sleep(0.005)
    told = json.loads(ready.read_text())
    failed = 0
    for number in signals:
        for _ in range(2):
            failed += not is_served(told["listeners"][0])
        if failed > 1:
            return goes_on(strace, told["pid"], failed)
        try:
            os.kill(told["pid"], number)
        except ProcessLookupError:  # what it ended with tells whether it had to
            return []
    return []


def goes_on(strace, program, failed):
    """What is wrong with one that does not serve: it may be about to end, by itself."""
    try:
        strace.wait(PATIENCE)
        return []
    except subprocess.TimeoutExpired:
        os.kill(program, signal.SIGTERM)
        return [f"{failed} clients were not served"]


def of_a_server(strace, directory):
    """HUP opens its log anew."""
    return serving(strace, directory, (signal.SIGHUP, signal.SIGTERM))


def of_a_relay(strace, directory):
    return serving(strace, directory, (signal.SIGTERM,))
