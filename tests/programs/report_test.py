"""What every command that reports has in common: formats, --report, the envelope, a saved report
made again, a reader that goes away, and words that there are not."""

import csv
import io
import json
import os
import subprocess
import xml.etree.ElementTree

import support
from matrix_support import validator
from support import LOOPBACK, PROGRAM

FORMATS = ["table", "json", "junit", "markdown", "html", "csv", "github"]
FEW = ["--clients", "1.2; 1.3", "--servers", "1.2; 1.3", "--engine", "exact"]


class ReportingTest(support.ProgramTest):
    def commands(self):
        """Each command that reports, and the schema of what it writes."""
        server = self.serve("--tls", "1.2", "--listen", LOOPBACK, "--ephemeral")
        return {
            "matrix": (["matrix", *FEW], "matrix"),
            "difference": (["matrix", "--clients", "1.0,1.2", "--servers", "1.1; 1.2",
                            "--diff", "exact", "openssl"], "difference"),
            "ssl-module": (["matrix", "--preset", "ssl-module"], "ssl-module"),
            "check": (["check", "--key-type", "rsa", "--", "sh", "-c", "echo '<&>'"], "check"),
            "certificates": (["check", "--certificates", "--", "sh", "-c", "echo '<&>'"], "certificates"),
            "doctor": (["doctor"], "doctor"),
            "explain": (["explain", "--client", "1.0,1.2", "--server", "1.1"], "explain"),
            "line": (["explain", "--line", "TLSv1.2 AES128-SHA <&>"], "explain-foreign"),
            "error": (["explain", "--error", "[SSL: NO_SUCH] <&>"], "explain-foreign"),
            "reproduce": (["reproduce"], "reproduce"),
            "relay": (["relay", "--to", f"127.0.0.1:{server.port()}", "--",
                       PROGRAM, "request", "--tls", "1.3", "{url}"], "relay"),
            "scan": (["scan", f"127.0.0.1:{server.port()}", "--require", "1.1"], "scan"),
        }

    def paths(self, name):
        return {it: self.directory / f"{name}.{it}" for it in FORMATS}

    def written(self, name, arguments):
        """One run of the command, with a report in every format."""
        paths = self.paths(name)
        reports = [word for it, path in paths.items() for word in ("--report", f"{it}={path}")]
        split = arguments.index("--") if "--" in arguments else len(arguments)
        run = self.tlsmatrix(*arguments[:split], *reports, *arguments[split:])
        self.assertIn(run.code, (0, 1), run)
        return run, {it: path.read_bytes().decode() for it, path in paths.items()}

    def test_every_command_writes_every_format_at_once_and_again_from_its_json(self):
        for name, (arguments, schema) in self.commands().items():
            with self.subTest(name):
                run, texts = self.written(name, arguments)
                self.assertEqual(texts["table"], run.out)
                self.look_into(texts)
                report = json.loads(texts["json"])
                validator(schema).validate(report)
                self.assertEqual(list(report)[:3], ["tool", "schema", "command"])
                self.assertLessEqual({"version", "openssl", "boost"}, set(report["tool"]))
                self.assertEqual(report["schema"], 1)
                self.assertEqual(report["command"], arguments[0])
                saved = self.paths(name)["json"]
                for each in FORMATS:
                    again = self.tlsmatrix("report", saved, "--format", each)
                    self.assertEqual((again.code, again.err), (0, ""), again)
                    self.assertEqual(again.out, texts[each], each)

    def look_into(self, texts):
        suite = xml.etree.ElementTree.fromstring(texts["junit"]).find("testsuite")
        cases = suite.findall("testcase")
        self.assertEqual(int(suite.get("tests")), len(cases))
        self.assertGreater(len(cases), 0)
        for kind, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            self.assertEqual(int(suite.get(kind)), len(suite.findall(f"testcase/{element}")))
        rows = list(csv.reader(io.StringIO(texts["csv"], newline="")))
        self.assertGreater(len(rows), 1)
        self.assertEqual({len(row) for row in rows}, {len(rows[0])})
        self.assertTrue(texts["markdown"].startswith("### "))
        self.assertTrue(texts["html"].startswith("<!DOCTYPE html>"))
        self.assertNotIn("<&>", texts["html"])

    def test_a_report_for_standard_output_takes_the_tables_place(self):
        run = self.tlsmatrix("explain", "--client", "1.2", "--server", "1.2", "--report", "json=-")
        self.assertEqual(json.loads(run.out)["command"], "explain")
        both = self.directory / "table"
        run = self.tlsmatrix("explain", "--client", "1.2", "--server", "1.2", "--output", both,
                             "--report", "json=-")
        self.assertEqual(json.loads(run.out)["command"], "explain")
        self.assertIn("TLSv1.2 is negotiated", both.read_text())

    def test_output_dash_is_standard_output(self):
        run = self.tlsmatrix("explain", "--client", "1.2", "--server", "1.2", "--output", "-")
        self.assertIn("TLSv1.2 is negotiated", run.out)
        self.assertEqual(os.listdir(self.directory), [])

    def test_a_format_that_there_is_not_is_one_sentence_with_those_that_there_are(self):
        base = ["explain", "--client", "1.2", "--server", "1.2"]
        allowed = "allowed: table, json, junit, html, markdown, csv, github"
        for flags, needles in (
            (["--format", "xml"], ["--format", "xml", allowed]),
            (["--report", "xml=file"], ["--report", "xml", allowed]),
            (["--report", "json"], ["FORMAT=FILE"]),
            (["--report", "json="], ["FORMAT=FILE"]),
            (["--report", "json=a", "--report", "csv=a"], ["'a'"]),
            (["--format", "json", "--report", "csv=-"], ["standard output"]),
            (["--report", "json=no/such/file"], ["no/such/file"]),
        ):
            with self.subTest(flags):
                self.assert_complains(self.tlsmatrix(*base, *flags), *needles)
                self.assertEqual(os.listdir(self.directory), [])

    def test_merge_writes_any_format(self):
        parts = [self.directory / name for name in "ab"]
        for index, part in enumerate(parts):
            self.tlsmatrix("matrix", *FEW, "--shard", f"{index + 1}/2", "--report", f"json={part}")
        for part in parts:  # whose share of the run a shard's report keeps
            self.assertEqual(self.tlsmatrix("report", part, "--format", "json").out,
                             part.read_text())
        for each in FORMATS:
            run = self.tlsmatrix("merge", *parts, "--format", each)
            self.assertEqual((run.code, run.err), (0, ""), run)
            told = {"github": "", "table": "4 of 4 cells as predicted", "markdown": "4 of 4 cells as predicted"}
            self.assertIn(told.get(each, "client=1.2/exact server=1.3/exact"), run.out)
            self.assertEqual(run.out == "", each == "github")  # nothing to annotate
        self.assertNotIn("shard", json.loads(self.tlsmatrix("merge", *parts).out))

    def test_a_saved_report_keeps_who_made_it_and_what_a_later_program_added(self):
        for name, arguments in (
            ("matrix", ["matrix", *FEW]),
            ("explain", ["explain", "--client", "1.2", "--server", "1.2"]),
        ):
            with self.subTest(name):
                saved = self.directory / name
                report = json.loads(self.tlsmatrix(*arguments, "--format", "json").out)
                report["tool"] = {"version": "0.0.1", "openssl": "3.0.0", "boost": "1.81.0"}
                report.get("cells", [report])[0]["added"] = "later"
                saved.write_text(json.dumps(report))
                again = self.tlsmatrix("report", saved, "--format", "json")
                self.assertEqual(json.loads(again.out), report)

    def test_what_is_no_report_is_one_sentence(self):
        good = self.directory / "good.json"
        self.tlsmatrix("explain", "--client", "1.2", "--server", "1.2", "--report", f"json={good}")
        report = json.loads(good.read_text())
        bad = self.directory / "bad.json"
        wrong = {
            "": "it is empty",
            "[": "its JSON ends too early",
            "[]": "it is no object",
            "{} {}": "it is no JSON, from byte ",
            "[" * 100_000: "it is no JSON",
            json.dumps({"a": 1}): "'schema' is missing",
            json.dumps(report | {"schema": 99}): "'schema' is 99, and this program knows 1",
            json.dumps(report | {"schema": -1}): "'schema' is no count",
            json.dumps(report | {"command": "serve"}): "'command' is no command that reports",
            json.dumps(report | {"steps": None}): "'steps' is no list",
            json.dumps(report | {"client": {}, "server": {}}): "'server.outcome' is missing",
        }
        for command in ("check", "doctor", "matrix", "relay", "reproduce", "scan"):
            wrong[json.dumps(report | {"command": command})] = "is missing"
        for text, needle in wrong.items():
            with self.subTest(text[:80]):
                bad.write_text(text)
                self.assert_complains(self.tlsmatrix("report", bad, "--format", "html"), needle)
        for path in ("/dev/zero", "/no/such/report", "/"):
            for command in ("report", "merge"):
                with self.subTest(path, command=command):
                    self.assert_complains(self.tlsmatrix(command, path), path)
        self.assert_complains(self.tlsmatrix("merge", good), "tlsmatrix explain")

    def test_a_saved_report_can_come_by_a_pipe(self):
        made = self.tlsmatrix("explain", "--client", "1.2", "--server", "1.2", "--format", "json")
        run = subprocess.run([PROGRAM, "report", "-"], input=made.out.encode(), check=False,
                             env=self.environment, capture_output=True, timeout=support.PATIENCE)
        self.assertIn(b"TLSv1.2 is negotiated", run.stdout)


