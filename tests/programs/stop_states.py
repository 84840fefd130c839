"""The states that a client's connection can be in when its server is told to stop: a table, for programs
that tell it."""

import socket
import ssl
import struct
import threading

import support
from memory_tls import MemoryTls

HOST = "127.0.0.1"
AT_ONCE = struct.pack("ii", 1, 0)


class Client(MemoryTls):
    """A connection in a state."""

    def __init__(self, server, version="1.3", pins="1.2,1.3"):
        plain = socket.create_connection((HOST, server.port(pins)), timeout=support.PATIENCE)
        super().__init__(plain, support.client_context(server.ca_file, version))
        self.over = threading.Event()

    def shake_hands(self):
        self.until_done(self.tls.do_handshake)
        return self

    def send(self, text):
        self.until_done(lambda: self.tls.write(text.encode()))
        return self

    def read(self):
        return self.until_done(lambda: self.tls.read(65536))

    def keep_sending(self, text):
        """A byte now and then until the end."""
        def run():
            try:
                while not self.over.wait(0.05):
                    self.send(text)
            except (OSError, ssl.SSLError):
                pass

        threading.Thread(target=run, daemon=True).start()
        return self

    def reset(self):
        self.plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.plain.close()

    def close(self):
        self.over.set()
        self.plain.close()


def request(target="/healthz", fields="", method="GET"):
    return f"{method} {target} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n"


def silent(server):
    return Client(server)


def half_hello(server):
    client = Client(server)
    client.plain.sendall(client.hello()[:50])
    return client


def after_hello(server, version):
    client = Client(server, version)
    client.plain.sendall(client.hello())
    client.plain.recv(1)
    return client


def finished(server, version="1.3"):
    return Client(server, version).shake_hands()


def half_header(server):
    return finished(server).send("GET / HTTP/1.1\r\nHo")


def trickling_header(server):
    return half_header(server).keep_sending("x")


def no_body(server):
    return finished(server).send(request("/anything", "Content-Length: 10\r\n", "POST"))


def half_body(server):
    return no_body(server).send("abc")


def half_chunk(server):
    fields = "Transfer-Encoding: chunked\r\n"
    return finished(server).send(request("/anything", fields, "POST") + "5\r\nab")


def trickling_body(server):
    fields = "Content-Length: 100000\r\n"
    return finished(server).send(request("/anything", fields, "POST")).keep_sending("x")


def asked_for_its_body(server):
    fields = "Content-Length: 10\r\nExpect: 100-continue\r\n"
    client = finished(server).send(request("/anything", fields, "POST"))
    client.read()
    return client


def waiting(server):
    return finished(server).send(request("/delay/10"))


def waiting_and_gone_halfway(server):
    client = waiting(server)
    client.plain.shutdown(socket.SHUT_WR)
    return client


def waiting_and_pipelined(server):
    return finished(server).send(request("/delay/10") + request())


def not_reading(server):
    client = finished(server)
    client.plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    return client.send(request("/bytes/8000000"))


def idle(server, version="1.3"):
    client = finished(server, version).send(request())
    client.read()
    return client


def said_goodbye(server):
    """close_notify, and the connection stays open."""
    client = idle(server, "1.2")
    try:
        client.tls.unwrap()
    except ssl.SSLError:
        pass
    client.plain.sendall(client.out.read())
    return client


def refused(server):
    client = Client(server, "1.2", "1.3")
    client.plain.sendall(client.hello())
    client.plain.recv(1)
    return client


def plain_http(server):
    client = Client(server)
    client.plain.sendall(request().encode())
    client.plain.recv(1)
    return client


def bad_request(server):
    client = finished(server).send("\x01\x02\r\n\r\n")
    client.read()
    return client


def talking_on(server):
    return bad_request(server).keep_sending("x")


def gone(server):
    client = half_header(server)
    client.plain.close()
    return client


def reset(server):
    client = half_header(server)
    client.reset()
    return client


# Each state, and how many lines it leaves.
STATES = {
    "silent": (silent, 1),
    "half a hello": (half_hello, 1),
    "within a handshake of 1.2": (lambda server: after_hello(server, "1.2"), 1),
    "within a handshake of 1.3": (lambda server: after_hello(server, "1.3"), 1),
    "no request at 1.2": (lambda server: finished(server, "1.2"), 1),
    "no request at 1.3": (finished, 1),
    "half a header": (half_header, 1),
    "a header that trickles": (trickling_header, 1),
    "a header without its body": (no_body, 1),
    "half a body": (half_body, 1),
    "half a chunk": (half_chunk, 1),
    "a body that trickles": (trickling_body, 1),
    "asked for its body": (asked_for_its_body, 1),
    "waiting for its answer": (waiting, 1),
    "waiting, half closed": (waiting_and_gone_halfway, 1),
    "waiting, and another request behind": (waiting_and_pipelined, 1),
    "not reading its answer": (not_reading, 1),
    "idle at 1.3": (idle, 1),
    "idle at 1.2, with a goodbye": (said_goodbye, 1),
    "refused, and still there": (refused, 1),
    "plain HTTP, and still there": (plain_http, 1),
    "refused a request, and still there": (bad_request, 1),
    "refused a request, and talking on": (talking_on, 1),
    "gone": (gone, 1),
    "reset": (reset, 1),
}
