"""`tlsmatrix scan` says no of a version only where that is proved, and blames what it has tried."""

import socket
import struct

import scan_support
import support
from scan_support import Fake, Hello, alert, chooser, server_hello

AES128_SHA, AES_GCM_OF_1_3 = 0x002F, 0x1301
TLS1, TLS1_2, TLS1_3 = 0x0301, 0x0303, 0x0304
X25519_SHARE = bytes.fromhex("001d0020")


def probes(report):
    return {it["probe"]: it["verdict"] for it in report["unknown_version"] + report["grease"]}


def offers_1_3(record):
    return not Hello(record).sslv2 and Hello(record).has_supported_versions and b"\x03\x04" in record[44:]


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def server_hello_1_3():
    body = server_hello(TLS1_2, AES_GCM_OF_1_3)[9:] + bytes.fromhex("0006002b00020304")
    message = b"\x02" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x03" + len(message).to_bytes(2, "big") + message


class VerdictsTest(scan_support.ScanTest):
    def fake(self, behaviour):
        return Fake(self, behaviour)

    def gate(self, server, *flags, host="127.0.0.1", require="1.2"):
        return self.tlsmatrix("scan", f"{host}:{server.port}", "--require", require, *flags)

    def test_a_connection_that_just_ends_is_asked_again(self):
        usual, seen = chooser([TLS1_2], [AES128_SHA]), set()

        def answer(connection, hello):
            asked = hello[0] if Hello(hello).sslv2 else (Hello(hello).version, offers_1_3(hello))
            if asked not in seen:
                return seen.add(asked)
            return server_hello_1_3() if offers_1_3(hello) else usual(connection, hello)

        self.assertEqual(self.spoken(self.scan(self.fake(answer).target)), ["1.2", "1.3"])

    def test_silence_at_a_version_is_no_refusal_of_it(self):
        usual = chooser([TLS1, TLS1_2], [AES128_SHA])

        def answer(connection, hello):
            if not Hello(hello).sslv2 and Hello(hello).version < TLS1_2:
                return server.kept.append(connection)
            return usual(connection, hello)

        server = self.fake(answer)
        run = self.gate(server, "--answer-timeout", "0.2")
        self.assertEqual(run.code, 1, run)
        self.assertIn("TLSv1 is undecided: no answer came", run.err)

    def test_every_share_is_a_public_key_of_x25519(self):
        """One with its top bit set is none, and wolfSSL refuses it."""
        server = self.fake(chooser([TLS1_2], [AES128_SHA]))
        for _ in range(4):
            self.scan(server.target)
        shares = [it.split(X25519_SHARE)[1][:32] for it in server.hellos if X25519_SHARE in it]
        self.assertGreater(len(shares), 20)
        self.assertEqual([share for share in shares if share[31] & 0x80], [])

    def test_a_name_that_the_server_does_not_know_decides_no_version(self):
        usual = chooser([TLS1_2], [AES128_SHA])
        server = self.fake(lambda connection, hello: alert(112) if b"localhost" in hello else usual(connection, hello))
        run = self.gate(server, host="localhost")
        self.assertEqual(run.code, 1, run)
        self.assertIn("unrecognized_name", run.err)
        self.assertIn("--sni", run.err)
        for flags in (["--no-sni"], ["--sni", "example.org"]):
            self.assertEqual(self.gate(server, *flags, host="localhost").code, 0, flags)

    def test_the_gate_asks_without_a_name_too(self):
        old, new = chooser([TLS1, TLS1_2], [AES128_SHA]), chooser([TLS1_2], [AES128_SHA])
        server = self.fake(lambda connection, hello: (new if b"localhost" in hello else old)(connection, hello))
        run = self.gate(server, host="localhost")
        self.assertEqual(run.code, 1, run)
        self.assertIn("TLSv1 is spoken at 127.0.0.1 without a server name", run.err)

    def test_a_sentinel_at_the_highest_version_is_wrong(self):
        def answer(connection, hello):
            if Hello(hello).sslv2 or Hello(hello).version < TLS1_2 or offers_1_3(hello):
                return alert(70)
            said = server_hello(TLS1_2, AES128_SHA)
            return said[:35] + b"DOWNGRD\x01" + said[43:]

        report = self.scan(self.fake(answer).target)
        self.assertEqual(report["downgrade_sentinel"],
                         {"verdict": "wrong", "at_highest": True, "amiss": ["1.2"]})

    def test_an_oddity_is_blamed_only_where_the_hello_without_it_fares_better(self):
        """It resets whatever offers 1.3, and knows GREASE well."""
        usual = chooser([TLS1, TLS1_2], [AES128_SHA])
        server = self.fake(
            lambda connection, hello: reset(connection) if offers_1_3(hello) else usual(connection, hello)
        )
        report = self.scan(server.target)
        self.assertEqual(self.spoken(report), ["1.0", "1.2"])
        self.assertEqual([name for name, verdict in probes(report).items() if verdict == "wrong"], [])
        self.assertIn("unclear", probes(report).values())
        self.assertIn("as without it", self.tlsmatrix("scan", server.target).out)

    def test_what_is_no_tls_at_all_is_not_as_expected(self):
        server = self.fake(lambda connection, hello: b"HTTP/1.1 400 Bad Request\r\n\r\n")
        run = self.tlsmatrix("scan", server.target)
        self.assertEqual(run.code, 1, run)
        self.assertIn("supports no version of TLS", run.err)
        self.assertIn("HTTP/1.1 400", run.err)

    def test_a_url_names_a_target(self):
        server = self.fake(chooser([TLS1_2], [AES128_SHA]))
        report = self.scan(f"https://127.0.0.1:{server.port}/path")
        self.assertEqual(self.spoken(report), ["1.2"])


if __name__ == "__main__":
    support.main()
