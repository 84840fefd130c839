"""`tlsmatrix matrix FILE`: a matrix of the user's own, what it expects, and what it waives."""

import json
import os

import support
from matrix_support import MatrixProgramTest, validator

EXAMPLE = support.REPOSITORY / "docs" / "matrix-file.toml"
ENDS = """\
[clients]
modern = "1.2+"
[servers]
pinned = "1.1"
current = "1.2+"
"""
# What is wrong, what stands behind ENDS, the line, and a word that the sentence must have.
BAD = [
    ("unknown key", "[[waive]]\ncells = '*'\nuntil = 'May'\nreason = 'x'", 8, "until"),
    ("unknown table", "[colours]", 6, "clients, servers, axes, expect, waive"),
    ("a bad set", "other = '1.4'", 6, "1.4"),
    ("a version without quotes", "other = 1.1", 6, "in quotes"),
    ("an unknown axis", "[axes]\ncolour = ['red']", 7, "scsv"),
    ("a waiver without a reason", "[[waive]]\ncells = '*'", 6, "reason"),
    ("a waiver with an empty reason", "[[waive]]\ncells = '*'\nreason = ''", 8, "reason"),
    ("a waiver of no cell", "[[waive]]\ncells = 'x'\nreason = 'x'", 6, "matches no cell"),
    ("an expectation of no cell", "[[expect]]\ncells = 'x'\noutcome = 'refused'", 6, "no cell"),
    ("no TOML", "other = ", 6, ""),
]


class MatrixFileTest(MatrixProgramTest):
    def write(self, text):
        path = self.directory / "matrix.toml"
        path.write_text(ENDS + text)
        return path

    def test_the_example_of_the_docs_holds(self):
        report = json.loads(self.matrix(EXAMPLE, "--format", "json").out)
        self.assertEqual([it.message for it in validator().iter_errors(report)][:3], [])
        summary = report["summary"]
        self.assertEqual((summary["cells"], summary["passed"], summary["waived"]), (4, 3, 1))
        (waived,) = [it for it in report["cells"] if "waived" in it]
        self.assertIn("next spring", waived["waived"])
        lines = EXAMPLE.read_text().splitlines()
        line = lines.index("# One that does not hold, for the sake of the waiver below.") + 2
        self.assertIn(f"matrix-file.toml:{line} expects any version", waived["explanation"])

    def test_an_unmet_expectation_fails_a_cell_that_the_rule_foretold(self):
        path = self.write("[[expect]]\nserver = 'pinned'\noutcome = 'negotiated'\n")
        (cell,) = [
            it
            for it in json.loads(self.matrix(path, "--format", "json", code=1).out)["cells"]
            if it["verdict"] == "failed"
        ]
        self.assertIn("matrix.toml:6 expects any version; the client saw: ", cell["explanation"])
        run = self.matrix(path, "--predict-only", code=1)
        self.assertRegex(run.err, r"\Atlsmatrix: [^\n]*matrix.toml:6 expects any version[^\n]+\n\Z")

    def test_a_waiver_that_no_longer_applies_is_an_error(self):
        path = self.write("[[waive]]\nserver = 'pinned'\nreason = 'of old'\n")
        target = self.directory / "report.json"
        run = self.matrix(path, "--format", "json", "--output", target, code=1)
        self.assertRegex(run.err, r"\Atlsmatrix: [^\n]*matrix.toml:6: the waiver no longer [^\n]+\n\Z")
        self.assertEqual(json.loads(target.read_text())["summary"]["passed"], 2)
        run = self.matrix(self.write(""), "--waive", "*=of old", code=1)
        self.assertIn("--waive '*=of old' no longer applies, since all of its 2 cells passed", run.err)

    def test_of_a_waiver_with_cells_beyond_the_filter_nothing_is_told(self):
        path = self.write("[[waive]]\ncells = '*'\nreason = 'of old'\n")
        self.assertEqual(self.matrix(path, "--filter", "*server=1.1/*").err, "")

    def test_a_bad_file_is_one_sentence_with_its_line(self):
        for what, text, line, needle in BAD:
            with self.subTest(what):
                path = self.write(text)
                run = self.tlsmatrix("matrix", path, "--output", self.directory / "report")
                self.assert_complains(run, f"{path}:{line}", needle)
                self.assertEqual(os.listdir(self.directory), ["matrix.toml"])

    def test_a_file_that_cannot_be_read_or_written_is_told(self):
        good = self.write("")
        self.assert_complains(self.tlsmatrix("matrix", self.directory / "none.toml"), "none.toml")
        self.assert_complains(self.tlsmatrix("matrix", self.directory), str(self.directory))
        self.assert_complains(self.tlsmatrix("matrix", "/dev/zero"), "/dev/zero")
        self.assert_complains(self.tlsmatrix("matrix", ""), "empty")
        nowhere = self.directory / "nowhere" / "report"
        self.assert_complains(self.tlsmatrix("matrix", good, "--output", nowhere), str(nowhere))
        self.assertEqual(os.listdir(self.directory), ["matrix.toml"])

    def test_a_file_names_the_whole_matrix(self):
        for flag, value in (
            ("--clients", "1.2"),
            ("--servers", "1.2"),
            ("--engine", "exact"),
            ("--client-engine", "exact"),
            ("--server-engine", "exact"),
            ("--axis", "scsv=on"),
            ("--preset", "full"),
        ):
            with self.subTest(flag):
                self.assert_complains(self.tlsmatrix("matrix", EXAMPLE, flag, value), flag)


if __name__ == "__main__":
    support.main()