class GoneReaderTest(support.ProgramTest):
    def test_a_reader_that_goes_away_is_no_fault(self):
        target = self.directory / "matrix.json"
        certs = self.directory / "certs"
        for arguments in (
            ["matrix", *FEW],
            ["matrix", *FEW, "--report", f"json={target}"],
            ["matrix", *FEW, "--format", "json"],
            ["explain", "--client", "1.2", "--server", "1.2"],
            ["doctor"],
            ["completion", "bash"],
            ["man"],
            ["certs", str(certs)],
        ):
            with self.subTest(arguments):
                reader, writer = os.pipe()
                os.close(reader)
                try:
                    run = subprocess.run(
                        [PROGRAM, *arguments], stdout=writer, stderr=subprocess.PIPE, check=False,
                        env=self.environment, timeout=support.PATIENCE)
                finally:
                    os.close(writer)
                self.assertEqual((run.returncode, run.stderr), (141, b""))
        # What had a file of its own is there all the same.
        self.assertEqual(json.loads(target.read_text())["summary"]["passed"], 4)


class UnknownWordTest(support.ProgramTest):
    def test_an_unknown_word_is_named_with_the_nearest_known_one(self):
        for arguments, needles in (
            (["check", "--requires", "1.2+", "--", "curl", "{url}"],
             ["unknown flag '--requires' of 'tlsmatrix check': did you mean --require?"]),
            (["srve"], ["unknown command 'srve': did you mean serve?"]),
            (["check", "curl", "-sS", "{url}"], ["'-sS'", "behind --"]),
            (["matrix", "--fromat=json"], ["--fromat", "did you mean --format?", "help matrix"]),
            (["scan", "--require"], ["--require"]),
        ):
            with self.subTest(arguments):
                run = self.tlsmatrix(*arguments)
                self.assert_complains(run, *needles)
                self.assertNotIn("were not expected", run.err)


