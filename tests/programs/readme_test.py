"""README.md says what the program says: its exit codes, the session, its commands, the schemas."""

import re

import support

README = (support.REPOSITORY / "README.md").read_text()
CONTRIBUTING = (support.REPOSITORY / "CONTRIBUTING.md").read_text()


class ReadmeTest(support.ProgramTest):
    def test_the_exit_codes_are_those_of_the_help(self):
        codes = re.findall(r"(?m)^\| (\d+) \|", README)
        self.assertEqual(codes, ["0", "1", "2", "125", "130", "141"])
        told = self.tlsmatrix("--help").out.split("Exit codes:")[1]
        self.assertEqual(re.findall(r"\b(\d+) ", told), codes)
        for text in (README, CONTRIBUTING, told):
            interrupted = re.search(r"\b130\b[^.;]*", text).group()
            self.assertIn("matrix", interrupted)
            self.assertIn("check", interrupted)

    def test_every_command_has_a_row(self):
        told = self.tlsmatrix("--help").out.split("Subcommands:\n")[1].split("\n\n")[0]
        commands = re.findall(r"(?m)^  (\w+)", told)
        self.assertIn("serve", commands)
        table = README.split("## The commands\n")[1].split("\n## ")[0]
        self.assertEqual(sorted(re.findall(r"(?m)^\| `(\w+)` \|", table)), sorted(commands))

    def test_every_schema_is_among_the_documents(self):
        row = next(line for line in README.splitlines() if line.startswith("| `docs/` |"))
        for schema in (support.REPOSITORY / "docs").glob("*.schema.json"):
            self.assertIn(f"(docs/{schema.name})", row)

    def test_a_first_start_of_serve_says_what_the_session_shows(self):
        place = self.directory / "home"
        place.mkdir()
        server = self.serve(
            *("--tls", "1.1", "--listen", support.LOOPBACK),
            environment=support.environment(place),
        )
        server.stop()  # the listeners are told after the ready file is there
        made, each, _, trust = server.errors().splitlines()
        session = README.split("serve --tls 1.1\n")[1].splitlines()
        self.assertEqual(made, session[0])
        self.assertEqual(each.split(": ")[1], session[1].split(": ")[1])
        self.assertEqual(trust, f"clients trust {server.ca_file}")
        self.assertTrue(session[3].startswith("clients trust "), session)


if __name__ == "__main__":
    support.main()
