"""Reports by token: a name for one client, and what came to it, in every form, live and saved."""

import json
import xml.etree.ElementTree

import support
from support import LOOPBACK

SCHEMA = support.REPOSITORY / "docs" / "seen.schema.json"


class TokenReportTest(support.ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        support.need_peer("curl")

    def setUp(self):
        super().setUp()
        self.server = self.serve("--listen", LOOPBACK, "--pin", f"1.2={LOOPBACK}")

    def new(self):
        run = self.curl(self.server, "-H", "Accept: application/json", self.server.url("/new"))
        return json.loads(run.out)

    def assert_valid(self, report):
        support.need_peer("jsonschema")
        import jsonschema

        schema = json.loads(SCHEMA.read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.Draft202012Validator(schema).validate(report)

    def go(self, made, client, *flags):
        """A curl that goes to one of a token's addresses, whatever this machine resolves."""
        url = made["clients"][client]["url"]
        port = url.rsplit(":", 1)[1].rstrip("/")
        where = f"{made['host']}:{port}:127.0.0.1"
        return self.curl(self.server, "--resolve", where, *flags, url)

    def report(self, made, query=""):
        return self.curl(self.server, made["report"] + query).out

    def test_a_client_that_fails_is_told_of_to_whoever_has_its_token(self):
        made, other = self.new(), self.new()
        self.assertEqual(self.go(made, 1, "--tlsv1.3").code, 35)
        self.assertEqual(self.go(made, 0).code, 0)
        report = json.loads(self.report(made, "?format=json"))
        self.assert_valid(report)
        self.assertEqual(report["summary"], {"seen": 2, "negotiated": 1})
        refused, negotiated = report["seen"]
        self.assertEqual(
            (refused["refused_by"], refused["alert"]), ("server", "protocol_version")
        )
        self.assertEqual(refused["why"], "the client offers TLSv1.3 and the server speaks TLSv1.2")
        self.assertEqual(negotiated["version"], "1.3")
        self.assertEqual(json.loads(self.report(other, "?format=json"))["seen"], [])
        front = self.curl(self.server, "-H", "Accept: application/json", self.server.url()).out
        self.assertNotIn(made["host"], front)

    def test_a_saved_report_becomes_what_the_server_makes_of_it(self):
        made = self.new()
        self.go(made, 1, "--tlsv1.3")
        saved = self.directory / "seen.json"
        saved.write_text(self.report(made, "?format=json"))
        for form in ("junit", "markdown", "csv", "html", "table"):
            with self.subTest(form):
                run = self.tlsmatrix("report", str(saved), "--format", form)
                self.assertEqual(run.code, 0, run)
                self.assertEqual(run.out, self.report(made, f"?format={form}"))
        suite = xml.etree.ElementTree.fromstring(self.report(made, "?format=junit"))
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("1", "1"))


if __name__ == "__main__":
    support.main()
