"""`tlsmatrix request` against servers that are not ours: openssl s_server at every version."""

import http.server
import re
import threading

import s_server
import support
from support import VERSIONS, WIRE_NAMES

# The flags that leave an s_server exactly these versions.
PINS = {
    "1.0": ["-tls1"],
    "1.1": ["-tls1_1"],
    "1.2": ["-tls1_2"],
    "1.3": ["-tls1_3"],
    "1.0,1.1": ["-no_tls1_2", "-no_tls1_3"],
    "1.0,1.1,1.2": ["-no_tls1_3"],
    "all": [],
}


class RequestTest(support.ProgramTest):
    def setUp(self):
        super().setUp()
        support.need_peer("openssl")
        self.certs = self.certificates()

    def s_server(self, versions, address="127.0.0.1"):
        """The port of an s_server that supports these versions and answers with a page about it."""
        chain = self.certs / "server-rsa.pem"
        _, port = s_server.start(
            self, "openssl", "s_server", "-accept", f"{address}:0", "-www", *PINS[versions],
            "-cipher", support.LEGACY_CIPHERS, "-cert", chain, "-cert_chain", chain,
            "-key", self.certs / "server-rsa.key",
        )  # fmt: skip
        return port

    def test_an_issuer_that_is_there_is_told_from_one_that_may_be_missing(self):
        key, alone = self.directory / "alone.key", self.directory / "alone.pem"
        made = self.peer(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", alone,
        )  # fmt: skip
        self.assertEqual(made.code, 0, made)
        leaf, its_key = self.certs / "server-ecdsa.pem", self.certs / "server-ecdsa.key"
        for certificate, its, trusted, told in (
            (alone, key, self.certs / "ca.pem", "what signed it is not trusted here"),
            (leaf, its_key, alone, "its CA is not trusted here, or the server does not send an intermediate"),
        ):
            _, port = s_server.start(
                self, "openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", certificate, "-key", its
            )
            with self.subTest(told):
                run = self.tlsmatrix("request", "--ca", trusted, f"https://localhost:{port}/")
                self.assertEqual(run.code, 1, run)
                self.assertIn(f"): {told}", run.err)

    def request(self, port, *arguments, code=0):
        run = self.tlsmatrix(
            "request", "--ca", self.certs / "ca.pem", *arguments, f"https://localhost:{port}/"
        )
        self.assertEqual(run.code, code, run)
        return run

    def assert_spoke(self, run, version):
        """By the word of the other side."""
        self.assertRegex(run.out, rf"(?m)^ *Protocol *: {re.escape(WIRE_NAMES[version])}$")

    def refused(self, port, *arguments):
        """Exit 1, and one sentence in its place."""
        run = self.request(port, *arguments, code=1)
        self.assertEqual(run.out, "", run)
        self.assertRegex(run.err, r"\Atlsmatrix: no TLS connection to localhost:\d+: [^\n]+\n\Z")
        return run.err

    def test_every_version(self):
        for version in VERSIONS:
            port = self.s_server(version)
            with self.subTest(version):
                run = self.request(port, "--tls", version)
                self.assertEqual(run.err, "")
                self.assert_spoke(run, version)
                self.assert_spoke(self.request(port, "--tls", "all"), version)
                others = ",".join(other for other in VERSIONS if other != version)
                self.refused(port, "--tls", others)

    def test_the_default_accepts_12_and_13(self):
        self.assert_spoke(self.request(self.s_server("all")), "1.3")
        self.assert_spoke(self.request(self.s_server("1.0,1.1,1.2")), "1.2")
        self.refused(self.s_server("1.0,1.1"))

    def test_a_hole_is_never_spoken_and_nothing_is_given_away(self):
        hole = ("--tls", "1.0,1.2", "--receipt")
        run = self.request(self.s_server("all"), *hole)
        self.assert_spoke(run, "1.2")
        self.assertEqual(self.attempts(run), [("TLSv1.2", "TLSv1.2, ECDHE-RSA-AES256-GCM-SHA384")])

        run = self.request(self.s_server("1.0,1.1"), *hole)
        self.assert_spoke(run, "1.0")
        first, second = self.attempts(run)
        self.assertEqual(first[0], "TLSv1.2")
        self.assertIn("the client refused with protocol_version", first[1])
        self.assertIn("the server chose TLSv1.1", first[1])
        self.assertEqual(second, ("TLSv1", "TLSv1, ECDHE-RSA-AES256-SHA"))

        run = self.request(self.s_server("1.1"), *hole, code=1)
        self.assertEqual(run.out, "")
        self.assertEqual([offered for offered, _ in self.attempts(run)], ["TLSv1.2", "TLSv1"])

        port = self.s_server("1.2")
        self.assert_spoke(self.request(port, *hole), "1.2")
        # OpenSSL's own client would offer 1.0 alone; refusing holes makes no attempt.
        run = self.request(port, *hole, "--engine", "openssl", code=1)
        self.assertEqual([offered for offered, _ in self.attempts(run)], ["TLSv1"])
        run = self.request(port, "--tls", "1.0,1.2", "--holes", "refuse", code=2)
        self.assertIn("has a hole", run.err)

    def attempts(self, run):
        """The receipt's attempts: what was offered, and how it ended."""
        self.assertRegex(run.err, r"\Aaccepts TLSv1,TLSv1\.2 \((exact|openssl) engine\)\n")
        return re.findall(r"(?m)^attempt \d+: offered (\S+): (.*)$", run.err)

    def test_the_error_names_the_offer_the_other_side_and_the_remedy(self):
        port = self.s_server("1.1")
        told = self.refused(port, "--tls", "1.2+")
        self.assertIn(f"localhost:{port}", told)
        self.assertIn("offered TLSv1.3,TLSv1.2: ", told)
        self.assertIn("protocol_version came back", told)
        self.assertIn("which says that the server supports none of what was offered", told)
        self.assertIn("let the server support TLSv1.3 or TLSv1.2", told)
        self.assertIn("do not offer less", told)

        told = self.refused(port, "--tls", "1.2")
        self.assertIn("offered TLSv1.2: ", told)
        self.assertIn("the server chose TLSv1.1, which the client does not accept", told)
        self.assertIn("the client sent protocol_version", told)
        self.assertIn("let the server support TLSv1.2; for a test alone, let the client offer TLSv1.1", told)

    def test_whom_it_does_not_trust_it_does_not_ask(self):
        port = self.s_server("all")
        url = f"https://localhost:{port}/"
        run = self.tlsmatrix("request", url)
        self.assertEqual((run.code, run.out), (1, ""), run)
        self.assertIn("is not accepted", run.err)
        self.assertIn("--ca", run.err)
        self.assert_spoke(self.tlsmatrix("request", "--insecure", url), "1.3")

        other = "127.0.0.2"  # not in the certificate
        url = f"https://{other}:{self.s_server('all', other)}/"
        run = self.tlsmatrix("request", "--ca", self.certs / "ca.pem", url)
        self.assertEqual((run.code, run.out), (1, ""), run)
        self.assertIn("for another name (IP address mismatch)", run.err)
        self.assert_spoke(self.tlsmatrix("request", "--insecure", url), "1.3")

    def test_nobody_there_and_no_tls_there(self):
        run = self.tlsmatrix("request", f"https://127.0.0.1:{self.refusing_port()}/")
        self.assertEqual((run.code, run.out), (2, ""), run)
        self.assertIn("Connection refused", run.err)
        plain = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
        plain.RequestHandlerClass.log_message = lambda *_: None
        thread = threading.Thread(target=plain.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(lambda: (plain.shutdown(), plain.server_close(), thread.join()))
        told = self.refused(plain.server_port)
        self.assertIn("are of another protocol", told)


class OurServerTest(support.ProgramTest):
    def test_the_report(self):
        """The two commands of the README, one against the other."""
        server = self.serve("--tls", "1.1", "--listen", support.LOOPBACK)
        posted = ("request", "--data", "{for: test purposes}", server.url("/testpost"))
        # Without --ca it trusts what `serve` keeps on this machine.
        run = self.tlsmatrix(*posted, "--tls", "1.0-1.1")
        self.assertEqual((run.code, run.out, run.err), (0, support.ANSWER, ""), run)
        run = self.tlsmatrix(*posted)
        self.assertEqual((run.code, run.out), (1, ""), run)
        run = self.tlsmatrix("request", "--tls", "1.1", server.url("/nowhere"))
        self.assertEqual(run.code, 0, "answered, whatever the status")
        run = self.tlsmatrix(
            "request", "--tls", "1.1", "-X", "PUT", "-H", "User-Agent: me", "-H", "Referer: x",
            "-d", "a", server.url("/testpost"),
        )
        self.assertEqual(run.code, 0, run)
        server.stop()
        lines = server.log()
        self.assertEqual(len(lines), 4, lines)
        self.assertRegex(
            lines[0],
            r'\A"POST /testpost HTTP/1\.1" 200 43 TLSv1\.1/ECDHE-RSA-AES256-SHA "-" "tlsmatrix" '
            r'\d+\.\d{3} <"\{for: test purposes\}"\Z',
        )
        self.assertIn("tls_refused_by=server tls_alert=protocol_version", lines[1])
        self.assertIn('"GET /nowhere HTTP/1.1" 404 ', lines[2])
        self.assertRegex(lines[3], r'\A"PUT /testpost HTTP/1\.1" 405 .* "x" "me" \S+ <"a"\Z')

    def test_data_from_a_file(self):
        server = self.serve_pins("1.3")
        data = self.directory / "data"
        data.write_bytes(bytes(range(256)))
        run = self.tlsmatrix("request", "-d", f"@{data}", server.url("/testpost"))
        self.assertEqual((run.code, run.out), (0, support.ANSWER), run)
        server.stop()
        self.assertTrue(server.log()[0].isprintable())
        self.assertIn(r'<"\x00\x01', server.log()[0])

    def test_fallback_scsv(self):
        server = self.serve_pins("1.0,1.1,1.2,1.3")
        run = self.tlsmatrix("request", "--tls", "1.2", "--fallback-scsv", server.url())
        self.assertEqual((run.code, run.out), (1, ""), run)
        self.assertIn("the server sent inappropriate_fallback", run.err)
        run = self.tlsmatrix("request", "--tls", "1.2+", "--fallback-scsv", server.url())
        self.assertEqual(run.code, 0, run)
        server.stop()
        self.assertIn("tls_alert=inappropriate_fallback", server.log()[0])


if __name__ == "__main__":
    support.main()
