"""README.md says what the program says: its answers, exit codes, the session, its commands, the schemas."""

import re

import support

README = (support.REPOSITORY / "README.md").read_text()
CONTRIBUTING = (support.REPOSITORY / "CONTRIBUTING.md").read_text()


# The questions that people come with, in their order; what is above them; how far down the first may stand.
QUESTIONS = ["My client spoke TLS 1.0", "Gate my client", "What does my server speak?", "A server for my tests", "Teach it",
             "Prove it"]  # fmt: skip
FIRST_WITHIN = 40
MAX_ANSWER_LINES = 12
# What another run, or another machine, has otherwise.
CHANGING = [(r"\d+\.\d+ s\b", "TIME s")]


def section(name):
    return README.split(f"## {name}\n")[1].split("\n## ")[0]


def sessions(text):
    """Each command of a section and the lines that it printed."""
    for block in re.findall(r"(?ms)^```\n\$ (.*?)^```$", text):
        command, *shown = block.splitlines()
        yield command, shown


def without_changing(text):
    for pattern, name in CHANGING:
        text = re.sub(pattern, name, text)
    return text


class AnswersTest(support.ProgramTest):
    """Each command of the answers is run as it stands, and prints what the page shows; `...` stands for lines left out."""

    # What a shell of the reader's would find: the program, and a server that misses 1.1 and 1.3.
    def run_as_shown(self, command):
        place = self.directory / "bin"
        place.mkdir(exist_ok=True)
        program = place / "tlsmatrix"
        if not program.exists():
            program.symlink_to(support.PROGRAM)
        server = self.serve("--tls", "1.0,1.2", "--listen", support.LOOPBACK)
        environment = {**self.environment, "PATH": f"{place}:{self.environment['PATH']}"}
        return self.peer("sh", "-c", command.replace("localhost:8443", f"127.0.0.1:{server.port()}"), env=environment)

    def assert_shown(self, shown, printed):
        """The lines in their order; only where ... stands may others come between."""
        rest, may_skip = printed, False
        for line in shown:
            if line == "...":
                may_skip = True
                continue
            self.assertIn(line, rest, "\n".join(printed))
            if not may_skip:
                self.assertEqual(rest[0], line, "\n".join(printed))
            rest, may_skip = rest[rest.index(line) + 1 :], False
        self.assertTrue(may_skip or not rest, f"more is printed: {rest}")

    def test_each_session_prints_what_is_shown(self):
        for name in QUESTIONS:
            told = list(sessions(section(name)))
            self.assertTrue(told, name)
            for command, shown in told:
                with self.subTest(command):
                    run = self.run_as_shown(command)
                    self.assertNotEqual(run.out, "", run)
                    printed = without_changing(run.out).splitlines()
                    self.assert_shown([without_changing(line) for line in shown], printed)

    def test_the_answers_are_short_and_the_first_is_near_the_top(self):
        lines = README.splitlines()
        self.assertEqual([line[3:] for line in lines if line[3:] in QUESTIONS], QUESTIONS)
        first = lines.index(f"## {QUESTIONS[0]}")
        self.assertLess(first + len(section(QUESTIONS[0]).strip().splitlines()), FIRST_WITHIN)
        for name in QUESTIONS:
            for _, shown in sessions(section(name)):
                picture = any(line.startswith("0123 ") for line in shown)
                self.assertLessEqual(len(shown), 30 if picture else MAX_ANSWER_LINES, name)
            words = re.sub(r"(?ms)^```.*?^```$", "", section(name))
            self.assertLessEqual(len([line for line in words.splitlines() if line]), MAX_ANSWER_LINES // 2, name)

    def test_the_picture_is_the_whole_grid(self):
        picture = [line for line in section("Prove it").splitlines() if re.match(r"[0-3-]{4} [1CS][.0-9]", line)]
        self.assertEqual(len(picture), 15)


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
        told = self.tlsmatrix("--help").out.split("Commands:\n")[1].split("\n\n")[0]
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
