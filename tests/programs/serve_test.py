"""`tlsmatrix serve` with real clients: what it logs of each, to the letter."""

import http.client
import json
import re
import socket
import ssl

import support
from support import RSA_CIPHERS, VERSIONS, WIRE_NAMES

BODY = "{for: test purposes}"
ANY_VERSION = "TLSv1.3,TLSv1.2,TLSv1.1,TLSv1"


def served_line(version, agent):
    return (
        f'"POST /testpost HTTP/1.1" 200 43 {WIRE_NAMES[version]}/{RSA_CIPHERS[version]} '
        f'"-" "{agent}" TIME <"{BODY}"'
    )


class CurlTest(support.ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        support.need_peer("curl")

    def curl_facts(self):
        """curl's user agent, and the version of the OpenSSL in it."""
        told = self.peer("curl", "--version").out
        openssl = re.search(r" OpenSSL/(\d+)\.(\d+)", told)
        self.assertTrue(openssl, f"this curl is built with another TLS library: {told}")
        return f"curl/{told.split()[1]}", tuple(map(int, openssl.groups()))

    def test_the_reports_line_at_every_version(self):
        agent, _ = self.curl_facts()
        server = self.serve_pins(*VERSIONS)
        for version in VERSIONS:
            with self.subTest(version):
                run = self.curl_at(version, server, "-d", BODY, server.url("/testpost", version))
                self.assertEqual((run.code, run.out), (0, support.ANSWER), run)
        server.stop()
        self.assert_lines(server.log(), [served_line(version, agent) for version in VERSIONS])

    def test_a_client_above_the_pin_is_refused_by_whom_the_wire_shows(self):
        server = self.serve("--tls", "1.1", "--listen", support.LOOPBACK)
        by_server = self.curl(server, "--tlsv1.2", server.url())
        self.assertEqual(by_server.code, 35, by_server)
        self.assertIn("alert protocol version", by_server.err)
        by_client = self.curl(server, "--tlsv1.2", "--tls-max", "1.2", server.url())
        self.assertEqual(by_client.code, 35, by_client)
        self.assertIn("unsupported protocol", by_client.err)
        server.stop()
        self.assert_lines(
            server.log(),
            [
                support.refused_line(
                    "server",
                    "protocol_version",
                    "TLSv1.3,TLSv1.2",
                    "TLSv1.1",
                    "the client offers TLSv1.3,TLSv1.2 and the server speaks TLSv1.1",
                ),
                support.refused_line(
                    "client",
                    "protocol_version",
                    "TLSv1.2",
                    "TLSv1.1",
                    "the server chose TLSv1.1, which the client does not accept: a hello without "
                    "supported_versions names its highest version alone, TLSv1.2",
                ),
            ],
        )

    def test_plain_curl_ends_an_old_version_by_its_own_security_level(self):
        _, openssl = self.curl_facts()
        server = self.serve_pins("1.0", "1.1")
        for version in ("1.0", "1.1"):
            run = self.curl(server, server.url("/", version))
            self.assertEqual(run.code, 35, run)
        server.stop()
        if openssl == (3, 0):  # later ones take 1.0 and 1.1 out of the hello at such a level
            expected = [
                support.refused_line(
                    "client",
                    "internal_error",
                    ANY_VERSION,
                    wire,
                    "the client gave up with internal_error, which does not say why",
                )
                for wire in ("TLSv1", "TLSv1.1")
            ]
        else:
            expected = [
                support.refused_line(
                    "server",
                    "protocol_version",
                    "TLSv1.3,TLSv1.2",
                    wire,
                    f"the client offers TLSv1.3,TLSv1.2 and the server speaks {wire}",
                )
                for wire in ("TLSv1", "TLSv1.1")
            ]
        self.assert_lines(server.log(), expected)

    def test_a_client_that_does_not_trust_says_so(self):
        server = self.serve_pins("1.2", "1.3")
        for version in ("1.2", "1.3"):
            run = self.curl(server, server.url("/", version), trust=False)
            self.assertEqual(run.code, 60, run)
        server.stop()
        self.assert_lines(
            server.log(),
            [
                support.refused_line(
                    "client",
                    "unknown_ca",
                    ",".join(WIRE_NAMES[it] for it in reversed(support.offered())),
                    wire,
                    "the client found no CA that it trusts for the server's certificate",
                )
                for wire in ("TLSv1.2", "TLSv1.3")
            ],
        )

    def test_json_lines(self):
        agent, _ = self.curl_facts()
        server = self.serve("--tls", "1.1", "--listen", support.LOOPBACK, "--log-format", "json")
        posted = self.curl_at("1.1", server, "-d", 'a "quoted"\n\x7f line', server.url("/testpost"))
        self.assertEqual(posted.code, 0, posted)
        self.curl(server, "--tlsv1.2", server.url())
        server.stop()
        served, refused = map(json.loads, server.log())
        keys = (
            "time listener pinned engine peer outcome version cipher group resumed alpn offered "
            "server_name refused_by alert cause advice request status body_bytes_sent request_time "
            "user_agent referer request_body"
        ).split()
        self.assertEqual(list(served), keys)
        self.assertEqual(list(refused), keys)
        for entry in (served, refused):
            self.assertRegex(entry.pop("time"), r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")
            self.assertRegex(entry.pop("peer"), r"\A127\.0\.0\.1:\d+\Z")
            self.assertIsInstance(entry.pop("request_time"), (int, float))
        common = {"listener": "1.1", "pinned": ["1.1"], "engine": "exact", "server_name": None}
        group = served.pop("group")
        self.assertTrue(group)
        self.assertEqual(
            served,
            common
            | {
                "outcome": "negotiated",
                "version": "1.1",
                "cipher": "ECDHE-RSA-AES256-SHA",
                "resumed": False,
                "alpn": "http/1.1",
                "offered": ["1.1"],
                "refused_by": None,
                "alert": None,
                "cause": None,
                "advice": None,
                "request": {
                    "method": "POST",
                    "target": "/testpost",
                    "line": "POST /testpost HTTP/1.1",
                },
                "status": 200,
                "body_bytes_sent": 43,
                "user_agent": agent,
                "referer": None,
                "request_body": 'a "quoted"\n\x7f line',
            },
        )
        self.assertEqual(
            refused,
            common
            | {
                "outcome": "refused",
                "version": None,
                "cipher": None,
                "group": None,
                "resumed": None,
                "alpn": None,
                "offered": ["1.3", "1.2"],
                "refused_by": "server",
                "alert": "protocol_version",
                "cause": "the client offers TLSv1.3,TLSv1.2 and the server speaks TLSv1.1",
                "advice": "let the server support TLSv1.3 or TLSv1.2; for a test alone, let the "
                "client offer TLSv1.1",
                "request": None,
                "status": None,
                "body_bytes_sent": 0,
                "user_agent": None,
                "referer": None,
                "request_body": None,
            },
        )

    def test_a_template_and_what_a_client_cannot_smuggle_into_it(self):
        server = self.serve(
            "--listen", support.LOOPBACK,
            "--log-format", "$request_method ${uri} [$http_user_agent] $tls_outcome $tls_alert",
        )
        self.curl(server, "-A", 'a"b\\c\u00e9] 200', server.url("/healthz"))
        self.curl(server, "--tlsv1.0", "--tls-max", "1.0", server.url())
        server.stop()
        lines = server.log()
        self.assertEqual(lines[0], r"GET /healthz [a\x22b\x5Cc\xC3\xA9] 200] negotiated -")
        # No second list of our variables behind a format that has them.
        self.assertRegex(lines[1], r"\A- - \[-\] (refused|aborted|closed) \S+\Z")

    def test_the_pages(self):
        server = self.serve_pins("1.2")
        page = self.curl(server, server.url("/")).out
        self.assertIn("This listener speaks TLSv1.2 and nothing else", page)
        self.assertEqual(self.curl(server, server.url("/healthz")).out, "ok\n")
        status = ("-o", "/dev/null", "-w", "%{http_code} %header{allow}")
        self.assertEqual(self.curl(server, *status, server.url("/nowhere")).out, "404 ")
        self.assertEqual(self.curl(server, *status, server.url("/testpost")).out, "405 POST")
        told = json.loads(self.curl(server, server.url("/tls")).out)
        self.assertEqual(told["pinned"], ["1.2"])
        self.assertEqual(told["negotiated"]["version"], "1.2")
        self.assertEqual(told["offered"]["versions"], support.offered())
        self.assertEqual(told["why_not_higher"], "the server speaks nothing above TLSv1.2")


class PythonTest(support.ProgramTest):
    """The distribution's own python3, which runs this file."""

    def test_ssl_at_every_version(self):
        server = self.serve_pins(*VERSIONS)
        for version in VERSIONS:
            with self.subTest(version):
                connection = http.client.HTTPSConnection(
                    "localhost",
                    server.port(version),
                    context=support.client_context(server.ca_file, version),
                    timeout=support.PATIENCE,
                )
                connection.request("POST", "/testpost", BODY)
                self.assertEqual(connection.sock.version(), WIRE_NAMES[version])
                self.assertEqual(connection.getresponse().read().decode(), support.ANSWER)
                connection.close()
        server.stop()
        self.assert_lines(server.log(), [served_line(version, "-") for version in VERSIONS])

    def test_ssl_that_accepts_another_version_only(self):
        server = self.serve_pins(*VERSIONS)
        expected = []
        for client in VERSIONS:
            for pin in VERSIONS:
                if client == pin:
                    continue
                context = support.client_context(server.ca_file, client)
                with self.subTest(client=client, pin=pin):
                    with self.assertRaises(ssl.SSLError):
                        with socket.create_connection(("localhost", server.port(pin))) as raw:
                            context.wrap_socket(raw, server_hostname="localhost").close()
                # A hello without supported_versions has no lower bound, so that the server, which
                # finds a version below, chooses it, and it is the client who refuses.
                by_client = client != "1.3" and pin < client
                wire, offered = WIRE_NAMES[pin], WIRE_NAMES[client]
                bound = "" if client == "1.3" else "at most "
                expected.append(
                    support.refused_line(
                        "client" if by_client else "server",
                        "protocol_version",
                        offered,
                        wire,
                        f"the server chose {wire}, which the client does not accept: a hello without "
                        f"supported_versions names its highest version alone, {offered}"
                        if by_client
                        else f"the client offers {bound}{offered} and the server speaks {wire}",
                    )
                )
        server.stop()
        self.assert_lines(server.log(), expected)

    def test_negotiated_then_closed(self):
        server = self.serve_pins("1.2", "1.3")
        for version in ("1.2", "1.3"):
            context = support.client_context(server.ca_file, version)
            with socket.create_connection(("localhost", server.port(version))) as raw:
                with context.wrap_socket(raw, server_hostname="localhost") as stream:
                    stream.unwrap()
        server.stop()
        self.assert_lines(
            server.log(),
            [
                f'"-" 000 0 {WIRE_NAMES[version]}/{RSA_CIPHERS[version]} "-" "-" TIME <"-" '
                "tls_outcome=closed tls_refused_by=- tls_alert=- "
                f"tls_offered={WIRE_NAMES[version]} tls_pinned={WIRE_NAMES[version]} "
                'tls_cause="negotiated, then closed without a request"'
                for version in ("1.2", "1.3")
            ],
        )

    def test_no_hello_at_all(self):
        server = self.serve_pins("1.2")
        socket.create_connection(("localhost", server.port())).close()
        with socket.create_connection(("localhost", server.port())) as raw:
            raw.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            raw.recv(1000)
        server.stop()
        lines = server.log()
        self.assertEqual(len(lines), 2, lines)
        for line in lines:
            self.assertRegex(
                line,
                r'\A"-" 000 0 -/- "-" "-" \d+\.\d{3} <"-" tls_outcome=\w+ .* tls_offered=- '
                r'tls_pinned=TLSv1\.2 tls_cause="[^"]+"\Z',
            )
            self.assertNotIn("tls_outcome=negotiated", line)


class RequestsTest(support.ProgramTest):
    """python3-requests, pinned as its own documentation has it: by an adapter."""

    def test_every_version(self):
        support.need_peer("requests")
        import requests
        from requests.adapters import HTTPAdapter

        class PinnedAdapter(HTTPAdapter):
            def __init__(self, context):
                self.context = context
                super().__init__()

            def init_poolmanager(self, *arguments, **options):
                super().init_poolmanager(*arguments, ssl_context=self.context, **options)

        server = self.serve_pins(*VERSIONS)
        for version in VERSIONS:
            with self.subTest(version), requests.Session() as session:
                session.trust_env = False
                session.verify = server.ca_file
                context = support.client_context(server.ca_file, version)
                session.mount("https://", PinnedAdapter(context))
                url = "https://localhost:{}/testpost"  # this urllib3 checks no address
                answer = session.post(url.format(server.port(version)), data=BODY)
                self.assertEqual((answer.status_code, answer.text), (200, support.ANSWER))
                # The next pin is none that this session accepts.
                other = VERSIONS[VERSIONS.index(version) - 1]
                with self.assertRaises(requests.exceptions.SSLError):
                    session.post(url.format(server.port(other)), data=BODY)
        server.stop()
        lines = server.log()
        agent = f"python-requests/{requests.__version__}"
        served = [line for line in lines if "/testpost" in line]
        self.assert_lines(served, [served_line(version, agent) for version in VERSIONS])
        self.assertEqual(len(lines), 8, lines)
        for line in lines:
            self.assertTrue(line in served or "tls_alert=protocol_version" in line, line)


if __name__ == "__main__":
    support.main()
