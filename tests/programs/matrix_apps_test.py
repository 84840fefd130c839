"""`tlsmatrix matrix FILE` with programs of the user's own beside sets of ours."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import support
from matrix_support import MatrixProgramTest, validator

EXAMPLE = support.REPOSITORY / "docs" / "matrix-apps.toml"
CURL = '"curl", "-sS", "--tlsv1.2", "{url}"'


class MatrixAppsTest(MatrixProgramTest):
    def write(self, clients, servers='pinned = "1.1"\nboth = "1.2+"', more=""):
        path = self.directory / "apps.toml"
        path.write_text(f"[clients]\n{clients}\n[servers]\n{servers}\n{more}\n")
        return path

    def cells(self, path, *flags, code=0):
        report = json.loads(self.matrix(path, "--format", "json", *flags, code=code).out)
        self.assertEqual([it.message for it in validator().iter_errors(report)][:3], [])
        return {it["id"]: it for it in report["cells"]}

    def test_the_example_of_the_docs_holds_and_every_format_names_its_programs(self):
        support.need_peer("curl")
        support.need_peer("openssl")
        names = {}
        arguments = []
        for kind in ("json", "junit", "html", "markdown", "csv"):
            names[kind] = self.directory / kind
            arguments += ["--report", f"{kind}={names[kind]}"]
        table = self.matrix(EXAMPLE, *arguments).out
        report = json.loads(names["json"].read_text())
        self.assertEqual([it.message for it in validator().iter_errors(report)][:3], [])
        summary = report["summary"]
        self.assertEqual(
            (summary["cells"], summary["passed"], summary["observed"]), (18, 15, 3), report
        )
        texts = {"table": table, **{kind: path.read_text() for kind, path in names.items()}}
        for kind, text in texts.items():
            for name in ("app", "unknown", "s_client:1.2+", "pinned", "both"):
                self.assertIn(name, text.replace("\\", ""), kind)  # as Markdown has them
        self.assertIn('name="client=app server=both"', texts["junit"])
        app = next(it for it in report["cells"] if it["id"] == "client=app server=both")
        self.assertEqual(app["client"]["name"], "app")
        self.assertEqual(app["client"]["versions"], ["1.2", "1.3"])
        self.assertEqual(app["server"]["name"], "both")
        saved = self.tlsmatrix("report", names["json"], "--format", "markdown")
        self.assertEqual((saved.code, saved.out), (0, texts["markdown"]), saved.err)

    def test_a_prediction_that_does_not_come_true_fails_and_names_the_program(self):
        support.need_peer("curl")
        path = self.write(f'app = {{ command = [{CURL}], versions = "1.3" }}', 'old = "1.2"')
        cell = self.cells(path, code=1)["client=app server=old"]
        self.assertEqual(cell["verdict"], "failed")
        self.assertIn("app was to be refused for its version", cell["explanation"])
        self.assertIn("took TLSv1.2", cell["explanation"])
        self.assertEqual(
            cell["repeat"]["tlsmatrix"],
            f"tlsmatrix matrix {path} --filter 'client=app server=old'",
        )

    def test_what_is_observed_fails_where_it_is_expected_to_be_otherwise(self):
        support.need_peer("curl")
        expect = '[[expect]]\nclient = "app"\nserver = "both"\noutcome = "refused"'
        cells = self.cells(self.write(f"app = {{ command = [{CURL}] }}", more=expect), code=1)
        self.assertEqual(cells["client=app server=pinned"]["verdict"], "observed")
        failed = cells["client=app server=both"]
        self.assertEqual((failed["verdict"], failed["expected"]), ("failed", None))
        self.assertIn("apps.toml:6 expects a refusal; the server saw: ", failed["explanation"])

    def test_a_program_that_fails_costs_its_own_cells_alone(self):
        script = "import sys; sys.exit(int(sys.argv[1]))"
        python = json.dumps(sys.executable)
        cases = [
            ("gone", f'"{self.directory}/gone"', "broken", "is it installed"),
            ("silent", f'{python}, "-c", {json.dumps(script)}, "3"', "broken", "exit 3"),
            ("cannot", f'{python}, "-c", {json.dumps(script)}, "89"', "unsupported", "exit 89"),
        ]
        lines = [f'{name} = {{ command = [{command}], versions = "1.2+" }}' for name, command, *_ in cases]
        cells = self.cells(self.write("\n".join(['ours = "1.2"', *lines]), 'both = "1.2+"'), code=1)
        self.assertEqual(cells["client=ours server=both"]["verdict"], "passed")
        for name, _, verdict, needle in cases:
            with self.subTest(name):
                cell = cells[f"client={name} server=both"]
                self.assertEqual(cell["verdict"], verdict)
                self.assertIn(name, cell["explanation"])
                self.assertIn(needle, cell["explanation"])

    def test_two_names_may_have_one_set(self):
        cells = self.cells(self.write('a = "1.2"\nb = "1.2"', 'one = "1.2"'))
        self.assertEqual(list(cells), ["client=a server=one", "client=b server=one"])
        self.assertEqual({it["verdict"] for it in cells.values()}, {"passed"})

    def test_an_interrupted_run_ends_its_programs_and_is_whole(self):
        mark = self.directory / "started"
        script = f"import time; open({str(mark)!r}, 'w').write(str(__import__('os').getpid())); time.sleep(600)"
        path = self.write(
            f'slow = {{ command = [{json.dumps(sys.executable)}, "-c", {json.dumps(script)}] }}',
            'one = "1.2"',
        )
        with subprocess.Popen(
            [support.PROGRAM, "matrix", path, "--format", "json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environment,
        ) as run:
            deadline = time.monotonic() + 30
            while not (mark.exists() and mark.read_text()) and time.monotonic() < deadline:
                time.sleep(0.02)
            pid = int(mark.read_text())
            run.send_signal(signal.SIGINT)
            out, _ = run.communicate(timeout=30)
        self.assertEqual(run.returncode, 130)
        self.assertEqual(json.loads(out)["cells"], [])
        self.assertFalse(os.path.exists(f"/proc/{pid}"))

    def test_what_cannot_be_meant_is_one_sentence(self):
        path = self.write('app = { command = ["app", "{uri}"] }')
        self.assert_complains(self.tlsmatrix("matrix", path), "{uri}", "{url}")
        path = self.write(f"app = {{ command = [{CURL}] }}")
        run = self.tlsmatrix("matrix", path, "--diff", "exact", "openssl")
        self.assert_complains(run, "--diff", "client=app")
        self.assertTrue(re.search("predicted", self.matrix(path, "--predict-only").out))


if __name__ == "__main__":
    support.main()
