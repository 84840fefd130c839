"""A server's warning is no refusal: `openssl s_server` that knows another name, and says so."""

import re

import s_server
import support


class WarningTest(support.ProgramTest):
    """-servername and -cert2 make s_server send the warning unrecognized_name and go on."""

    def setUp(self):
        super().setUp()
        support.need_peer("openssl")
        self.certs = self.certificates()

    def s_server(self, *flags):
        chain, key = self.certs / "server-rsa.pem", self.certs / "server-rsa.key"
        _, port = s_server.start(
            self, "openssl", "s_server", "-accept", "127.0.0.1:0", "-www", *flags,
            "-cipher", support.LEGACY_CIPHERS, "-cert", chain, "-cert_chain", chain, "-key", key,
            "-servername", "other", "-cert2", chain, "-key2", key,
        )  # fmt: skip
        return port

    def request(self, port, *arguments, ca="ca.pem"):
        return self.tlsmatrix(
            "request", "--receipt", "--ca", self.certs / ca, *arguments, f"https://localhost:{port}/"
        )

    def test_the_client_that_refuses_is_named(self):
        run = self.request(self.s_server("-max_protocol", "TLSv1.1"), "--tls", "1.2")
        self.assertEqual(run.code, 1, run)
        self.assertIn("the client refused with protocol_version", run.err)
        self.assertNotIn("the server refused", run.err)
        self.assertNotIn("the server sent unrecognized_name)", run.err)

    def test_the_next_run_of_the_list_is_tried(self):
        run = self.request(self.s_server("-max_protocol", "TLSv1.1"), "--tls", "1.0,1.2")
        self.assertEqual(run.code, 0, run)
        self.assertEqual(len(re.findall(r"(?m)^attempt ", run.err)), 2, run.err)
        self.assertRegex(run.out, r"(?m)^ *Protocol *: TLSv1$")

    def test_an_untrusted_certificate_is_the_clients_refusal(self):
        stranger = self.directory / "stranger.pem"
        self.peer("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                  "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=stranger",
                  "-keyout", "/dev/null", "-out", stranger)  # fmt: skip
        run = self.request(self.s_server("-no_tls1_3"), "--tls", "1.2", ca=stranger)
        self.assertEqual(run.code, 1, run)
        self.assertRegex(run.err, r"the client refused with \w+")
        self.assertNotIn("the server refused", run.err)
        self.assertIn("the certificate of localhost", run.err)


if __name__ == "__main__":
    support.main()
