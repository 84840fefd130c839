"""Signals: a server ends, reopens its log and goes with its parent as it is told."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import time

import support
from support import LOCALHOST, LOOPBACK, PROGRAM, wait_for
from listeners_test import speaks


class SignalsTest(support.ProgramTest):
    def half_a_request(self, server, address="127.0.0.1"):
        """A connection with a request under way, of which `rest` is still to come."""
        context = support.client_context(server.ca_file, "1.2")
        raw = socket.create_connection((address, server.port()), timeout=support.PATIENCE)
        stream = context.wrap_socket(raw, server_hostname="localhost")
        self.addCleanup(stream.close)
        stream.sendall(b"POST /testpost HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n")
        # Once the server asks for the body, it has the request in hand.
        stream.sendall(b"Expect: 100-continue\r\n\r\n")
        self.assertTrue(stream.recv(1000).startswith(b"HTTP/1.1 100 "))
        return stream

    def wait_until_refusing(self, server):
        port = server.port()
        wait_for(lambda: not support.accepts("127.0.0.1", port), "the port is still open")

    def test_term_lets_the_request_in_flight_finish(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(signal.Signals(number).name):
                server = self.serve("--tls", "1.2", "--listen", LOOPBACK, "--threads", "2")
                idle = self.half_a_request(server)
                idle.sendall(b"12345678")
                self.assertIn(b"200 OK", idle.recv(10000))  # kept alive, and then left alone
                stream = self.half_a_request(server)
                server.signal(number)
                self.wait_until_refusing(server)
                self.assertIsNone(server.process.poll(), "it ended with a request in flight")
                stream.sendall(b"in time!")
                answer = b"".join(iter(lambda: stream.recv(10000), b"")).decode()
                self.assertTrue(answer.startswith("HTTP/1.1 200 OK\r\n"), answer)
                self.assertIn("\r\nConnection: close\r\n", answer)
                self.assertTrue(answer.endswith(support.ANSWER), answer)
                self.assertEqual(server.wait(), 0, server.errors())
                line = (
                    '"POST /testpost HTTP/1.1" 200 43 TLSv1.2/ECDHE-RSA-AES256-GCM-SHA384 '
                    '"-" "-" TIME <"{}"'
                )
                posts = [it for it in server.log() if "POST" in it]  # not the looks at the port
                self.assert_lines(posts, [line.format("12345678"), line.format("in time!")])

    def test_term_ends_both_addresses_of_localhost_and_lets_requests_finish_on_both(self):
        self.need_ipv6()
        server = self.serve("--tls", "1.2", "--listen", LOCALHOST)
        streams = [self.half_a_request(server, it) for it in server.listeners[0]["addresses"]]
        server.signal(signal.SIGTERM)
        for address in server.listeners[0]["addresses"]:
            wait_for(lambda: not support.accepts(address, server.port()), f"{address} is open")
        for stream in streams:
            stream.sendall(b"in time!")
            answer = b"".join(iter(lambda: stream.recv(10000), b"")).decode()
            self.assertTrue(answer.startswith("HTTP/1.1 200 OK\r\n"), answer)
        self.assertEqual(server.wait(), 0, server.errors())

    def test_a_second_term_does_not_wait(self):
        server = self.serve("--tls", "1.2", "--listen", LOOPBACK)
        self.half_a_request(server)
        server.signal(signal.SIGTERM)
        self.wait_until_refusing(server)
        self.assertIsNone(server.process.poll())
        before = time.monotonic()
        server.signal(signal.SIGTERM)
        self.assertEqual(server.wait(), 0, server.errors())
        # The first one would have waited ten seconds for the request.
        self.assertLess(time.monotonic() - before, 8)
        self.assertFalse(server.ready_file.exists())

    def test_signals_that_come_while_it_ends_leave_no_files(self):
        for _ in range(5):
            server = self.serve("--tls", "1.2", "--listen", LOOPBACK, "--ephemeral",
                                "--key-type", "ecdsa")  # fmt: skip
            directory = os.path.dirname(server.ca_file)
            for _ in range(50):
                server.signal(signal.SIGTERM)
                time.sleep(0.0005)
            self.assertEqual(server.wait(), 0, server.errors())
            self.assertFalse(os.path.exists(directory))
            self.assertFalse(server.ready_file.exists())

    def test_a_flood_of_signals_does_not_keep_it_from_ending(self):
        for _ in range(10):
            server = self.serve("--tls", "1.2", "--listen", LOOPBACK)
            limit = time.monotonic() + 2
            server.signal(signal.SIGTERM)
            # Without a pause, so that one is always on its way while the server counts as stopped.
            while server.process.poll() is None and time.monotonic() < limit:
                for _ in range(100):
                    server.signal(signal.SIGHUP)
            self.assertEqual(server.wait(), 0, server.errors())

    def test_hup_and_usr1_reopen_the_log_and_no_line_is_lost(self):
        log = self.directory / "access.log"
        server = self.serve("--tls", "1.3", "--listen", LOOPBACK, "--log-file", log)
        asked = 0
        rotated = []
        context = support.client_context(server.ca_file, "1.3")
        with socket.create_connection(("127.0.0.1", server.port())) as raw:
            with context.wrap_socket(raw, server_hostname="localhost") as stream:
                answers = stream.makefile("rb")

                def ask():
                    nonlocal asked
                    stream.sendall(b"HEAD /%d HTTP/1.1\r\nHost: localhost\r\n\r\n" % asked)
                    while answers.readline() not in (b"\r\n", b""):
                        pass
                    asked += 1
                    return asked

                for number in (signal.SIGHUP, signal.SIGUSR1) * 2:
                    wait_for(lambda: ask() and log.read_text(), "no line reached the log")
                    old = self.directory / f"access.log.{len(rotated)}"
                    log.rename(old)
                    rotated.append(old)
                    server.signal(number)
                    # Requests go on while the log is changed under them.
                    wait_for(lambda: ask() and log.exists(), "no new log came")
        server.stop()
        files = [path.read_text() for path in [*rotated, log]]
        self.assertTrue(all(text.endswith("\n") for text in files[:-1]), files)
        lines = "".join(files).splitlines()
        self.assert_lines(
            lines,
            [
                f'"HEAD /{number} HTTP/1.1" 404 0 TLSv1.3/TLS_AES_256_GCM_SHA384 "-" "-" TIME <"-"'
                for number in range(asked)
            ],
        )

    def test_lines_reach_a_file_while_the_server_runs(self):
        log = self.directory / "access.log"
        server = self.serve("--listen", LOOPBACK, "--log-file", log)
        self.assertTrue(log.exists())
        self.assertTrue(speaks(server, server.port(), "1.2"))
        wait_for(lambda: log.read_text().endswith("\n"), "no access line came")
        server.stop()
        self.assertEqual(server.log(), [], "and none on standard output")

    def test_exit_with_parent(self):
        # Orphans come to this process, so that it sees how they end.
        PR_SET_CHILD_SUBREAPER = 36
        if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
            self.fail(f"prctl: {os.strerror(ctypes.get_errno())}")
        ready = self.directory / "ready.json"
        script = '"$@" & wait'
        flags = ("--listen", LOOPBACK, "--ready-file", ready, "--exit-with-parent")
        parent = subprocess.Popen(
            ["/bin/sh", "-c", script, "sh", PROGRAM, "serve", *flags],
            env=self.environment,
            stderr=subprocess.DEVNULL,
            preexec_fn=support.end_with_tests,
        )
        self.addCleanup(lambda: (parent.kill(), parent.wait()))
        wait_for(lambda: ready.exists() or parent.poll() is not None, "the server is not ready")
        child = json.loads(ready.read_text())["pid"]
        parent.kill()
        parent.wait()
        ended = wait_for(
            lambda: reaped(child) if ended_or_ours(child) else None,
            "the server outlives its parent",
        )
        self.assertEqual(ended, (child, 0), "it ends as after TERM")
        self.assertFalse(ready.exists())


def reaped(pid):
    """How a child ended; None as long as it has threads that have not, its first one gone or not."""
    ended = os.waitpid(pid, os.WNOHANG)
    return ended if ended[0] else None


def ended_or_ours(pid):
    """Whether an orphan has been handed to this process and has ended."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            state, parent = file.read().rsplit(")", 1)[1].split()[:2]
    except FileNotFoundError:
        raise AssertionError("somebody else took the orphan") from None
    return state == "Z" and int(parent) == os.getpid()


if __name__ == "__main__":
    support.main()
