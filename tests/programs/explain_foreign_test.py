"""`tlsmatrix explain` of what is not ours: lines of logs and hellos, as real programs write them."""

import copy
import json
import ssl
import subprocess
import unittest
import urllib.request

import support
from matrix_support import validator
from support import LOOPBACK, PROGRAM, VERSIONS, WIRE_NAMES

REPORT = (
    '"POST /testpost HTTP/1.1" 200 43 TLSv1/ECDHE-RSA-AES256-SHA "-" "python-requests/2.28.1" '
    '0.006 <"{for: test purposes}"'
)


def named_version(version):
    return ssl.TLSVersion[WIRE_NAMES[version].replace(".", "_")]


def hello_of(minimum, maximum):
    """The bytes of a hello of this machine's OpenSSL, by way of Python."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_ciphers(support.LEGACY_CIPHERS)
    context.minimum_version = named_version(minimum)
    context.maximum_version = named_version(maximum)
    out = ssl.MemoryBIO()
    try:
        context.wrap_bio(ssl.MemoryBIO(), out, server_hostname="localhost").do_handshake()
    except ssl.SSLWantReadError:
        pass
    return out.read()


class ForeignTest(support.ProgramTest):
    def explain(self, *arguments, code=0, given=b""):
        run = subprocess.run([PROGRAM, "explain", *arguments, "--format", "json"], input=given,
                             capture_output=True, check=False, env=self.environment,
                             cwd=self.directory, timeout=support.PATIENCE)
        self.assertEqual((run.returncode, run.stderr), (code, b""), run)
        told = json.loads(run.stdout)
        validator("explain-foreign").validate(told)
        return told


class LineTest(ForeignTest):
    def test_a_line_of_the_command_line_and_of_standard_input_is_told_the_same(self):
        told = self.explain("--line", REPORT)
        self.assertEqual(told, self.explain("--line", "-", given=REPORT.encode() + b"\n"))
        self.assertEqual(told["headline"], "TLSv1 was negotiated, with ECDHE-RSA-AES256-SHA")
        self.assertEqual(told["line"]["protocol"], "TLSv1")
        self.assertEqual(told["line"]["fields"]["request_body"], "{for: test purposes}")
        topics = {finding["topic"] for finding in told["findings"]}
        self.assertEqual(topics, {"shows", "proves", "does_not_prove", "may_be_because"})

    def test_the_lines_that_serve_writes_are_known(self):
        for log_format, needle in (("report", "report format"), ("json", "json format"),
                                   ("combined", "combined")):
            server = self.serve("--tls", "1.2", "--listen", LOOPBACK, "--ephemeral",
                                "--log-format", log_format)
            context = ssl.create_default_context(cafile=server.ca_file)
            with self.subTest(log_format):
                with urllib.request.urlopen(server.url(), context=context) as answer:
                    self.assertEqual(answer.status, 200)
                server.stop()
                (line,) = server.log()
                told = self.explain("--line", line)
                self.assertIn(needle, told["line"]["format"])
                expected = None if log_format == "combined" else "TLSv1.2"
                self.assertEqual(told["line"]["protocol"], expected, line)

    def test_what_is_not_known_is_exit_1_and_what_is_no_line_is_one_sentence(self):
        told = self.explain("--line", "connection refused", code=1)
        self.assertIs(told["known"], False)
        self.assert_complains(self.tlsmatrix("explain", "--line", "-"), "empty")
        self.assert_complains(self.tlsmatrix("explain", "--line", "a\nb"), "several lines")
        self.assert_complains(self.tlsmatrix("explain", "--line", ""), "--line")

    def test_sources_and_cells_exclude_each_other(self):
        for flags in (["--client", "1.2"], ["--server", "1.2"], ["--engine", "exact"],
                      ["--hello", "-"], ["--axis", "client-level=1"]):
            with self.subTest(flags):
                run = self.tlsmatrix("explain", "--line", REPORT, *flags)
                self.assert_complains(run, flags[0], "--line")
        self.assert_complains(self.tlsmatrix("explain", "--hello", "-", "--client", "1.2"), "--hello")
        self.assert_complains(self.tlsmatrix("explain", "--server", "1.2"), "--client is missing")


class HelloTest(ForeignTest):
    def test_a_hello_of_openssl_is_read_in_any_writing(self):
        hello = hello_of("1.2", "1.3")
        told = self.explain("--hello", "-", given=hello)
        self.assertEqual(told["hello"]["versions"], ["1.2", "1.3"])
        self.assertEqual(told["hello"]["lower_bound"], "1.2")
        self.assertEqual(told["hello"]["server_name"], "localhost")
        self.assertEqual(told["hello"]["record_version"], "0x0301")
        path = self.directory / "hello"
        path.write_text(hello.hex(" "))
        again = self.explain("--hello", str(path))
        self.assertEqual(again["servers"], told["servers"])

    def test_without_supported_versions_there_is_no_lower_bound(self):
        told = self.explain("--hello", "-", given=hello_of("1.0", "1.1"))
        self.assertIsNone(told["hello"]["lower_bound"])
        self.assertIsNone(told["hello"]["supported_versions"])
        self.assertTrue(any("no lower bound" in finding["text"] for finding in told["findings"]))

    def test_the_answers_are_what_servers_of_openssl_do(self):
        for low, high in (("1.0", "1.1"), ("1.2", "1.3"), ("1.2", "1.2")):
            hello = hello_of(low, high)
            told = self.explain("--hello", "-", given=hello)
            self.assertEqual(len(told["servers"]), 15)
            for version in VERSIONS:
                with self.subTest(hello=(low, high), server=version):
                    (one,) = self.explain("--hello", "-", "--server", version,
                                          given=hello)["servers"]
                    self.assertIn(one, told["servers"])
                    self.assertEqual(one["chosen"], self.chosen_by_openssl(version, hello))

    def chosen_by_openssl(self, version, hello):
        """The version of the ServerHello that a Python of one version answers with."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers(support.LEGACY_CIPHERS)
        context.minimum_version = context.maximum_version = named_version(version)
        certs, _ = support.certificates()
        context.load_cert_chain(certs / "server-rsa.pem", certs / "server-rsa.key")
        given = ssl.MemoryBIO()
        out = ssl.MemoryBIO()
        given.write(hello)
        try:
            context.wrap_bio(given, out, server_side=True).do_handshake()
        except ssl.SSLError:
            pass
        answer = out.read()
        if answer[:1] != b"\x16":
            self.assertEqual(answer[-1:], b"\x46", "protocol_version")
            return None
        return version

    def test_what_is_no_hello_is_one_sentence(self):
        path = self.directory / "hello"
        for content, needle in ((b"", "no bytes"), (hello_of("1.2", "1.3")[:60], "cut short"),
                                (b"GET / HTTP/1.1", "plain HTTP"), (b"\0" * 90, "no ClientHello")):
            with self.subTest(needle):
                path.write_bytes(content)
                self.assert_complains(self.tlsmatrix("explain", "--hello", path), needle)
        self.assert_complains(self.tlsmatrix("explain", "--hello", "/no/such"), "/no/such")


