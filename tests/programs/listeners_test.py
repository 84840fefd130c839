"""`tlsmatrix serve` as a process: its listeners, its ready file, its signals, what it leaves."""

import ctypes
import json
import os
import re
import signal
import socket
import stat
import subprocess
import threading
import time
import pathlib

import support
from support import LOOPBACK, PROGRAM, VERSIONS, WIRE_NAMES, wait_for

DEFAULT_PORTS = [8010, 8011, 8012, 8013, 8443]
ALL_SETS = [
    ",".join(version for i, version in enumerate(VERSIONS) if bits >> i & 1)
    for bits in range(1, 16)
]


def speaks(server, port, version, address="127.0.0.1"):
    """Whether Python's ssl gets through at one version."""
    context = support.client_context(server.ca_file, version)
    try:
        with socket.create_connection((address, port), timeout=support.PATIENCE) as raw:
            with context.wrap_socket(raw, server_hostname="localhost") as stream:
                return stream.version() == WIRE_NAMES[version]
    except OSError:
        return False


def mode_of(path):
    return stat.S_IMODE(os.stat(path).st_mode)


class ListenersTest(support.ProgramTest):
    def test_no_flags(self):
        busy = [port for port in DEFAULT_PORTS if not support.is_free(port)]
        if busy:
            self.skipTest(f"ports {busy} are busy here, and a plain serve wants them")
        try:
            server = self.serve()
        except AssertionError as failure:
            if "Address already in use" in str(failure):
                self.skipTest(f"a port became busy meanwhile: {failure}")
            raise
        self.assertEqual(
            [(listener["port"], listener["versions"]) for listener in server.listeners],
            list(zip(DEFAULT_PORTS, [["1.0"], ["1.1"], ["1.2"], ["1.3"], VERSIONS])),
        )
        for listener in server.listeners:
            spoken = [v for v in VERSIONS if speaks(server, listener["port"], v)]
            self.assertEqual(spoken, listener["versions"])
        server.stop()

    def test_pins_with_holes(self):
        server = self.serve(
            "--pin", f"1.0,1.2={LOOPBACK}", "--pin", f"1.3={LOOPBACK}", "--listen", LOOPBACK,
            "--tls", "1.1+",
        )
        spoken = [
            [v for v in VERSIONS if speaks(server, listener["port"], v)]
            for listener in server.listeners
        ]
        self.assertEqual(spoken, [listener["versions"] for listener in server.listeners])
        self.assertEqual(sorted(spoken), [["1.0", "1.2"], ["1.1", "1.2", "1.3"], ["1.3"]])
        server.stop()

    def test_ipv6(self):
        try:
            socket.create_server(("::1", 0), family=socket.AF_INET6).close()
        except OSError as error:
            self.skipTest(f"this machine has no ::1 ({error})")
        server = self.serve("--tls", "1.2", "--listen", "[::1]:0", "--pin", "1.3=[::1]:0")
        for listener, version in zip(server.listeners, ("1.2", "1.3")):
            port = listener["port"]
            self.assertEqual(listener["address"], "::1")
            self.assertEqual(listener["url"], f"https://[::1]:{port}/")
            self.assertTrue(speaks(server, port, version, "::1"))
            run = self.tlsmatrix("request", listener["url"] + "healthz")
            self.assertEqual((run.code, run.out), (0, "ok\n"), run)
        server.stop()

    def test_the_ready_file(self):
        server = self.serve(
            "--pin", f"1.0,1.2={LOOPBACK}", "--pin", f"1.3={LOOPBACK}", "--engine", "openssl"
        )
        ready = server.ready
        self.assertEqual(list(ready), ["pid", "ca_file", "truststore_file", "listeners"])
        self.assertEqual(ready["pid"], server.process.pid)
        self.assertIn("BEGIN CERTIFICATE", pathlib.Path(ready["ca_file"]).read_text())
        self.assertTrue(os.path.isfile(ready["truststore_file"]))
        self.assertEqual(len({listener["port"] for listener in ready["listeners"]}), 2)
        for listener, versions in zip(ready["listeners"], (["1.0", "1.2"], ["1.3"])):
            self.assertTrue(listener.pop("name"))
            port = listener["port"]
            self.assertTrue(0 < port < 65536, ready)
            self.assertEqual(
                listener,
                {
                    "address": "127.0.0.1",
                    "port": port,
                    "url": f"https://127.0.0.1:{port}/",
                    "versions": versions,
                    "engine": "openssl",
                },
            )
        self.assertEqual(server.log(), [], "the server's own proof of its pins is not logged")
        server.stop()
        self.assertFalse(server.ready_file.exists(), "the ready file goes with the server")
        self.assertEqual(os.listdir(server.ready_file.parent), ["err", "out"])

    def test_the_ready_file_means_that_all_listeners_accept(self):
        server = self.serve_pins(*ALL_SETS)
        self.assertEqual(len(server.listeners), 15)
        refusing = [it for it in server.listeners if not support.accepts(it["address"], it["port"])]
        self.assertEqual(refusing, [])

    def test_the_ready_file_is_whole_whenever_it_is_there(self):
        ready = self.directory / "ready.json"
        ready.write_text("{}")  # of an earlier run that was killed
        seen = set()
        over = threading.Event()

        def read():
            while not over.is_set():
                seen.add(ready.read_text())

        reader = threading.Thread(target=read)
        reader.start()
        self.addCleanup(lambda: (over.set(), reader.join()))
        process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", LOOPBACK, "--ready-file", ready],
            env=self.environment,
            stderr=subprocess.DEVNULL,
        )
        self.addCleanup(lambda: (process.kill(), process.wait()))
        wait_for(lambda: len(seen) > 1 or process.poll() is not None, "no new ready file")
        over.set()
        reader.join()
        self.assertEqual({len(json.loads(text)) for text in seen}, {0, 4}, seen)
        process.terminate()
        self.assertEqual(process.wait(support.PATIENCE), 0)

    def test_a_ready_file_that_is_no_longer_its_own_stays(self):
        server = self.serve_pins("1.3")
        server.ready_file.write_text("another server's")
        server.stop()
        self.assertEqual(server.ready_file.read_text(), "another server's")

    def test_a_pipe_as_ready_file_stays(self):
        pipe = self.directory / "pipe"
        os.mkfifo(pipe)
        process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", LOOPBACK, "--ready-file", pipe],
            env=self.environment,
            stderr=subprocess.DEVNULL,
        )
        self.addCleanup(lambda: (process.kill(), process.wait()))
        self.assertEqual(json.loads(pipe.read_text())["pid"], process.pid)
        process.terminate()
        self.assertEqual(process.wait(support.PATIENCE), 0)
        self.assertTrue(pipe.is_fifo())

    def test_a_second_server_on_the_port(self):
        for first_threads in ("1", "2"):
            first = self.serve("--listen", LOOPBACK, "--threads", first_threads)
            address = f"127.0.0.1:{first.port()}"
            for threads in ("1", "2"):
                with self.subTest(first=first_threads, second=threads):
                    ready = self.directory / "ready-second"
                    second = self.tlsmatrix(
                        "serve", "--listen", address, "--threads", threads, "--ready-file", ready
                    )
                    self.assert_complains(second, address, "in use", "another port")
                    self.assertFalse(ready.exists())
            self.assertTrue(speaks(first, first.port(), "1.2"), "the first one goes on")
            first.stop()

    def test_off_loopback_only_when_told_so(self):
        for address in ("0.0.0.0:0", "[::]:0", "192.0.2.1:0"):
            with self.subTest(address):
                run = self.tlsmatrix("serve", "--listen", address)
                self.assert_complains(run, address.rsplit(":", 1)[0].strip("[]"), "--expose")
                run = self.tlsmatrix("serve", "--pin", f"1.3={address}")
                self.assert_complains(run, "--expose")
        # An address of documentation, which no machine has: nothing is exposed.
        run = self.tlsmatrix("serve", "--listen", "192.0.2.1:0", "--expose")
        self.assertEqual(run.code, 2, run)
        self.assertRegex(run.err.splitlines()[0], r"WARNING: 192\.0\.2\.1:0 offers TLSv1,TLSv1\.1 ")
        self.assertIn("cannot listen on 192.0.2.1:0", run.err.splitlines()[1])

    def test_ready_in_time(self):
        flags = ("--listen", LOOPBACK, "--key-type", "ecdsa")
        self.serve(*flags).stop()  # makes the authority, which the next one finds
        server = self.serve(*flags)
        print(f"ready after {server.ready_after * 1000:.0f} ms, ", end="", flush=True)
        server.stop()
        self.assertLess(server.ready_after, 2 * support.SLOWNESS)

    def test_nothing_is_kept_of_an_ephemeral_run(self):
        place = self.directory / "home"
        place.mkdir()
        environment = support.environment(place)
        server = self.serve("--ephemeral", "--listen", LOOPBACK, environment=environment)
        self.assertTrue(speaks(server, server.port(), "1.1"))
        self.assertTrue(os.path.isfile(server.ca_file))
        self.assertFalse((place / "state").exists(), "no authority is kept")
        server.stop()
        self.assertEqual(os.listdir(place), ["tmp"])
        self.assertEqual(os.listdir(place / "tmp"), [])

    def test_nothing_is_kept_of_an_ephemeral_run_that_ends_before_it_is_ready(self):
        place = self.directory / "home"
        place.mkdir()
        process = subprocess.Popen(
            [PROGRAM, "serve", "--ephemeral", "--listen", LOOPBACK],
            env=support.environment(place),
            stderr=subprocess.DEVNULL,
        )
        self.addCleanup(lambda: (process.kill(), process.wait()))
        wait_for(lambda: os.listdir(place / "tmp"), "no directory for the certificates")
        process.terminate()
        self.assertEqual(process.wait(support.PATIENCE), 0)
        self.assertEqual(os.listdir(place / "tmp"), [])

    def test_the_authority_is_kept_and_closed_to_others(self):
        first = self.serve_pins("1.2")
        certificate = pathlib.Path(first.ca_file).read_text()
        first.stop()
        second = self.serve_pins("1.2")
        self.assertEqual(pathlib.Path(second.ca_file).read_text(), certificate)
        second.stop()
        keys = list((support.home() / "state").rglob("*.key"))
        self.assertTrue(keys)
        self.assertEqual({mode_of(key) for key in keys}, {0o600})
        self.assertEqual({mode_of(key.parent) for key in keys}, {0o700})

    def test_the_key_log(self):
        secrets = self.directory / "secrets"
        by_variable = self.directory / "by-variable"
        server = self.serve("--listen", LOOPBACK, "--keylog", secrets)
        for version in ("1.2", "1.3"):
            self.assertTrue(speaks(server, server.port(), version))
        server.stop()
        lines = secrets.read_text().splitlines()
        labels = {line.split()[0] for line in lines}
        self.assertLessEqual({"CLIENT_RANDOM", "SERVER_TRAFFIC_SECRET_0"}, labels)
        for line in lines:
            self.assertRegex(line, r"\A[A-Z_0-9]+ [0-9a-f]{64} [0-9a-f]+\Z")
        self.assertEqual(mode_of(secrets), 0o600)
        self.assertRegex(server.errors(), f"warning: .*{re.escape(str(secrets))}")
        environment = self.environment | {"SSLKEYLOGFILE": str(by_variable)}
        server = self.serve("--listen", LOOPBACK, environment=environment)
        server.stop()
        self.assertEqual(mode_of(by_variable), 0o600)
        self.assertIn("warning: ", server.errors())


class SignalsTest(support.ProgramTest):
    def half_a_request(self, server):
        """A connection with a request under way, of which `rest` is still to come."""
        context = support.client_context(server.ca_file, "1.2")
        raw = socket.create_connection(("127.0.0.1", server.port()), timeout=support.PATIENCE)
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
        )
        self.addCleanup(lambda: (parent.kill(), parent.wait()))
        wait_for(lambda: ready.exists() or parent.poll() is not None, "the server is not ready")
        child = json.loads(ready.read_text())["pid"]
        parent.kill()
        parent.wait()
        ended = wait_for(
            lambda: os.waitpid(child, os.WNOHANG) if ended_or_ours(child) else None,
            "the server outlives its parent",
        )
        self.assertEqual(ended, (child, 0), "it ends as after TERM")
        self.assertFalse(ready.exists())


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
