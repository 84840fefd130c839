"""`serve --verify-client` against curl, Python and ourselves, at each version."""

import json
import ssl
import urllib.error
import urllib.request

import support
from support import LOOPBACK, VERSIONS, WIRE_NAMES

# What a server that requires a certificate sends to a client without one, and to a stranger.
NONE_CAME = {"1.3": "certificate_required"}
NONE_CAME_BEFORE_1_3 = "handshake_failure"


class ClientCertificateTest(support.ProgramTest):
    def setUp(self):
        super().setUp()
        self.certs = self.certificates()
        self.strangers = self.directory / "strangers"
        run = self.tlsmatrix("certs", "--client-auth", "--key-type", "ecdsa", self.strangers)
        self.assertEqual(run.code, 0, run)

    def pair(self, directory):
        return directory / "server-ecdsa.pem", directory / "server-ecdsa.key"

    def serve_and_ask(self, demand):
        return self.serve(
            *(f"--pin={version}={LOOPBACK}" for version in VERSIONS),
            *("--cert", self.certs / "server-rsa.pem", "--key", self.certs / "server-rsa.key"),
            *("--verify-client", demand, "--client-ca", self.certs / "ca.pem"),
            *("--log-format", "json"),
        )

    def request(self, listener, *arguments):
        url = listener["url"] + "healthz"
        return self.tlsmatrix(
            "request", "--tls", "all", "--ca", self.certs / "ca.pem", *arguments, url
        )

    def curl(self, listener, *arguments):
        curl = support.need_peer("curl")
        return self.peer(
            curl, "-q", "-sS", "--noproxy", "*", "--cacert", self.certs / "ca.pem", "--ciphers",
            support.LEGACY_CIPHERS, "--tlsv1.0", *arguments, listener["url"] + "healthz",
        )  # fmt: skip

    def python(self, listener, *pair):
        context = ssl.create_default_context(cafile=self.certs / "ca.pem")
        context.set_ciphers(support.LEGACY_CIPHERS)
        context.minimum_version = ssl.TLSVersion.TLSv1
        if pair:
            context.load_cert_chain(*pair)
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )
        with opener.open(listener["url"] + "healthz") as answer:
            return answer.read().decode()

    def refusals(self, server):
        """What its log tells of the handshakes that failed."""
        entries = [json.loads(line) for line in server.log()]
        return [
            (entry["outcome"], entry["alert"])
            for entry in entries
            if entry["outcome"] != "negotiated"
        ]

    def test_a_certificate_that_is_required(self):
        server = self.serve_and_ask("required")
        certificate, key = self.pair(self.certs)
        stranger, strangers_key = self.pair(self.strangers)
        for version, listener in zip(VERSIONS, server.listeners):
            alert = NONE_CAME.get(version, NONE_CAME_BEFORE_1_3)
            with self.subTest(version):
                self.assertEqual(listener["versions"], [version])
                run = self.request(listener)
                self.assertEqual(run.code, 1, run)
                self.assertIn(f"(the server sent {alert})", run.err)
                run = self.request(listener, "--cert", stranger, "--key", strangers_key)
                self.assertEqual(run.code, 1, run)
                self.assertIn("it says unknown_ca", run.err)
                run = self.request(listener, "--cert", certificate, "--key", key, "--receipt")
                self.assertEqual((run.code, run.out), (0, "ok\n"), run)
                self.assertIn(WIRE_NAMES[version], run.err)
                self.assertEqual(self.curl(listener).code, 56 if version == "1.3" else 35)
                answered = self.curl(listener, "--cert", certificate, "--key", key)
                self.assertEqual(answered.out, "ok\n", answered)
                with self.assertRaises((urllib.error.URLError, ssl.SSLError)):
                    self.python(listener)
                self.assertEqual(self.python(listener, certificate, key), "ok\n")
        server.stop()
        expected = []
        for version in VERSIONS:
            alert = NONE_CAME.get(version, NONE_CAME_BEFORE_1_3)
            expected += [("refused", it) for it in (alert, "unknown_ca", alert, alert)]
        self.assertEqual(self.refusals(server), expected)

    def test_who_checks_nothing_is_told_of_the_refusal_and_not_of_the_servers_certificate(self):
        server = self.serve_and_ask("required")
        for version, listener in zip(VERSIONS, server.listeners):
            alert = NONE_CAME.get(version, NONE_CAME_BEFORE_1_3)
            with self.subTest(version):
                run = self.tlsmatrix("request", "--tls", "all", "--insecure", listener["url"])
                self.assertEqual(run.code, 1, run)
                self.assertIn(f"(the server sent {alert})", run.err)
                self.assertNotIn("is not accepted", run.err)

    def test_a_certificate_that_is_optional(self):
        server = self.serve_and_ask("optional")
        certificate, key = self.pair(self.certs)
        stranger, strangers_key = self.pair(self.strangers)
        for listener in server.listeners:
            with self.subTest(listener["versions"]):
                self.assertEqual(self.request(listener).out, "ok\n")
                self.assertEqual(self.curl(listener).out, "ok\n")
                run = self.request(listener, "--cert", certificate, "--key", key)
                self.assertEqual(run.out, "ok\n", run)
                run = self.request(listener, "--cert", stranger, "--key", strangers_key)
                self.assertEqual(run.code, 1, run)
        server.stop()
        self.assertEqual(self.refusals(server), [("refused", "unknown_ca")] * 4)

    def test_the_authority_of_the_server_is_the_default(self):
        server = self.serve(f"--pin=1.3={LOOPBACK}", "--ephemeral", "--verify-client", "required")
        stranger, key = self.pair(self.strangers)
        run = self.tlsmatrix(
            *("request", "--ca", server.ready["ca_file"], "--cert", stranger, "--key", key),
            server.listeners[0]["url"],
        )
        self.assertEqual(run.code, 1, run)
        self.assertIn("unknown_ca", run.err)
        server.stop()

    def test_bad_input_is_one_sentence(self):
        mine = ("--cert", self.certs / "server-rsa.pem", "--key", self.certs / "server-rsa.key")
        cases = {
            ("serve", "--listen", LOOPBACK, *mine, "--verify-client", "required"): "--client-ca",
            ("serve", "--listen", LOOPBACK, "--client-ca", self.certs / "ca.pem"): "--verify-client",
            ("serve", "--listen", LOOPBACK, "--verify-client", "on"): "none, optional, required",
            ("request", "--key", self.certs / "server-rsa.key", "https://localhost/"): "--cert",
            ("request", "--cert", self.certs / "nothing.pem", "https://localhost/"): "nothing.pem",
        }
        for arguments, needle in cases.items():
            with self.subTest(arguments):
                self.assert_complains(self.tlsmatrix(*arguments), needle)


if __name__ == "__main__":
    support.main()
