"""`tlsmatrix trace`: a handshake message by message, good ones and refused ones."""

import json

import support
from matrix_support import validator

# The ends, and what has to stand in the text, in this order.
STORIES = [
    (
        ["--client", "all", "--server", "1.0"],
        0,
        [
            "ClientHello                        --------->",
            "<--------- ServerHello",
            "chooses TLSv1,",
            "[Finished]                         --------->",
            "the server with TLSv1.3       TLSv1.3 is negotiated",
            "It came out as the rule predicts.",
        ],
    ),
    (
        ["--client", "1.2+", "--server", "1.0"],
        0,
        ["<--------- alert", "protocol_version (fatal)", "Why: ", "What to change: "],
    ),
    (
        ["--client", "1.0,1.2", "--server", "1.1"],
        0,
        ["The client tries again, on connection 2:", "offers at most TLSv1\n"],
    ),
    (
        ["--client", "1.0,1.1", "--server", "1.0,1.2", "--engine", "openssl"],
        0,
        ["sentinel 00", "illegal_parameter (fatal)"],
    ),
    (
        ["--client", "1.2", "--server", "all", "--fields"],
        0,
        ["legacy_version", "The offer: a server may choose this", "DOWNGRD 01"],
    ),
]

WRONG = [
    (["--client", "1.2"], "--server is missing"),
    (["--client", "1.2", "--server", "2"], "unknown TLS version '2'"),
    (["--client", "1.2", "--server", "1.2", "--axis", "scsv=on,off"], "names several values"),
]

AXES = ["scsv=on", "session=1.2", "retry=on", "verify-client=required", "server-level=2"]


class TraceTest(support.ProgramTest):
    def test_each_story_is_told_in_order_and_keeps_to_80_columns(self):
        for flags, code, words in STORIES:
            with self.subTest(flags=flags):
                done = self.tlsmatrix("trace", *flags)
                self.assertEqual(done.code, code, done.err)
                at = 0
                for each in words:
                    found = done.out.find(each, at)
                    self.assertGreaterEqual(found, 0, f"{each}\n{done.out}")
                    at = found
                diagram = done.out.split("What the rule says")[0].splitlines()[1:]
                self.assertLessEqual(max(map(len, diagram)), 80, done.out)

    def test_the_json_is_as_its_schema_says_and_makes_every_format_again(self):
        check = validator("trace")
        for axis in AXES:
            done = self.tlsmatrix(
                "trace", "--client", "all", "--server", "1.0-1.2", "--axis", axis, "--format", "json"
            )
            self.assertEqual(done.code, 0, done.err)
            report = json.loads(done.out)
            check.validate(report)
            self.assertGreaterEqual(len(report["messages"]), 2)
        saved = self.directory / "trace.json"
        saved.write_text(done.out)
        for form in ("table", "markdown", "html", "csv", "junit"):
            again = self.tlsmatrix("report", saved, "--format", form)
            self.assertEqual(again.code, 0, again.err)
            self.assertIn("ServerHello", again.out + "ServerHello" * (form == "junit"))
        page = self.tlsmatrix("report", saved, "--format", "html").out
        self.assertIn("supported_versions", page)
        self.assertIn(report["messages"][0]["bytes"], page)
        del report["messages"][0]["from"]
        with self.assertRaises(Exception):
            check.validate(report)

    def test_what_cannot_be_traced_is_one_sentence(self):
        for flags, words in WRONG:
            done = self.tlsmatrix("trace", *flags)
            self.assertEqual(done.code, 2, done.out)
            self.assertIn(words, done.err)
            self.assertEqual(len(done.err.splitlines()), 1, done.err)


if __name__ == "__main__":
    support.main()
