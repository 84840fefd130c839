"""`tlsmatrix matrix --format` and `--output`: each report is what its readers expect."""

import csv
import html.parser
import io
import json
import os
import re
import shlex
import subprocess
import xml.etree.ElementTree

import s_server
import support
from matrix_support import MatrixProgramTest, limited, validator
from support import PROGRAM

HOLES = ("--clients", "1.0,1.2; 1.0-1.1", "--servers", "1.2; 1.0,1.2", "--engine", "openssl")


class Page(html.parser.HTMLParser):
    """What a page links to, what it names, and what it would load."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.loads, self.open = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in ("meta", "input", "br"):
            self.open.append(tag)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "a":
            self.links.append(attributes["href"])
        elif "src" in attributes or "href" in attributes:
            self.loads.append(attributes)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes nothing, at {self.getpos()}"


class MatrixFormatsTest(MatrixProgramTest):
    def test_junit_has_a_case_for_each_cell(self):
        suite = xml.etree.ElementTree.fromstring(
            self.matrix(*HOLES, "--format", "junit").out
        ).find("testsuite")
        self.assertEqual([suite.get(it) for it in ("tests", "failures", "errors")], ["4", "0", "0"])
        self.assertEqual(
            suite.find("testcase").get("name"), "client=1.0,1.2/openssl server=1.2/openssl"
        )

    def test_csv_has_a_row_for_each_cell(self):
        run = self.matrix(*HOLES, "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(run.out, newline="")))
        self.assertEqual([row["verdict"] for row in rows], ["passed"] * 4)
        self.assertEqual(rows[0]["client"], "1.0,1.2")
        self.assertEqual(rows[0]["expected"], "the server refuses with protocol_version")

    def test_markdown_has_a_row_for_each_client(self):
        run = self.matrix(*HOLES, "--format", "markdown")
        self.assertIn("| 1.0,1.2 | S70\\* | 1.0\\< |", run.out)
        self.assertIn("4 of 4 cells as predicted", run.out)

    def test_html_is_one_page_that_needs_nothing_else(self):
        run = self.matrix("--format", "html")
        page = Page(run.out)
        self.assertEqual(page.open, [], "tags that nobody closed")
        self.assertEqual(page.loads, [])
        self.assertEqual(re.findall(r"url\(|@import|https?://", run.out), [])
        self.assertEqual(len(page.ids), len(set(page.ids)))
        self.assertEqual(len([it for it in page.links if it != "#top"]), 450)
        self.assertLessEqual({link.lstrip("#") for link in page.links}, set(page.ids))
        self.assertIn("RFC 8446 section 4.1.3", run.out)

    def test_each_cell_tells_how_to_repeat_it(self):
        report = json.loads(self.matrix(*HOLES, "--format", "json").out)
        self.assertEqual([it.message for it in validator().iter_errors(report)], [])
        for cell in report["cells"]:
            _, *arguments = shlex.split(cell["repeat"]["tlsmatrix"])
            again = json.loads(self.tlsmatrix(*arguments, "--format", "json").out)
            self.assertEqual([it["id"] for it in again["cells"]], [cell["id"]])

    def test_a_temporary_directory_that_is_not_there_is_one_sentence(self):
        output = self.directory / "out.json"
        run = self.tlsmatrix(
            *("matrix", *HOLES, "--format", "json", "--output", output),
            env=self.environment | {"TMPDIR": str(self.directory / "nowhere")},
        )
        self.assert_complains(run, "TMPDIR")
        self.assertFalse(output.exists())

    def test_openssls_own_tools_do_the_same(self):
        openssl = support.need_peer("openssl")
        cells = json.loads(
            self.matrix(
                *("--clients", "1.0-1.1; 1.2; 1.0,1.2", "--servers", "1.0; 1.2+; 1.0,1.2"),
                *("--engine", "openssl", "--format", "json"),
            ).out
        )["cells"]
        cells += json.loads(
            self.matrix(
                *("--clients", "1.1; 1.3", "--servers", "1.1; 1.2+", "--engine", "openssl"),
                *("--axis", "verify-client=optional,required", "--axis", "scsv=all"),
                *("--axis", "client-certificate=none,trusted", "--format", "json"),
            ).out
        )["cells"]
        for cell in cells:
            # s_client leaves once its handshake is complete, maybe before the alert has come.
            if cell["saw"]["client"].get("alert") == "certificate_required":
                continue
            with self.subTest(cell["id"]):
                server, client = (shlex.split(it)[1:] for it in cell["repeat"]["openssl"])
                self.assertEqual(
                    self.openssl_negotiates(openssl, server, client),
                    cell["saw"]["client"].get("version"),
                )

    def openssl_negotiates(self, openssl, server, client):
        """The version that s_client comes to at s_server, both with these arguments; or None."""
        server[server.index("-accept") + 1] = "127.0.0.1:0"
        process, port = s_server.start(self, openssl, *server)
        client[client.index("-connect") + 1] = f"127.0.0.1:{port}"
        run = self.peer(openssl, *client, cwd=self.certificates())
        s_server.stop(process)
        found = re.search(r"^ *Protocol *: TLSv(1(?:\.\d)?)$|^New, TLSv1.3,", run.out, re.MULTILINE)
        if run.code != 0 or not found:
            return None
        return "1.0" if found.group(1) == "1" else found.group(1) or "1.3"

    def test_what_is_wrong_is_in_every_report(self):
        needles = {
            "table": "repeat it: tlsmatrix matrix --clients 1.2",
            "junit": "<error message=",
            "markdown": "- broken `client=1.2/exact server=1.2/exact`",
            "csv": '"broken"',
            "html": 'data-verdict="broken"',
        }
        few = ("--clients", "1.2", "--servers", "1.2", "--engine", "exact", "--format")
        limit = limited(self.descriptors_that_break_cells((*few, "json")))
        for name, needle in needles.items():
            with self.subTest(name):
                self.assertIn(needle, self.matrix(*few, name, code=1, preexec_fn=limit).out)

    def test_output_is_whole_or_absent(self):
        few = ("--clients", "1.3", "--servers", "1.3", "--format", "json")
        target = self.directory / "report.json"
        target.write_text("of yesterday")
        os.link(target, self.directory / "yesterday")
        run = self.matrix(*few, "--output", target)
        self.assertEqual((run.out, run.err), ("", ""))
        self.assertEqual(json.loads(target.read_text())["summary"]["passed"], 2)
        # It was put in the old one's place, not written over it.
        self.assertEqual((self.directory / "yesterday").read_text(), "of yesterday")
        self.assertEqual(sorted(os.listdir(self.directory)), ["report.json", "yesterday"])

        missing = self.directory / "nowhere" / "report.json"
        self.assert_complains(self.matrix(*few, "--output", missing, code=2), str(missing))
        self.assertEqual(sorted(os.listdir(self.directory)), ["report.json", "yesterday"])

        # It is found before the run: with so few descriptors not even a server would start.
        run = self.tlsmatrix("matrix", "--output", missing, preexec_fn=limited(4))
        self.assert_complains(run, str(missing))

    def test_output_to_a_link_goes_where_it_points(self):
        # /dev/stdout is such a link: putting a file in its place would take it from everybody.
        target, link = self.directory / "target", self.directory / "link"
        target.write_text("")
        link.symlink_to(target)
        self.matrix("--clients", "1.3", "--servers", "1.3", "--output", link)
        self.assertTrue(link.is_symlink())
        self.assertIn("2 of 2 cells as predicted", target.read_text())

    def test_a_full_disk_is_told(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("there is no /dev/full here")
        with open("/dev/full", "wb") as full:
            process = subprocess.run(
                [PROGRAM, "matrix", "--clients", "1.3", "--servers", "1.3"],
                env=self.environment,
                stdout=full,
                stderr=subprocess.PIPE,
                timeout=support.PATIENCE,
                check=False,
            )
        self.assertEqual(process.returncode, 2)
        self.assertRegex(process.stderr.decode(), r"\Atlsmatrix: cannot write [^\n]*\n\Z")


if __name__ == "__main__":
    support.main()
