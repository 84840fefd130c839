"""Clients whose connections go different ways through a server, for fault_connections.py."""

import functools
import socket
import ssl
import struct
import time

import support

HOST = "127.0.0.1"
PATIENCE = 20 * support.SLOWNESS  # beyond the deadlines of a handshake, a header and a body
AT_ONCE = struct.pack("ii", 1, 0)
SET = "1.2,1.3"


def plain(server, versions=SET):
    return socket.create_connection((HOST, server.port(versions)), timeout=PATIENCE)


def secured(server, version, versions=SET):
    context = support.client_context(server.ca_file, version)
    return context.wrap_socket(plain(server, versions), server_hostname="localhost")


def asks(connection, *requests):
    for request in requests:
        connection.sendall(request)
        answer = connection.recv(65536)
        while answer and b"\r\n\r\n" not in answer:
            part = connection.recv(65536)
            if not part:
                break
            answer += part


def get(target, fields=""):
    return f"GET {target} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n".encode()


def read_to_end(connection):
    while connection.recv(65536):
        pass


def keeps_alive(server, version):
    with secured(server, version) as connection:
        asks(connection, get("/healthz"), get("/tls"))


def posts(server):
    with secured(server, "1.3") as connection:
        body = b"x" * 100_000
        head = b"POST /anything HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"
        asks(connection, head + b"Expect: 100-continue\r\nConnection: close\r\n\r\n")
        connection.sendall(body)
        read_to_end(connection)


def downloads(server):
    with secured(server, "1.2") as connection:
        connection.sendall(get("/bytes/1000000", "Connection: close\r\n"))
        read_to_end(connection)


def waits(server):
    with secured(server, "1.3") as connection:
        connection.sendall(get("/delay/0.1", "Connection: close\r\n"))
        read_to_end(connection)


def is_refused(server):
    with secured(server, "1.2", "1.3"):
        pass


def is_no_request(server):
    with secured(server, "1.3") as connection:
        connection.sendall(b"\x00\x01\x02\r\n\r\n")
        read_to_end(connection)


def speaks_http(server):
    with plain(server) as connection:
        connection.sendall(get("/"))
        read_to_end(connection)


def speaks_garbage(server):
    with plain(server) as connection:
        connection.sendall(b"\x00" * 100)
        read_to_end(connection)


def resets_midway(server):
    connection = secured(server, "1.3")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    connection.sendall(b"GET / HT")
    connection.close()


def sends_in_pieces(server):
    """Pieces that come while it waits: of the hello, of the header, of a chunked body."""
    context = support.client_context(server.ca_file, "1.3")
    into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(into, out, server_hostname="localhost")

    def flush():
        data = out.read()
        for piece in (data[:50], data[50:]):
            if piece:
                connection.sendall(piece)
                time.sleep(0.03)

    def until_done(action):
        while True:
            try:
                result = action()
                flush()
                return result
            except ssl.SSLWantReadError:
                flush()
                data = connection.recv(65536)
                into.write(data) if data else into.write_eof()

    with plain(server) as connection:
        until_done(tls.do_handshake)
        until_done(lambda: tls.write(b"POST /anything HTTP/1.1\r\nHost: localhost\r\n"))
        until_done(lambda: tls.write(b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"))
        until_done(lambda: tls.write(b"0\r\n\r\n"))
        until_done(lambda: tls.read(65536))
        connection.shutdown(socket.SHUT_WR)
        read_to_end(connection)


def reads_late(server):
    with secured(server, "1.3") as connection:
        connection.sendall(get("/bytes/8000000", "Connection: close\r\n"))
        time.sleep(0.2)
        read_to_end(connection)


def asks_much_at_once(server):
    with secured(server, "1.2") as connection:
        connection.sendall(get("/stream/5") + get("/get") + get("/status/404", "Connection: close\r\n"))
        read_to_end(connection)


def is_too_long(server):
    with secured(server, "1.3") as connection:
        connection.sendall(get("/", "X: " + "x" * 20_000 + "\r\n"))
        read_to_end(connection)


def says_nothing(server):
    plain(server).close()


def port_of(server, name):
    return next(it["port"] for it in server.listeners if it["name"] == name)


def meets(server, behaviour, version=None):
    """A server that misbehaves on purpose, and a client that goes as soon as nothing more comes."""
    context = support.client_context(server.ca_file, version)
    with socket.create_connection((HOST, port_of(server, behaviour)), timeout=0.3) as connection:
        with context.wrap_socket(connection, server_hostname="localhost") as tls:
            tls.sendall(get("/healthz", "Connection: close\r\n"))
            read_to_end(tls)


def speaks_sslv2(server):
    hello = bytes.fromhex("802e0100020015000000100100800200800300800400800500800600400700c0") + b"c" * 16
    with socket.create_connection((HOST, port_of(server, "answers-sslv2")), timeout=0.3) as connection:
        connection.sendall(hello)
        read_to_end(connection)


def follows_events(server):
    with secured(server, "1.3") as watch:
        asks(watch, get("/events"))
        keeps_alive(server, "1.2")
        watch.recv(65536)


def is_a_browser(server):
    html = "Accept: text/html\r\n"
    with secured(server, "1.3") as connection:
        asks(connection, get("/", html), get("/live.js"), get("/live.css", "Connection: close\r\n"))
        read_to_end(connection)


def comes_back(server):
    """A session that is resumed."""
    context = support.client_context(server.ca_file, "1.2")
    session = None
    for _ in range(2):
        with plain(server) as connection:
            with context.wrap_socket(connection, server_hostname="localhost", session=session) as tls:
                asks(tls, get("/healthz"))
                session = tls.session


BEHAVIOURS = [
    "alert-above-1.2", "reset-above-1.2", "close-above-1.2", "silence-above-1.2", "bogus-version",
    "warning-before-hello", "half-open", "sentinel-missing", "chokes-on-split-hello", "answers-sslv2",
]  # fmt: skip

CLIENTS = {
    "two requests at 1.3": lambda server: keeps_alive(server, "1.3"),
    "two requests at 1.2": lambda server: keeps_alive(server, "1.2"),
    "a body": posts,
    "a large answer": downloads,
    "a late answer": waits,
    "a version that is refused": is_refused,
    "no request": is_no_request,
    "plain HTTP": speaks_http,
    "garbage": speaks_garbage,
    "a reset": resets_midway,
    "pieces": sends_in_pieces,
    "a late reader": reads_late,
    "much at once": asks_much_at_once,
    "a header that is too long": is_too_long,
    "silence": says_nothing,
    "events": follows_events,
    "a page": is_a_browser,
    "a session": comes_back,
    "SSLv2": speaks_sslv2,
    **{f"at {name}": functools.partial(meets, behaviour=name) for name in BEHAVIOURS},
    "at alert-above-1.2, without an alert": lambda server: meets(server, "alert-above-1.2", "1.2"),
}

# Through a relay, which is no end of what it passes on.
RELAYED = [
    "two requests at 1.3", "two requests at 1.2", "a body", "a large answer", "garbage", "a reset",
    "pieces", "a late reader", "silence",
]  # fmt: skip
