"""The live page of `serve`: what curl gets, what a browser gets, and what the server tells it."""

import json
import socket
import ssl
import time

import support
from support import LOOPBACK

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Watch:
    """A connection that has asked for /events, and reads them as they come."""

    def __init__(self, server):
        self.socket = socket.create_connection(("127.0.0.1", server.port()), support.PATIENCE)
        context = support.client_context(server.ca_file)
        self.stream = context.wrap_socket(self.socket, server_hostname="localhost")
        self.stream.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.file = self.stream.makefile("rb")
        self.head = b""
        while not self.head.endswith(b"\r\n\r\n"):
            self.head += self.file.readline()

    def next(self):
        for line in self.file:
            if line.startswith(b"data: "):
                return json.loads(line[6:])
        return None

    def close(self):
        self.file.close()
        self.stream.close()


class LivePageTest(support.ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        support.need_peer("curl")

    def watch(self, server):
        watch = Watch(server)
        self.addCleanup(watch.close)
        return watch

    def test_accept_decides_what_the_front_page_is(self):
        server = self.serve("--listen", LOOPBACK)
        text = self.curl(server, server.url())
        self.assertTrue(text.out.startswith("This is tlsmatrix"), text)
        html = self.curl(server, "-i", "-H", f"Accept: {BROWSER}", server.url()).out
        self.assertIn("Content-Type: text/html; charset=utf-8", html)
        self.assertIn("Content-Security-Policy: default-src 'none'; script-src 'self'", html)
        self.assertIn("<h1>What your browser does here</h1>", html)
        told = json.loads(self.curl(server, "-H", "Accept: application/json", server.url()).out)
        self.assertEqual(len(told["targets"]), 16)
        for path, kind in (("/live.js", "text/javascript"), ("/live.css", "text/css")):
            self.assertIn(f"Content-Type: {kind}", self.curl(server, "-i", server.url(path)).out)

    def test_events_tell_of_handshakes_that_failed_too(self):
        server = self.serve("--listen", LOOPBACK, "--pin", f"1.2={LOOPBACK}")
        watch = self.watch(server)
        self.assertIn(b"Content-Type: text/event-stream", watch.head)
        self.assertIn(b"Connection: close", watch.head)
        pinned = server.url("/tls?row=1", "1.2")
        self.assertEqual(self.curl(server, "--tlsv1.3", pinned).code, 35)
        seen = watch.next()
        self.assertEqual(seen["result"], "refused by the server: protocol_version")
        self.assertEqual(seen["why"], "the client offers TLSv1.3 and the server speaks TLSv1.2")
        self.assertEqual((seen["offered"], seen["port"]), (["1.3"], server.port("1.2")))
        self.assertEqual(self.curl(server, pinned).code, 0)
        seen = watch.next()
        self.assertEqual((seen["outcome"], seen["version"]), ("negotiated", "1.2"))
        self.assertEqual(seen["why"], "the server speaks nothing above TLSv1.2")

    def test_a_watcher_neither_keeps_a_server_from_stopping_nor_outlives_its_client(self):
        server = self.serve("--listen", LOOPBACK, "--log-format", "json")
        gone = Watch(server)
        gone.close()
        support.wait_for(lambda: '"target":"/events"' in str(server.log()), "the line of who has gone")
        watch = self.watch(server)
        began = time.monotonic()
        server.stop()
        self.assertLess(time.monotonic() - began, 5 * support.SLOWNESS)
        with self.assertRaises((AssertionError, ssl.SSLError, OSError)):
            self.assertIsNotNone(watch.next())


if __name__ == "__main__":
    support.main()