class ErrorTest(ForeignTest):
    def meanings(self, text, code=0):
        told = self.explain("--error", "-", given=text.encode(), code=code)
        return {match["meaning"] for match in told["error"]["matches"]}

    def test_what_clients_here_print_is_known(self):
        server = self.serve("--pin", f"1.0={LOOPBACK}", "--pin", f"1.3={LOOPBACK}", "--ephemeral")
        old, new = server.url(versions="1.0"), server.url(versions="1.3")
        for command, meanings in (
            (["curl", "-sS", "--tlsv1.2", old],
             {"alert_protocol_version", "openssl_unsupported_protocol"}),
            (["curl", "-sS", "--tls-max", "1.2", new], {"alert_protocol_version"}),
            (["curl", "-sS", new], {"unknown_ca_here"}),
            (["openssl", "s_client", "-tls1_2", "-connect", new.split("/")[2]],
             {"alert_protocol_version"}),
            (["/usr/bin/python3", "-c", f"import urllib.request as r; r.urlopen('{new}')"],
             {"unknown_ca_here"}),
            (["node", "-e", f"require('https').get('{new}').on('error', e => console.log(e))"],
             {"unknown_ca_here"}),
        ):
            with self.subTest(command):
                run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                                     check=False, env=self.environment, timeout=support.PATIENCE)
                text = (run.stdout + run.stderr).decode()
                found = self.meanings(text)
                self.assertLessEqual(found, meanings, text)
                self.assertTrue(found, text)

    def test_an_unknown_text_is_exit_1_and_an_empty_one_exit_2(self):
        self.assertEqual(self.meanings("tls: protocol version not supported by it", code=1), set())
        self.assert_complains(self.tlsmatrix("explain", "--error", " "), "empty")
        run = self.tlsmatrix("explain", "--error", "x", "--line", "y")
        self.assert_complains(run, "--line", "--error")

    def test_a_known_text_is_told_with_where_it_is_from(self):
        text = "error:0A000102:SSL routines::unsupported protocol"
        told = self.explain("--error", text)
        self.assertEqual(told["error"]["matches"][0]["origin"], "SSL_R_UNSUPPORTED_PROTOCOL")
        self.assertIn("OpenSSL has the same words for both", json.dumps(told))
        self.assertIn("tlsmatrix check", told["questions"][0]["command"])


class SchemaTest(unittest.TestCase):
    """The schema must refuse what is wrong, or it proves nothing."""

    def test_it_refuses_what_is_wrong(self):
        good = {
            "tool": {"version": "0.1.0", "openssl": "3.0.19", "boost": "1.81.0"},
            "schema": 1, "command": "explain", "headline": "so it is", "known": True,
            "findings": [{"topic": "shows", "text": "so", "source": None}],
            "questions": [{"text": "is it?", "command": "tlsmatrix scan"}],
            "line": {"format": None, "protocol": "TLSv1", "cipher": None, "fields": {"a": "b"}},
        }
        valid = validator("explain-foreign")
        valid.validate(good)
        for change in ({"line": None}, {"schema": 2}, {"findings": []}, {"known": 1}, {"more": 1},
                       {"servers": []}, {"questions": [{"text": "is it?"}]},
                       {"findings": [{"topic": "guesses", "text": "so", "source": None}]},
                       {"line": good["line"] | {"protocol": "TLSv1.4"}}):
            with self.subTest(change):
                self.assertFalse(valid.is_valid(copy.deepcopy(good) | change))
        for member in good:
            self.assertFalse(valid.is_valid({k: v for k, v in good.items() if k != member}), member)


if __name__ == "__main__":
    support.main()
