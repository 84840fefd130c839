"""Peers that misbehave: what they send before, and what they do then, at each stage. Tables."""

import socket
import struct

import scan_support

AT_ONCE = struct.pack("ii", 1, 0)


def record(kind, body, version=0x0303):
    return bytes([kind]) + version.to_bytes(2, "big") + len(body).to_bytes(2, "big") + body


def message(kind, body, length=None):
    size = len(body) if length is None else length
    return bytes([kind]) + size.to_bytes(3, "big") + body


HELLO = scan_support.server_hello(0x0303, 0xC02F)
# A certificate message that claims 16 MB, of which more comes for ever.
LARGE = record(22, message(11, b"\xff" * 100, 0xFFFFFF))

# What a server has sent when it begins to misbehave.
BEFORE = {
    "at once": b"",
    "within a record's header": HELLO[:3],
    "within a ServerHello": HELLO[:40],
    "behind a ServerHello": HELLO,
    "within a certificate of 16 MB": HELLO + LARGE,
}


def is_silent(connection, over):
    over.wait()


def closes(connection, over):
    pass


def resets(connection, over):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)


def trickles(connection, over):
    while not over.wait(0.05):
        connection.sendall(b"\x16")


def endless(data):
    def send(connection, over):
        many = data * (65536 // len(data))
        while not over.is_set():
            connection.sendall(many)

    return send


# What it does then.
THEN = {
    "is silent": is_silent,
    "closes": closes,
    "resets": resets,
    "trickles": trickles,
    "sends garbage without end": endless(b"\xaa\x55\x00\xff"),
    "sends empty records without end": endless(record(22, b"")),
    "sends warnings without end": endless(record(21, b"\x01\x5a")),
    "sends HelloRequests without end": endless(record(22, message(0, b""))),
    "sends fragments without end": endless(record(22, b"\x00" * 1000)),
}

# What a server has sent of its HTTP answer, and what it does then.
ANSWERS = {
    "behind the handshake": b"",
    "within the status": b"HTTP/1.1 20",
    "within a field": b"HTTP/1.1 200 OK\r\nX: ",
    "behind an interim response": b"HTTP/1.1 100 Continue\r\n\r\n",
    "within a body": b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nabc",
    "within a chunk's extension": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=",
    "within the trailers": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ",
}
AFTERWARDS = {
    "is silent": is_silent,
    "closes": closes,
    "resets": resets,
    "trickles": trickles,
    "sends letters without end": endless(b"x"),
    "sends lines without end": endless(b"X: y\r\n"),
}
