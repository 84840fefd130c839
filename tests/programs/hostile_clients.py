"""Clients that are slow, endless, lying, truncating and resetting, at every stage: a table. As a program,
hostile_clients.py STAGE WHAT, one of them, for a server that check has started."""

import os
import socket
import ssl
import sys
import threading

import stop_states


def connects(server):
    return stop_states.Client(server)


def begins_chunks(server):
    fields = "Transfer-Encoding: chunked\r\n"
    return stop_states.finished(server).send(stop_states.request("/anything", fields, "POST") + "5;x=")


def begins_trailers(server):
    fields = "Transfer-Encoding: chunked\r\n"
    return stop_states.finished(server).send(stop_states.request("/anything", fields, "POST") + "0\r\nX: ")


def begins_large_body(server):
    fields = "Content-Length: 1000000\r\n"
    return stop_states.finished(server).send(stop_states.request("/anything", fields, "POST") + "abc")


# How far a client comes. Behind a handshake it goes on in TLS.
STAGES = {
    "at once": (connects, False),
    "within a hello": (stop_states.half_hello, False),
    "within a handshake": (lambda server: stop_states.after_hello(server, "1.2"), False),
    "behind a handshake": (stop_states.finished, True),
    "within a header": (stop_states.half_header, True),
    "within a body": (begins_large_body, True),
    "within a chunk's extension": (begins_chunks, True),
    "within the trailers": (begins_trailers, True),
}


def sends(client, secured, text):
    client.send(text) if secured else client.plain.sendall(text.encode())


def is_silent(client, secured, over):
    over.wait()


def closes(client, secured, over):
    client.plain.close()


def resets(client, secured, over):
    client.reset()


def half_closes(client, secured, over):
    client.plain.shutdown(socket.SHUT_WR)
    over.wait()


def trickles(client, secured, over):
    while not over.wait(0.1):
        sends(client, secured, "x")


def sends_without_end(client, secured, over):
    while not over.is_set():
        sends(client, secured, "x" * 16384)


# What it does then.
THEN = {
    "is silent": is_silent,
    "closes": closes,
    "resets": resets,
    "half closes": half_closes,
    "trickles": trickles,
    "sends without end": sends_without_end,
}

ROWS = [(stage, what) for stage in STAGES for what in THEN]


class Checked:
    """The server of a run of check, as its environment names it."""

    ca_file = os.environ.get("TLSMATRIX_CA")

    def port(self, pins):
        return int(os.environ["TLSMATRIX_PORT"])


def main(stage, what):
    enter, secured = STAGES[stage]
    try:
        client = enter(Checked())
        THEN[what](client, secured, threading.Event())
    except (OSError, ssl.SSLError):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
