"""A thousand clients that are silent or slow: each is gone in time, and nobody else notices."""

import selectors
import socket
import ssl
import time

from soak import context_of, dial, figure, percentile, silent, support, time_of_new_request

MANY = 1000


class SilenceSoak(support.ProgramTest):
    def serve_one(self, *flags):
        return self.serve("--listen", support.LOOPBACK, "--ephemeral", "--key-type", "ecdsa", *flags)

    def watch(self, server, connections, seconds, poke=None):
        """The seconds after which each connection had ended, and the times of new requests."""
        context = context_of(server)
        selector = selectors.DefaultSelector()
        for connection, since in connections:
            connection.setblocking(False)
            selector.register(connection, selectors.EVENT_READ, since)
        ended, times = [], []
        end = time.monotonic() + seconds
        next_poke = time.monotonic() + 1
        while time.monotonic() < end and selector.get_map():
            for key, _ in selector.select(0.01):
                if self.is_over(key.fileobj):
                    ended.append(time.monotonic() - key.data)
                    selector.unregister(key.fileobj)
                    key.fileobj.close()
            times.append(time_of_new_request(server, context))
            if poke and time.monotonic() > next_poke:
                next_poke = time.monotonic() + 1
                for key in list(selector.get_map().values()):
                    try:
                        key.fileobj.send(poke)
                    except OSError:
                        pass
        left = [key.fileobj for key in selector.get_map().values()]
        for connection in left:
            connection.close()
        return ended, times, len(left)

    @staticmethod
    def is_over(connection):
        try:
            return not connection.recv(65536)
        except (ssl.SSLWantReadError, BlockingIOError):
            return False
        except OSError:
            return True

    def tell(self, what, times):
        worst = percentile(times, 0.99)
        figure(f"new requests' p99 beside {what}", worst, f"s ({len(times)} requests)")
        self.assertLess(worst, 1)

    def test_silent_ones_are_gone_in_time_each_with_a_line(self):
        for flags in ((), ("--max-handshakes", "5000")):
            server = self.serve_one(*flags)
            connections = [(silent(server.port()), time.monotonic()) for _ in range(MANY)]
            ended, times, left = self.watch(server, connections, 15)
            self.assertEqual(left, 0)
            figure(f"the last of {MANY} silent ones {flags} gone after", max(ended), "s")
            self.tell(f"{MANY} silent ones {flags}", times)
            self.assertLess(max(ended), 11)
            server.stop()
            lines = [line for line in server.log() if " 000 0 -/- " in line]
            figure("lines of silent ones", len(lines))
            self.assertEqual(len(lines), MANY)

    def slow_ones(self, server, beginning, rcvbuf=None):
        context = context_of(server)
        connections = []
        for _ in range(MANY):
            plain = socket.socket()
            if rcvbuf:
                plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
            plain.connect(("127.0.0.1", server.port()))
            connection = context.wrap_socket(plain, server_hostname="localhost")
            connection.sendall(beginning)
            connections.append((connection, time.monotonic()))
        return connections

    def test_slow_headers_end_in_time(self):
        server = self.serve_one()
        connections = self.slow_ones(server, b"GET / HTTP/1.1\r\nHost: ")
        ended, times, left = self.watch(server, connections, 15, poke=b"x")
        self.assertEqual(left, 0)
        figure(f"the last of {MANY} slow headers gone after", max(ended), "s")
        self.assertLess(max(ended), 11.5)
        self.tell(f"{MANY} slow headers", times)

    def test_slow_bodies_hold_nobody_up(self):
        server = self.serve_one()
        beginning = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
        connections = self.slow_ones(server, beginning)
        _, times, _ = self.watch(server, connections, 15, poke=b"x")
        self.tell(f"{MANY} slow bodies", times)

    def test_slow_readers_hold_nobody_up(self):
        server = self.serve_one()
        beginning = b"GET /bytes/262144 HTTP/1.1\r\nHost: a\r\n\r\n"
        connections = self.slow_ones(server, beginning, rcvbuf=4096)
        context = context_of(server)
        times = [time_of_new_request(server, context) for _ in range(500)]
        self.tell(f"{MANY} slow readers", times)
        for connection, _ in connections:
            connection.close()


if __name__ == "__main__":
    support.main()
