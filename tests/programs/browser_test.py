"""The live page in a real Chromium: what its rows show is what the access lines say."""

import json
import os
import pathlib

import support
from chromium import Chromium
from support import LOCALHOST, VERSIONS

ROWS = """Array.from(document.querySelectorAll("tr[data-url]"), function (row) {
  return { port: Number(row.dataset.port), name: row.dataset.name, kind: row.className,
           result: row.querySelector(".result").textContent,
           why: row.querySelector(".why").textContent }; })"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class BrowserTest(support.ProgramTest):
    def serve_all(self):
        pins = [flag for each in VERSIONS for flag in ("--pin", f"{each}={LOCALHOST}")]
        return self.serve(*pins, "--pin", f"all={LOCALHOST}", "--log-format", "json")

    def browser(self, *flags):
        made = Chromium(self.directory / f"chromium{''.join(flags)}", *flags)
        self.addCleanup(made.__exit__)
        return made

    def rows(self, server, browser):
        browser.open(f"https://localhost:{server.listeners[-1]['port']}/")
        browser.wait_for("document.body && document.body.dataset.done")
        self.assertEqual(browser.errors, [])
        return {(row["port"], row["name"]): row for row in browser.evaluate(ROWS)}

    def test_the_page_tells_what_the_log_says_at_every_pin_and_name(self):
        server = self.serve_all()
        rows = self.rows(server, self.browser())
        self.assertEqual(len(rows), 20)
        ports = {listener["name"]: listener["port"] for listener in server.listeners}
        lines = [json.loads(line) for line in server.log()]
        for (port, name), row in rows.items():
            told = [
                line
                for line in lines
                if ports[line["listener"]] == port and line["server_name"] == name
            ]
            with self.subTest(port=port, name=name):
                self.assertTrue(told, row)
                if told[-1]["outcome"] == "negotiated":
                    self.assertEqual(row["kind"], "good", row)
                    self.assertIn(told[-1]["cipher"], row["result"])
                else:
                    self.assertEqual(row["kind"], "bad", row)
                    self.assertIn(told[-1]["alert"], row["result"])
                    self.assertEqual(told[-1]["cause"], row["why"])

    def test_a_browser_that_is_limited_is_told_so(self):
        for flags, good in (
            ((), ["1.2", "1.3"]),
            (("--ssl-version-min=tls1.3",), ["1.3"]),
            (("--ssl-version-max=tls1.2",), ["1.2"]),
        ):
            with self.subTest(flags):
                server = self.serve_all()
                rows = self.rows(server, self.browser(*flags))
                accepted = [
                    each
                    for each in VERSIONS
                    if rows[(server.port(each), "localhost")]["kind"] == "good"
                ]
                self.assertEqual(accepted, good)

    def test_a_report_by_token_fills_as_clients_come(self):
        server = self.serve_all()
        browser = self.browser()
        browser.open(f"https://localhost:{server.listeners[-1]['port']}/new")
        browser.wait_for("location.pathname.startsWith('/report/')")
        browser.wait_for("document.getElementById('state').textContent.startsWith('What comes')")
        token = browser.evaluate("location.pathname").rsplit("/", 1)[1]
        port = server.port("1.2")
        where = f"{token}.report.localhost:{port}"
        flags = ("--resolve", f"{where}:127.0.0.1", "--tlsv1.3")
        self.assertEqual(self.curl(server, *flags, f"https://{where}/").code, 35)
        browser.wait_for("document.querySelectorAll('#rows tr').length == 1")
        row = browser.evaluate("document.getElementById('rows').textContent")
        self.assertIn("refused by the server: protocol_version", row)
        self.assertEqual(browser.errors, [])

    def test_it_fits_a_phone_and_a_screen_light_and_dark(self):
        """TLSMATRIX_PICTURES names a folder that keeps the pictures."""
        folder = pathlib.Path(os.environ.get("TLSMATRIX_PICTURES") or self.directory)
        browser = self.browser()
        self.rows(self.serve_all(), browser)
        for width in (390, 1280):
            for dark in (False, True):
                picture = folder / f"live-{width}{'-dark' if dark else ''}.png"
                picture.write_bytes(browser.look(width, dark))
                self.assertFalse(browser.evaluate(SIDEWAYS), f"it is wider than {width}")


if __name__ == "__main__":
    support.main()