class UnmetExpectationTest(support.ProgramTest):
    """A cell that came out as the rule says, and not as a matrix file expects."""

    def test_it_is_told_apart_and_its_repeat_line_fails_too(self):
        path = self.directory / "matrix.toml"
        path.write_text("[clients]\nmodern = '1.3'\n[servers]\nold = '1.2'\n"
                        "[[expect]]\nserver = 'old'\noutcome = 'negotiated'\n")
        for each in FORMATS:
            run = self.tlsmatrix("matrix", path, "--format", each)
            self.assertEqual(run.code, 1, run)
            told = run.out.replace("&#10;", "\n").replace("&apos;", "'").replace("\\_", "_")
            self.assertIn("matrix.toml:5 expects any version", told.replace("\\", ""))
            self.assertIn("finds none", told, f"no cause in {each}") if each != "csv" else None
            if each == "github":
                self.assertTrue(run.out.startswith(f"::error file={path},line=5,title=tlsmatrix matrix"), run.out)
            if each in ("table", "markdown", "html"):
                self.assertIn("1 of 1 cells as predicted, 1 not as the matrix expects", told)
        report = json.loads(self.tlsmatrix("matrix", path, "--format", "json").out)
        validator().validate(report)
        self.assertEqual((report["summary"]["failed"], report["summary"]["unmet"]), (1, 1))
        (cell,) = report["cells"]
        self.assertTrue(cell["as_predicted"])
        again = self.peer("sh", "-c", f'exec "$0" {cell["repeat"]["tlsmatrix"].split(" ", 1)[1]}',
                          PROGRAM, cwd=self.directory)
        self.assertEqual(again.code, 1, again)
        self.assertIn("1 not as the matrix expects", again.out)


if __name__ == "__main__":
    support.main()
