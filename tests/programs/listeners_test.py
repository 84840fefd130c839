"""`tlsmatrix serve` as a process: its listeners, its ready file, its signals, what it leaves."""

import json
import os
import pathlib
import re
import resource
import signal
import socket
import stat
import subprocess
import threading

import no_ipv6
import support
from support import LOCALHOST, LOOPBACK, PROGRAM, VERSIONS, WIRE_NAMES, wait_for

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


def leave_no_room():
    """Let no file of the program that is started have a byte."""
    if os.environ.get("TLSMATRIX_SANITIZER"):
        # ThreadSanitizer writes a file of its own before main can ignore the signal.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


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
            for address in listener.get("addresses", ["127.0.0.1"]):
                spoken = [v for v in VERSIONS if speaks(server, listener["port"], v, address)]
                self.assertEqual(spoken, listener["versions"], address)
        server.stop()

    def test_localhost_is_both_loopback_addresses_with_one_port(self):
        self.need_ipv6()
        form = "$remote_addr $server_addr $server_port $ssl_protocol"
        server = self.serve(
            *("--pin", f"1.2={LOCALHOST}", "--listen", "0", "--tls", "1.3", "--log-format", form)
        )
        expected = []
        for listener, version in zip(server.listeners, ("1.3", "1.2")):
            port = listener["port"]
            self.assertEqual(listener["address"], "127.0.0.1")
            self.assertEqual(listener["addresses"], ["127.0.0.1", "::1"])
            self.assertEqual(listener["url"], f"https://localhost:{port}/")
            # Whichever of the two a client takes localhost for, and takes alone.
            for address, written in ("127.0.0.1", "127.0.0.1"), ("::1", "[::1]"):
                self.assertTrue(speaks(server, port, version, address))
                resolved = ("--resolve", f"localhost:{port}:{written}")
                run = self.curl(server, *resolved, listener["url"] + "healthz")
                self.assertEqual((run.code, run.out), (0, "ok\n"), run)
                expected.append(f"{address} {address} {port} {WIRE_NAMES[version]}")
        server.stop()
        for listener, version in zip(server.listeners, ("1.3", "1.2")):
            port = listener["port"]
            self.assertRegex(server.errors(), rf"(?m)^  https://localhost:{port}/ +TLSv{version}$")
            for address in listener["addresses"]:
                self.assertFalse(support.accepts(address, port), address)
        served = [line for line in server.log() if "tls_outcome" not in line]
        self.assertEqual(served, expected)

    def test_an_address_of_its_own_is_that_address_alone(self):
        server = self.serve("--listen", LOOPBACK)
        self.assertNotIn("addresses", server.listeners[0])
        self.assertTrue(support.accepts("127.0.0.1", server.port()))
        self.assertFalse(support.accepts("::1", server.port()))

    def test_localhost_without_ipv6_is_127_0_0_1(self):
        server = self.serve("--tls", "1.2", "--listen", LOCALHOST, preexec_fn=no_ipv6.go_without)
        listener = server.listeners[0]
        self.assertEqual(listener["address"], "127.0.0.1")
        self.assertEqual(listener["url"], f"https://localhost:{server.port()}/")
        self.assertNotIn("addresses", listener)
        self.assertTrue(speaks(server, server.port(), "1.2"))
        server.stop()
        self.assertIn("TLSv1.2 (on 127.0.0.1 alone: this machine has no ::1)\n", server.errors())

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
        self.need_ipv6()
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
        self.assertEqual(sorted(os.listdir(server.ready_file.parent)), ["err", "out"])

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
            preexec_fn=support.end_with_tests,
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
            preexec_fn=support.end_with_tests,
        )
        self.addCleanup(lambda: (process.kill(), process.wait()))
        self.assertEqual(json.loads(pipe.read_text())["pid"], process.pid)
        process.terminate()
        self.assertEqual(process.wait(support.PATIENCE), 0)
        self.assertTrue(pipe.is_fifo())

    def test_a_dash_as_ready_file_is_the_first_line_of_standard_output(self):
        process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", LOOPBACK, "--ready-file", "-"],
            env=self.environment,
            cwd=self.directory,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            preexec_fn=support.end_with_tests,
        )
        self.addCleanup(lambda: (process.kill(), process.communicate()))
        ready = json.loads(process.stdout.readline())
        self.assertEqual(ready["pid"], process.pid)
        url = ready["listeners"][0]["url"]
        self.assertEqual(self.tlsmatrix("request", url + "healthz").code, 0)
        self.assertIn('"GET /healthz HTTP/1.1" 200', process.stdout.readline())
        process.terminate()
        self.assertEqual(process.wait(support.PATIENCE), 0)
        self.assertEqual(os.listdir(self.directory), [], "there is no file of that name")

    def test_a_second_server_on_the_port(self):
        for first_threads in ("1", "2"):
            first = self.serve("--listen", LOOPBACK, "--threads", first_threads)
            address = f"127.0.0.1:{first.port()}"
            for threads in ("1", "2"):
                with self.subTest(first=first_threads, second=threads):
                    ready = self.directory / "ready-second"
                    second = self.tlsmatrix(
                        "serve", "--listen", address, "--threads", threads, "--ready-file", ready,
                        patience=support.LITTLE_PATIENCE,
                    )
                    self.assert_complains(second, address, "in use", "another port")
                    self.assertFalse(ready.exists())
            self.assertTrue(speaks(first, first.port(), "1.2"), "the first one goes on")
            first.stop()

    def test_off_loopback_only_when_told_so(self):
        patience = support.LITTLE_PATIENCE
        for address in ("0.0.0.0:0", "[::]:0", "192.0.2.1:0"):
            with self.subTest(address):
                run = self.tlsmatrix("serve", "--listen", address, patience=patience)
                self.assert_complains(run, address.rsplit(":", 1)[0].strip("[]"), "--expose")
                run = self.tlsmatrix("serve", "--pin", f"1.3={address}", patience=patience)
                self.assert_complains(run, "--expose")
        # An address of documentation, which no machine has: nothing is exposed.
        run = self.tlsmatrix("serve", "--listen", "192.0.2.1:0", "--expose")
        self.assertEqual(run.code, 2, run)
        self.assertRegex(run.err.splitlines()[0], r"WARNING: 192\.0\.2\.1:0 offers TLSv1,TLSv1\.1 ")
        self.assertIn("cannot listen on 192.0.2.1:0", run.err.splitlines()[1])

    def test_ready_in_time(self):
        flags = ("--listen", LOOPBACK, "--key-type", "ecdsa")
        self.serve(*flags).stop()  # makes the CA, which the next one finds
        times = []
        while len(times) < 5 and min(times, default=9) > 0.05:  # a busy machine has its moments
            server = self.serve(*flags)
            times.append(server.ready_after)
            server.stop()
        print(f"ready after {min(times) * 1000:.0f} ms, ", end="", flush=True)
        self.assertLess(min(times), 2 * support.SLOWNESS)

    def test_its_owner_can_use_what_it_made_again_whatever_the_umask(self):
        for umask in (0o000, 0o077, 0o777):
            with self.subTest(f"{umask:03o}"):
                place = self.directory / f"{umask:03o}"
                place.mkdir()
                log, keys = place / "log", place / "keys"
                options = {
                    "command": [*self.bound_program(), "serve"],
                    "environment": support.environment(place),
                    "preexec_fn": lambda: os.umask(umask),
                }
                flags = ("--listen", LOOPBACK, "--log-file", log, "--keylog", keys)
                for start in range(1, 3):
                    server = self.serve(*flags, "--key-type", "ecdsa", **options)
                    server.signal(signal.SIGHUP)
                    self.assertTrue(speaks(server, server.port(), "1.3"))
                    self.assertEqual(mode_of(server.ready_file), 0o644)
                    server.stop()
                    self.assertNotIn("cannot", server.errors())
                    self.assertEqual(len(log.read_text().splitlines()), start)
                self.assertEqual(mode_of(log), 0o644 & ~umask | 0o600)
                self.assertEqual(mode_of(keys), 0o600)
                store = place / "state" / "tlsmatrix"
                made = [store.parent, store, *store.rglob("*")]
                self.assertEqual({mode_of(it) for it in made if it.is_dir()}, {0o700})
                self.assertEqual(mode_of(next(store.rglob("lock"))), 0o600)

    def test_nothing_is_kept_of_an_ephemeral_run(self):
        place = self.directory / "home"
        place.mkdir()
        environment = support.environment(place)
        server = self.serve("--ephemeral", "--listen", LOOPBACK, environment=environment)
        self.assertTrue(speaks(server, server.port(), "1.1"))
        self.assertTrue(os.path.isfile(server.ca_file))
        self.assertFalse((place / "state").exists(), "no CA is kept")
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
            preexec_fn=support.end_with_tests,
        )
        self.addCleanup(lambda: (process.kill(), process.wait()))
        # ThreadSanitizer has a file of its own there for a moment.
        wait_for(lambda: list((place / "tmp").glob("tlsmatrix-*")), "no directory of certificates")
        process.terminate()
        self.assertEqual(process.wait(support.PATIENCE), 0)
        self.assertEqual(os.listdir(place / "tmp"), [])

    def test_nothing_is_kept_of_an_ephemeral_run_whose_files_have_no_room(self):
        place = self.directory / "home"
        place.mkdir()
        run = self.tlsmatrix(
            *("serve", "--ephemeral", "--listen", LOOPBACK),
            env=support.environment(place),
            preexec_fn=leave_no_room,
            patience=support.LITTLE_PATIENCE,
        )
        self.assert_complains(run, "ca.pem")
        self.assertEqual(os.listdir(place / "tmp"), [])

    def test_the_ca_is_kept_and_closed_to_others(self):
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
        # Another program made it, one that heeds the variable too: no reason not to serve.
        by_variable.write_text("")
        by_variable.chmod(0o644)
        server = self.serve("--listen", LOOPBACK, environment=environment)
        self.assertTrue(speaks(server, server.port(), "1.2"))
        server.stop()
        self.assertEqual(by_variable.read_text(), "")
        self.assertIn(f"secrets are not kept: others may read the key log '{by_variable}'",
                      server.errors())


if __name__ == "__main__":
    support.main()
