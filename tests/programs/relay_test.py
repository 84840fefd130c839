"""`tlsmatrix relay` between real clients and real servers."""

import json
import signal
import socket
import threading

import s_server
import support
from matrix_support import validator
from support import LOOPBACK, PROGRAM

# One of TLS 1.2, with an extension that says nothing.
HELLO = bytes.fromhex("16030100330100002f0303") + bytes(32) + bytes.fromhex(
    "000002c02f01000004000a0000")


class RelayTest(support.ProgramTest):
    def relay(self, port, *flags):
        """A relay that logs, in front of a port of 127.0.0.1."""
        return self.serve("--to", f"127.0.0.1:{port}", *flags, command=(PROGRAM, "relay"))

    def run_through(self, port, *words, code=0, flags=()):
        """A relay that runs a client; its report."""
        run = self.tlsmatrix(
            "relay", "--to", f"127.0.0.1:{port}", "--format", "json", *flags, "--", *words
        )
        self.assertEqual(run.code, code, run)
        report = json.loads(run.out)
        validator("relay").validate(report)
        return report

    def lines_of(self, relay, count):
        support.wait_for(lambda: len(relay.log()) >= count, "the relay has no line")
        relay.stop()
        return relay.log()

    def test_a_line_tells_each_handshake_of_our_server_with_curl(self):
        support.need_peer("curl")
        server = self.serve_pins("1.2", "1.3", "1.1")
        for version, suite in (
            ("1.2", "TLSv1.2/ECDHE-RSA-AES256-GCM-SHA384"),
            ("1.3", "TLSv1.3/TLS_AES_256_GCM_SHA384"),
        ):
            with self.subTest(version):
                relay = self.relay(server.port(version))
                run = self.curl(server, relay.url())
                self.assertEqual(run.code, 0, run)
                (line,) = self.lines_of(relay, 1)
                self.assertRegex(line, rf"^127\.0\.0\.1:\d+ {suite} \d+\.\d{{3}} "
                                       r"tls_outcome=negotiated tls_offered=TLSv1\.3,TLSv1\.2")
        relay = self.relay(server.port("1.1"), "--trace")
        self.curl(server, "--tlsv1.2", relay.url())
        lines = self.lines_of(relay, 3)
        self.assertIn("tls_outcome=refused tls_refused_by=server tls_alert=protocol_version", lines[0])
        self.assertRegex(lines[1], r"^ +\d+\.\d{3} ms  client -->  ClientHello: offers ")
        self.assertRegex(lines[2], r"^ +\d+\.\d{3} ms  <-- server  alert: protocol_version \(fatal\)")

    def test_s_client_and_s_server_are_told_the_same_way(self):
        support.need_peer("openssl")
        _, port = s_server.start(
            self, "openssl", "s_server", "-accept", "0", "-cert", "server-rsa.pem",
            "-key", "server-rsa.key", "-tls1_2", "-www",
        )
        report = self.run_through(
            port, "openssl", "s_client", "-connect", "{host}:{port}", "-CAfile", "{ca}"
        )
        (handshake,) = report["handshakes"]
        self.assertEqual(handshake["outcome"]["outcome"], "negotiated")
        self.assertEqual(handshake["outcome"]["version"], "1.2")
        messages = [each["message"] for each in handshake["messages"]]
        self.assertEqual(messages[:2], ["ClientHello", "ServerHello"])
        self.assertIn("ServerKeyExchange", messages)

    def test_our_own_request_is_told_with_its_refusal(self):
        server = self.serve_pins("1.1")
        report = self.run_through(
            server.port(), PROGRAM, "request", "--tls", "1.2", "{url}", code=1
        )
        (handshake,) = report["handshakes"]
        self.assertEqual(handshake["outcome"],
                         {"outcome": "refused", "by": "client", "alert": "protocol_version"})
        self.assertEqual(handshake["ended_by"], "client")
        self.assertIn("the server chose TLSv1.1, which the client does not accept",
                      handshake["sentence"])
        self.assertEqual(report["client"]["exit"], 1)

    def test_an_encrypted_alert_is_said_to_be_one(self):
        server = self.serve("--tls", "1.3", "--listen", LOOPBACK, "--verify-client", "required")
        report = self.run_through(server.port(), PROGRAM, "request", "{url}", code=1)
        (handshake,) = report["handshakes"]
        self.assertEqual(handshake["unread_alert"], "server", handshake)
        self.assertEqual(handshake["ended_by"], "server")
        self.assertIn("only the two ends can read which one it is", handshake["sentence"])

    def test_a_refusal_that_is_padded_is_not_taken_for_proof_of_success(self):
        support.need_peer("openssl")
        _, port = s_server.start(
            self, "openssl", "s_server", "-accept", "0", "-cert", "server-rsa.pem",
            "-key", "server-rsa.key", "-tls1_3", "-record_padding", "512", "-Verify", "1", "-www",
        )
        run = self.tlsmatrix("relay", "--to", f"127.0.0.1:{port}", "--", PROGRAM, "request", "-k", "{url}")
        self.assertEqual(run.code, 1, run)
        self.assertIn("what the server sent behind it data or a refusal", " ".join(run.out.split()))
        self.assertIn("As far as can be seen, 1 of 1 handshakes came about.", run.out)

    def test_the_end_that_hangs_up_first_ended_it_whatever_the_other_says(self):
        support.need_peer("openssl")
        _, port = s_server.start(
            self, "openssl", "s_server", "-accept", "0", "-cert", "server-rsa.pem",
            "-key", "server-rsa.key", "-www",
        )
        for count in 0, 2, 100:
            with self.subTest(count):
                relay = self.relay(port, "--log-format", "json")
                with socket.create_connection(("127.0.0.1", relay.port())) as client:
                    client.sendall((b"\x16\x03\x01\x02\x00\x01" + bytes(94))[:count])
                told = json.loads(self.lines_of(relay, 1)[0])
                self.assertEqual((told["outcome"]["outcome"], told["ended_by"]),
                                 ("closed", "client"), told)

    def test_a_server_that_hangs_up_on_the_hello_ended_it(self):
        support.need_peer("openssl")
        with socket.create_server(("127.0.0.1", 0)) as listener:
            def hang_up():
                server, _ = listener.accept()
                with server:
                    server.settimeout(support.PATIENCE)
                    server.recv(16384)
                    server.shutdown(socket.SHUT_WR)
                    while server.recv(16384):
                        pass

            other = threading.Thread(target=hang_up)
            other.start()
            report = self.run_through(listener.getsockname()[1], "openssl", "s_client", "-connect",
                                      "{host}:{port}", code=1)
            other.join(support.PATIENCE)
        (told,) = report["handshakes"]
        self.assertEqual((told["outcome"]["outcome"], told["ended_by"]), ("closed", "server"), told)
        self.assertIn("without a byte in answer; behind that the client sent decode_error",
                      told["sentence"])

    def test_a_server_that_is_not_there_costs_a_line(self):
        relay = self.relay(self.refusing_port())
        with socket.create_connection(("127.0.0.1", relay.port())) as client:
            client.settimeout(support.PATIENCE)
            self.assertEqual(client.recv(1), b"")
        (line,) = self.lines_of(relay, 1)
        self.assertIn("tls_outcome=aborted", line)
        self.assertIn("the relay cannot reach the server at 127.0.0.1:", line)

    def test_silence_is_ended_when_its_time_is_over(self):
        server = self.serve_pins("1.3")
        relay = self.relay(server.port(), "--handshake-timeout", "0.3")
        with socket.create_connection(("127.0.0.1", relay.port())) as client:
            client.settimeout(support.PATIENCE)
            with self.assertRaises(ConnectionResetError):
                client.recv(1)
        (line,) = self.lines_of(relay, 1)
        self.assertIn("tls_outcome=timed_out", line)
        self.assertIn("no complete hello within 0.3 s: nothing came from the client", line)

    def test_a_connection_under_way_is_told_at_the_end(self):
        server = self.serve_pins("1.3")
        for number in signal.SIGINT, signal.SIGTERM:
            with self.subTest(number):
                relay = self.relay(server.port())
                with socket.create_connection(("127.0.0.1", relay.port())) as client:
                    client.sendall(b"\x16\x03\x01")
                    other = socket.create_connection(("127.0.0.1", relay.port()))
                    other.close()  # once it has a line the first was accepted
                    support.wait_for(relay.log, "no line of the second connection")
                    relay.signal(number)
                    self.assertEqual(relay.wait(), 0)
                self.assertIn("the relay was stopped in the middle of the handshake",
                              relay.log()[1])

    def test_a_hello_that_is_held_back_keeps_nobody_from_stopping(self):
        server = self.serve_pins("1.3")
        relay = self.relay(server.port(), "--attack", "delay=60000")
        with socket.create_connection(("127.0.0.1", relay.port())) as client:
            client.sendall(HELLO)
            # Once this one has a line the hello of the other was read.
            socket.create_connection(("127.0.0.1", relay.port())).close()
            support.wait_for(relay.log, "no line of the second connection")
            relay.signal(signal.SIGTERM)
            self.assertEqual(relay.wait(support.LITTLE_PATIENCE), 0)
        self.assertIn('tls_attacked="the hello held back for 60000 ms"', relay.log()[1])

    def test_localhost_is_both_its_addresses(self):
        self.need_ipv6()
        server = self.serve_pins("1.3")
        relay = self.relay(server.port(), "--listen", "localhost:0")
        for host in "127.0.0.1", "::1":
            socket.create_connection((host, relay.port())).close()
        clients = sorted(line.split()[0].rsplit(":", 1)[0] for line in self.lines_of(relay, 2))
        self.assertEqual(clients, ["127.0.0.1", "[::1]"])
        self.assertIn(f"tlsmatrix: localhost:{relay.port()} --> ", relay.errors())

    def test_one_connection_at_a_time_means_that(self):
        support.need_peer("curl")
        server = self.serve_pins("1.3")
        relay = self.relay(server.port(), "--connections", "1")
        first = socket.create_connection(("127.0.0.1", relay.port()))
        done = []
        other = threading.Thread(target=lambda: done.append(self.curl(server, relay.url())))
        other.start()
        first.close()
        other.join(support.PATIENCE)
        self.assertEqual([run.code for run in done], [0])
        self.assertEqual([line.split("tls_outcome=")[1].split()[0]
                          for line in self.lines_of(relay, 2)], ["closed", "negotiated"])

    def test_a_line_of_json_is_what_the_report_has(self):
        support.need_peer("curl")
        server = self.serve_pins("1.2")
        saved = self.directory / "relay.json"
        relay = self.relay(server.port(), "--log-format", "json", "--report", f"json={saved}")
        self.curl(server, relay.url())
        (line,) = self.lines_of(relay, 1)
        report = json.loads(saved.read_text())
        validator("relay").validate(report)
        self.assertEqual(report["handshakes"], [json.loads(line)])
        self.assertIsNone(report["client"])

    def attacked(self, attack, server, client="all", code=1, flags=()):
        """One handshake of our request, attacked."""
        report = self.run_through(
            server.port(), PROGRAM, "request", "--engine", "openssl", "--tls", client, "{url}",
            code=code, flags=["--attack", attack, *flags],
        )
        return report["handshakes"][0]

    def test_a_stripped_hello_is_noticed_by_the_sentinel(self):
        server = self.serve_pins("1.2,1.3")
        handshake = self.attacked("strip-versions", server, "1.2,1.3")
        self.assertEqual(handshake["attacked"], ["supported_versions taken out of the hello"])
        self.assertEqual(handshake["chosen"]["sentinel"], "tls_1_2")
        self.assertEqual(handshake["outcome"],
                         {"outcome": "refused", "by": "client", "alert": "illegal_parameter"})
        self.assertTrue(handshake["offered"]["supported_versions"])
        self.assertFalse(handshake["server_side"]["offered"]["supported_versions"])

    def test_who_notices_what(self):
        both = self.serve_pins("1.2,1.3")
        for attack, outcomes in {
            "reset-above=1.2": ["attacked on purpose: a reset"],
            "close-above=1.2": ["attacked on purpose: an end of file"],
            "forge-alert=40": ["the server refused with handshake_failure"],
            "server-version=1.1": ["the client refused with "],
            "pad=1500": ["the client refused with bad_record_mac"],
            "grease": ["the client refused with bad_record_mac"],
            "split-records=1": ["TLSv1.3"],
            "split-segments=7": ["TLSv1.3"],
            "delay=50": ["TLSv1.3"],
        }.items():
            with self.subTest(attack):
                comes_about = outcomes == ["TLSv1.3"]
                handshake = self.attacked(attack, both, "1.2,1.3", code=0 if comes_about else 1)
                self.assertEqual(len(handshake["attacked"]), 1)
                outcome = handshake["outcome"]
                if comes_about:
                    self.assertEqual((outcome["outcome"], outcome["version"]), ("negotiated", "1.3"))
                elif outcome["outcome"] == "refused":
                    said = f"the {outcome['by']} refused with {outcome['alert']}"
                    self.assertTrue(said.startswith(outcomes[0]), said)
                else:
                    self.assertTrue(outcome["reason"].startswith(outcomes[0]), outcome)

    def test_the_key_exchange_decides_where_an_edited_random_is_noticed(self):
        for cipher, by in (("ECDHE-RSA-AES256-GCM-SHA384", "client"), ("AES256-SHA", "server")):
            with self.subTest(cipher):
                server = self.serve("--tls", "1.2", "--listen", LOOPBACK, "--ciphers", cipher)
                handshake = self.attacked("set-sentinel=1.2", server, "1.2")
                self.assertEqual(handshake["outcome"]["by"], by, handshake)

    def test_the_same_attack_twice_is_the_same_bytes(self):
        seen = []
        for seed in ("7", "7", "8", "9"):
            with socket.create_server(("127.0.0.1", 0)) as listener:
                relay = self.relay(listener.getsockname()[1], "--attack", "grease", "--seed", seed)
                with socket.create_connection(("127.0.0.1", relay.port())) as client:
                    client.sendall(HELLO)
                    client.shutdown(socket.SHUT_WR)
                    server, _ = listener.accept()
                    with server:
                        server.settimeout(support.PATIENCE)
                        seen.append(b"".join(iter(lambda: server.recv(4096), b"")))
                relay.stop()
        self.assertGreater(len(seen[0]), len(HELLO))
        self.assertEqual(seen[0], seen[1])
        self.assertGreater(len(set(seen)), 1)

    def all_attacks(self, port, *words, code=0, flags=()):
        """What came of every attack, by its name."""
        report = self.run_through(port, *words, code=code, flags=["--attack", "all", *flags])
        return {trial["attack"]: trial for trial in report["trials"]}

    def test_all_attacks_come_to_what_was_forecast_at_each_key_exchange(self):
        support.need_peer("curl")
        support.need_peer("openssl")
        noticed = ("noticed_by", "check", "alert")
        static_rsa = ["-tls1_2", "-cipher", "AES256-SHA"]
        ecdhe = ["-tls1_2", "-cipher", "ECDHE-RSA-AES256-GCM-SHA384"]
        ours = self.serve_pins("1.2,1.3")
        servers = {"1.3": ours.port()}
        for name, flags in (("ecdhe", ecdhe), ("rsa", static_rsa)):
            _, servers[name] = s_server.start(
                self, "openssl", "s_server", "-accept", "0", "-cert", "server-rsa.pem",
                "-key", "server-rsa.key", "-www", *flags,
            )
        curl = ["curl", "-q", "-sS", "-k", "--ciphers", "DEFAULT", "{url}"]
        found = {}

        def attack(name):
            found[name] = self.all_attacks(servers[name], *curl)

        workers = [threading.Thread(target=attack, args=[name]) for name in servers]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        self.assertEqual(found.keys(), servers.keys())
        for name, attack, expected in (
            ("1.3", "strip-versions", ("client", "sentinel", "illegal_parameter")),
            ("1.3", "pad=1500", ("client", "finished", "bad_record_mac")),
            ("1.3", "set-sentinel=1.2", ("client", "finished", "bad_record_mac")),
            ("ecdhe", "set-sentinel=1.2", ("client", "sentinel", "illegal_parameter")),
            ("ecdhe", "grease", ("server", "finished", "bad_record_mac")),
            ("rsa", "grease", ("server", "finished", "bad_record_mac")),
            ("rsa", "strip-versions", ("server", "finished", "bad_record_mac")),
        ):
            with self.subTest((name, attack)):
                trial = found[name][attack]
                self.assertEqual(tuple(trial[each] for each in noticed), expected, trial)
        for name, trials in found.items():
            self.assertEqual(trials["reset-above=1.2"]["effect"], "cut")
            self.assertEqual(trials["split-records=1"]["negotiated"], "1.3" if name == "1.3" else "1.2")
            self.assertEqual({trial["attack"]: trial["sentence"] for trial in trials.values()
                              if trial["verdict"] not in ("passed", "explained")}, {}, name)

    def test_a_client_that_falls_back_is_not_as_forecast(self):
        server = self.serve_pins("1.2,1.3")
        request = f"{PROGRAM} request --tls"
        trials = self.all_attacks(
            server.port(), "sh", "-c", f"{request} 1.2,1.3 $1 || {request} 1.2 $1", "-", "{url}",
            code=1, flags=["--handshake-timeout", "5"],
        )
        less = "then the client offered less, at most TLSv1.2"
        for attack, negotiated, sentence in (
            ("reset-above=1.2", "1.2", less + ", and got TLSv1.2"),
            ("close-above=1.2", "1.2", less + ", and got TLSv1.2"),
            ("forge-alert=70", None, less),  # the second hello is answered in the same way
        ):
            trial = trials[attack]
            self.assertEqual((trial["verdict"], trial["negotiated"], trial["sentence"]),
                             ("failed", negotiated, sentence), trial)

    def test_attacks_stay_on_this_machine(self):
        for words, needle in (
            (["--to", "192.0.2.1:443", "--attack", "grease"], "on this machine"),
            (["--to", "127.0.0.1:1", "--listen", "0.0.0.0:0", "--expose", "--attack", "grease"],
             "on this machine"),
            (["--to", "127.0.0.1:1", "--attack", "nothing"], "unknown attack 'nothing'"),
            (["--to", "127.0.0.1:1", "--attack", "all"], "the client behind --"),
            (["--to", "192.0.2.1:443", "--attack", "all", "--", "true"], "on this machine"),
            (["--to", f"127.0.0.1:{self.refusing_port()}", "--attack", "all", "--", "true"],
             "make no handshake without an attack"),
        ):
            with self.subTest(words):
                run = self.tlsmatrix("relay", *words, patience=support.LITTLE_PATIENCE)
                self.assertEqual((run.code, run.out), (2, ""), run)
                self.assertIn(needle, run.err)

    def test_wrong_words_cost_a_sentence(self):
        for words, needle in (
            (["--to", "127.0.0.1:0"], "the port is a number"),
            (["--to", "127.0.0.1:1", "--listen", "0.0.0.0:0"], "--expose"),
            (["--to", "127.0.0.1:1", "--", "curl", "{nothing}"], "{nothing}"),
            (["--to", "127.0.0.1:1", "--", "/no/such/program"], "cannot run '/no/such/program'"),
        ):
            with self.subTest(words):
                self.assert_complains(self.tlsmatrix("relay", *words), needle)


if __name__ == "__main__":
    support.main()
