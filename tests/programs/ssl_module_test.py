"""`tlsmatrix matrix --preset ssl-module`: the table of Python's ssl module, driven."""

import json

import support
from matrix_support import MatrixProgramTest, validator

PRESET = ("--preset", "ssl-module")


class SslModuleTest(MatrixProgramTest):
    def test_json_is_as_its_schema_says_and_tells_documented_beside_measured(self):
        run = self.matrix(*PRESET, "--format", "json")
        report = json.loads(run.out)
        validator("ssl-module").validate(report)
        self.assertEqual(report["summary"]["cells"], 108)
        self.assertEqual(report["summary"]["failed"], 0)
        last = report["configurations"][-1]
        yes = [it for it in last["cells"] if it["measured"] == "yes"]
        self.assertEqual(len(yes), 10)
        self.assertFalse([it for it in last["cells"] if it["drift"]])
        for cell in last["cells"]:
            unsupported = cell["server"] in ("SSLv2", "SSLv3")
            self.assertEqual(cell["verdict"], "unsupported" if unsupported else "passed")
            self.assertEqual(cell["measured"] is None, unsupported)

    def test_hellos_of_ssl_are_refused_by_the_server(self):
        report = json.loads(self.matrix(*PRESET, "--format", "json").out)
        # At level 0: above it a family that takes all of a server's versions ends otherwise.
        answers = {
            (cell["client"], cell["saw"]["client"].get("alert", cell["saw"]["client"]["outcome"]))
            for table in report["configurations"][1:]
            for cell in table["cells"]
            if cell["client"].startswith("SSL") and cell["saw"]["client"]
        }
        if report["tool"]["openssl"].startswith("3."):
            expected = {("SSLv2", "protocol_version"), ("SSLv3", "handshake_failure")}
        else:
            expected = {("SSLv2", "closed"), ("SSLv3", "protocol_version")}
        self.assertEqual(answers, expected)

    def test_table_fits_80_columns_and_marks_drift(self):
        run = self.matrix(*PRESET)
        self.assertLessEqual(max(map(len, run.out.splitlines())), 80)
        self.assertIn("TLSv1     -         -         no !", run.out)
        self.assertIn("(2) the context switches SSLv3 off", run.out)
        self.assertIn("72 of 108 cells as predicted, 36 unsupported", run.out)

    def test_markdown_has_the_three_tables(self):
        run = self.matrix(*PRESET, "--format", "markdown")
        self.assertEqual(run.out.count("| --- | --- | --- | --- | --- | --- | --- |"), 3)

    def test_what_does_not_go_together_is_one_sentence(self):
        for flags in (("--filter", "*"), ("--clients", "1.0")):
            with self.subTest(flags=flags):
                run = self.matrix(*PRESET, *flags, code=2)
                self.assertEqual(run.out, "")
                self.assertIn("ssl-module", run.err)


if __name__ == "__main__":
    support.main()
