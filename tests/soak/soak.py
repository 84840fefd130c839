"""What the soak programs share: load to make, and figures to print.

Each *_soak.py is a promise of docs/reliability.md, kept with its limits brought down or its load
brought up. CTest has them under the label slow: `scripts/test --slow --filter '^soak'`.
"""

import pathlib
import socket
import ssl
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "programs"))

import support  # noqa: E402

HOST = "127.0.0.1"


def figure(what, value, unit=""):
    """One line of the table in docs/reliability.md."""
    number = f"{value:.3f}" if isinstance(value, float) else str(value)
    print(f"FIGURE {what}: {number}{' ' + unit if unit else ''}", flush=True)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def silent(port):
    """A connection that says nothing."""
    connection = socket.create_connection((HOST, port), timeout=support.PATIENCE)
    return connection


def context_of(server):
    context = support.client_context(server.ca_file)
    context.check_hostname = True
    return context


def dial(server, context):
    """A TLS connection, its handshake done."""
    return context.wrap_socket(silent(server.port()), server_hostname="localhost")


def request(connection, target="/healthz", fields=""):
    """One GET, and its whole answer; the connection stays open."""
    connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n".encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        part = connection.recv(65536)
        if not part:
            raise AssertionError(f"closed before the answer was whole: {answer!r}")
        answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head.split(b" ")[1].decode(), body


def time_of_new_request(server, context):
    """Seconds of a connection, its handshake and one request."""
    start = time.monotonic()
    with dial(server, context) as connection:
        status, _ = request(connection)
    if status != "200":
        raise AssertionError(f"status {status}")
    return time.monotonic() - start


def memory(server):
    """The server's resident memory in KB."""
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def descriptors(server):
    return len(list(pathlib.Path(f"/proc/{server.process.pid}/fd").iterdir()))


def cpu_seconds(server):
    """What the server has used of the processors."""
    fields = pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


class Load:
    """Threads that send requests with targets of their own until told to stop."""

    def __init__(self, server, threads=4):
        self.answered = {}  # target: when its answer was whole
        self.asked = set()
        self._stop = threading.Event()
        self._server, self._context = server, context_of(server)
        self._threads = [
            threading.Thread(target=self._run, args=(number,)) for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def _run(self, number):
        count = 0
        try:
            with dial(self._server, self._context) as connection:
                while not self._stop.is_set():
                    target = f"/healthz?{number}-{count}"
                    count += 1
                    self.asked.add(target)
                    request(connection, target)
                    self.answered[target] = time.monotonic()
        except (OSError, ssl.SSLError, AssertionError):
            if not self._stop.is_set():
                raise

    def leave_quietly(self):
        """What breaks from here on is no failure: the server is about to be killed."""
        self._stop.set()

    def stop(self):
        self._stop.set()
        for thread in self._threads:
            thread.join()
