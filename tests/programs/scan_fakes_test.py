"""`tlsmatrix scan` of servers that are old, broken or no TLS servers at all: scripted ones."""

import socket
import struct
import threading
import time

import scan_support
import support
from scan_support import Fake, Hello, alert, chooser, server_hello, sslv2_server_hello

AES128_SHA, AES256_SHA, RC4_SHA, DES3_SHA = 0x002F, 0x0035, 0x0005, 0x000A
ECDHE_GCM, ECDHE_CHACHA20 = 0xC02F, 0xCCA8
SSLV3, TLS1, TLS1_1, TLS1_2, TLS1_3 = 0x0300, 0x0301, 0x0302, 0x0303, 0x0304


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def probes(report):
    return {it["probe"]: it["verdict"] for it in report["unknown_version"] + report["grease"]}


class FakesTest(scan_support.ScanTest):
    def fake(self, behaviour, **options):
        return Fake(self, behaviour, **options)

    def test_sslv3_is_found_with_its_ciphers_and_the_local_openssl_is_told_of(self):
        server = self.fake(chooser([SSLV3], [RC4_SHA, DES3_SHA]))
        report = self.scan(server.target)
        self.assertEqual(self.spoken(report), ["SSLv3"])
        self.assertEqual(self.ciphers(report, "SSLv3"), ["RC4-SHA", "DES-CBC3-SHA"])
        self.assertEqual(self.version(report, "SSLv3")["preference"], "server")
        self.assertFalse(self.version(report, "SSLv3")["local_openssl"])
        table = self.tlsmatrix("scan", server.target).out
        self.assertIn("cannot speak SSLv3", table)
        self.assertIn("not to blame", table)

    def test_sslv2_is_found_with_its_ciphers(self):
        kinds = bytes.fromhex("0700c0010080")

        def answer(connection, hello):
            return sslv2_server_hello(kinds) if Hello(hello).sslv2 else alert(70)

        server = self.fake(answer)
        report = self.scan(server.target)
        self.assertEqual(self.spoken(report), ["SSLv2"])
        self.assertEqual(self.ciphers(report, "SSLv2"), ["DES-CBC3-MD5", "RC4-MD5"])
        hello = next(it for it in server.hellos if it[0] & 0x80)
        self.assertEqual(hello[:11].hex(), "80310100020018" + "0000" + "0010")

    def test_ssl_fails_the_gate(self):
        server = self.fake(chooser([SSLV3, TLS1_2], [AES128_SHA]))
        run = self.tlsmatrix("scan", server.target, "--require", "1.2")
        self.assertEqual(run.code, 1, run)
        self.assertIn("SSLv3 is spoken", run.err)

    def test_a_server_that_is_intolerant_of_unknown_versions_is_named(self):
        """It takes a 1.2 hello, and refuses what is higher, instead of choosing 1.2."""
        cases = {
            "alert": lambda connection: alert(70),
            "reset": lambda connection: reset(connection),
            "closed": lambda connection: None,
        }
        for name, above in cases.items():
            with self.subTest(name):
                server = self.fake(chooser([TLS1, TLS1_2], [AES128_SHA], above))
                report = self.scan(server.target)
                self.assertEqual(self.spoken(report), ["1.0", "1.2"])
                found = probes(report)
                self.assertEqual(found["legacy_version 0x0304"], "wrong")
                self.assertEqual(found["legacy_version 0x0305"], "wrong")
                # Their legacy_version is 1.2's, and the rest is an extension to it.
                self.assertEqual(found["supported_versions 0x0305"], "right")
                answer = report["unknown_version"][0]["answer"]["answer"]
                self.assertEqual(answer, name)
                table = self.tlsmatrix("scan", server.target).out
                self.assertRegex(table, r"(?m)^WRONG  legacy_version 0x0304 .*, not TLSv1\.2$")

    def test_a_server_without_downgrade_protection_is_named(self):
        server = self.fake(chooser([TLS1, TLS1_2], [AES128_SHA]))
        report = self.scan(server.target)
        self.assertEqual(report["fallback_scsv"]["verdict"], "wrong")
        self.assertEqual(report["downgrade_sentinel"]["verdict"], "unclear")  # a 'should' of 1.2

    def test_a_server_that_chokes_on_grease_is_named(self):
        def is_grease(code):
            return code & 0x0F0F == 0x0A0A and code >> 8 == code & 0xFF

        usual = chooser([TLS1_2], [AES128_SHA])

        def answer(connection, hello):
            if any(is_grease(code) for code in Hello(hello).suites):
                return alert(47)
            return usual(connection, hello)

        report = self.scan(self.fake(answer).target)
        self.assertEqual(
            [name for name, verdict in probes(report).items() if verdict == "wrong"],
            ["a cipher suite"],
        )
        self.assertEqual(
            report["grease"][1]["answer"], {"answer": "alert", "alert": "illegal_parameter"}
        )

    def test_a_server_that_chokes_on_big_hellos_is_asked_in_small_ones(self):
        for name, choke in (("reset", reset), ("closed", lambda connection: None)):
            with self.subTest(name):
                usual = chooser([TLS1, TLS1_2], [AES256_SHA, AES128_SHA, ECDHE_GCM])

                def answer(connection, hello):
                    return choke(connection) if len(hello) > 255 else usual(connection, hello)

                report = self.scan(self.fake(answer).target, "--require", "1.0,1.2")
                self.assertEqual(self.ciphers(report, "1.0"), ["AES256-SHA", "AES128-SHA"])
                self.assertEqual(
                    self.ciphers(report, "1.2"),
                    ["AES256-SHA", "AES128-SHA", "ECDHE-RSA-AES128-GCM-SHA256"],
                )
                self.assertEqual(self.version(report, "1.2")["preference"], "server")
                self.assertEqual(set(probes(report).values()), {"right"})

    def test_a_server_that_closes_where_it_has_no_suite_is_known_whole(self):
        usual = chooser([TLS1_2], [AES128_SHA, AES256_SHA])

        def answer(connection, hello):
            said = usual(connection, hello)
            return said if said and said[0] == 0x16 else None

        report = self.scan(self.fake(answer).target, "--require", "1.2")
        self.assertEqual(self.ciphers(report, "1.2"), ["AES128-SHA", "AES256-SHA"])
        self.assertFalse(self.version(report, "1.2")["in_doubt"])

    def test_chacha20_for_clients_that_want_it_is_no_lack_of_order(self):
        def answer(connection, hello):
            suites = [ECDHE_GCM, AES128_SHA, ECDHE_CHACHA20]
            if Hello(hello).suites[:1] == [ECDHE_CHACHA20]:
                suites = [ECDHE_CHACHA20, ECDHE_GCM, AES128_SHA]
            return chooser([TLS1_2], suites)(connection, hello)

        version = self.version(self.scan(self.fake(answer).target), "1.2")
        self.assertEqual((version["preference"], version["chacha20_first"]), ("server", True))
        self.assertEqual(
            [it["code"] for it in version["ciphers"]], ["0xc02f", "0x002f", "0xcca8"]
        )

    def test_a_suite_that_was_not_offered_is_named(self):
        server = self.fake(
            lambda connection, hello: None if Hello(hello).sslv2 else server_hello(TLS1_2, 0x1A2B)
        )
        version = self.version(self.scan(server.target), "1.2")
        self.assertTrue(version["spoken"])
        self.assertEqual(version["not_offered"]["code"], "0x1a2b")

    def test_a_warning_before_the_hello_is_no_refusal(self):
        usual = chooser([TLS1_2], [AES128_SHA])

        def answer(connection, hello):
            return alert(112, level=1) + (usual(connection, hello) or b"")

        self.assertEqual(self.spoken(self.scan(self.fake(answer).target)), ["1.2"])

    def test_a_server_that_never_answers_is_bad_input_and_soon(self):
        server = self.fake(lambda connection, hello: server.kept.append(connection))
        start = time.monotonic()
        run = self.tlsmatrix("scan", server.target, "--answer-timeout", "0.2")
        self.assert_complains(run, server.target, "answered no hello within 0.2 s")
        self.assertLess(time.monotonic() - start, 5 * support.SLOWNESS)
        run = self.tlsmatrix("scan", server.target, "--timeout", "0.3")
        self.assert_complains(run, "answered no hello within 0.3 s")

    def test_a_server_that_falls_silent_is_a_result_that_meets_nothing(self):
        usual = chooser([TLS1_2], [AES128_SHA, AES256_SHA])

        def answer(connection, hello):
            if len(server.hellos) < 4:
                return usual(connection, hello)
            return server.kept.append(connection)

        server = self.fake(answer)
        start = time.monotonic()
        report = self.scan(server.target, "--timeout", "1", "--require", "1.2", code=1)
        self.assertLess(time.monotonic() - start, 5 * support.SLOWNESS)
        self.assertFalse(report["complete"])
        self.assertIn("ran out", report["stopped"])
        self.assertFalse(report["require"]["met"])
        self.assertIn(None, [it["spoken"] for it in report["versions"]])

    def test_a_server_that_trickles_is_not_waited_for_byte_by_byte(self):
        def answer(connection, hello):
            for byte in server_hello(TLS1_2, AES128_SHA):
                connection.sendall(bytes([byte]))
                if server.over.wait(0.1):
                    return None

        server = self.fake(answer)
        server.over = threading.Event()
        self.addCleanup(server.over.set)
        start = time.monotonic()
        run = self.tlsmatrix("scan", server.target, "--answer-timeout", "0.3")
        self.assert_complains(run, "answered no hello within 0.3 s")
        self.assertLess(time.monotonic() - start, 5 * support.SLOWNESS)

    def test_a_server_that_goes_away_is_a_result_that_is_cut_short(self):
        usual = chooser([TLS1_2], [AES128_SHA, AES256_SHA])

        def answer(connection, hello):
            if len(server.hellos) == 4:
                server.stop_listening()
            return usual(connection, hello)

        server = self.fake(answer)
        report = self.scan(server.target, code=1)
        self.assertIn("did not accept the connection", report["stopped"])

    def test_what_speaks_no_tls_is_a_result(self):
        cases = {
            "not_tls": (lambda connection, hello: b"SSH-2.0-OpenSSH_9.2\r\n", {}),
            "closed": (lambda connection, hello: None, {}),
            "reset": (lambda connection, hello: reset(connection), {}),
        }
        for name, (behaviour, options) in cases.items():
            with self.subTest(name):
                server = self.fake(behaviour, **options)
                report = self.scan(server.target, "--require", "1.2", code=1)
                self.assertEqual(self.spoken(report), [])
                answers = {it["refusal"]["answer"] for it in report["versions"]}
                self.assertEqual(answers, {name})
                self.assertEqual(probes(report), {})
                self.assertLess(report["connections"], 60)
        server = self.fake(lambda connection, hello: b"SSH-2.0-\x1b[31mbad\r\n", reads=False)
        table = self.tlsmatrix("scan", server.target)
        self.assertEqual(table.code, 1, table)
        self.assertIn("not TLS: 'SSH-2.0-\\x1B[31mbad'", table.out)

    def test_a_name_is_sent_and_an_address_is_not(self):
        server = self.fake(chooser([TLS1_2], [AES128_SHA]))
        self.scan(server.target)
        self.assertFalse([it for it in server.hellos if b"127.0.0.1" in it])
        named = self.fake(chooser([TLS1_2], [AES128_SHA]))
        self.scan(f"localhost:{named.port}")
        self.assertTrue([it for it in named.hellos if b"localhost" in it])


if __name__ == "__main__":
    support.main()
