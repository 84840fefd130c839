"""`tlsmatrix man`: a manual page that says what the help says, and that troff accepts."""

import re
import subprocess

import support


class ManTest(support.ProgramTest):
    def page(self):
        run = self.tlsmatrix("man")
        self.assertEqual((run.code, run.err), (0, ""), run)
        return run.out

    def test_it_is_a_manual_page(self):
        page = self.page()
        self.assertIn('.TH TLSMATRIX 1 "" "tlsmatrix ', page)
        self.assertIn(".SH NAME\ntlsmatrix \\- TLS version bench\n", page)
        for section in ("SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS"):
            self.assertIn(f".SH {section}\n", page)
        self.assertIn('.SH "EXIT CODES"\n', page)

    def section(self, page, command):
        return page.split(f'.SS "tlsmatrix {command} ')[1].split("\n.S")[0]

    def commands(self):
        told = self.tlsmatrix("--help").out.split("Commands:\n")[1].split("\n\n")[0]
        return re.findall(r"(?m)^  (\w+)", told)

    def test_help_and_manual_have_the_same_flags_of_the_same_commands(self):
        page = self.page().replace("\\-", "-")
        self.assertEqual(re.findall(r'(?m)^\.SS "tlsmatrix (\w+) ', page), self.commands())
        for command in self.commands():
            told = self.tlsmatrix(command, "--help").out.split("\nExample")[0]
            rows = re.findall(r"(?m)^  (?:    )?(-[^ ].*?)(?:  |$)", told)
            flags = {flag for row in rows for flag in re.findall(r"(?<![\w-])--?[A-Za-z][\w-]*", row)}
            written = set(re.findall(r"\\fB(-[^\\]+)\\fR", self.section(page, command)))
            self.assertTrue(flags, command)
            self.assertEqual(written, flags, command)

    def test_help_and_manual_have_the_same_topics_codes_files_and_variables(self):
        page = self.page().replace("\\-", "-").replace("\\(ti", "~").replace("\\(aq", "'")
        for title, topic in (("VERSION SETS", "sets"), ("ACCESS LOG", "log"), ("EXIT STATUS", "codes"), ("FILES", "files"),
                             ("ENVIRONMENT", "environment")):  # fmt: skip
            written = re.sub(r"(?m)^\.\w+\n|\\&", "", page.split(f'.SH "{title}"\n')[1].split("\n.SH")[0] + "\n")
            told = self.tlsmatrix("help", topic).out
            self.assertEqual(written.split(), told.split(), topic)
        codes = re.findall(r"(?m)^  (\d+) ", self.tlsmatrix("help", "codes").out)
        self.assertEqual(codes, ["0", "1", "2", "125", "130", "141"])

    def test_each_variable_that_is_read_is_named(self):
        told = self.tlsmatrix("help", "environment").out
        read = set()
        for source in support.REPOSITORY.glob("*/**/*.cpp"):
            if source.relative_to(support.REPOSITORY).parts[0] in ("tests", "build", "fuzz", "bench", "fixtures", "scripts"):
                continue
            text = source.read_text()
            read |= set(re.findall(r'(?:getenv|envname|variable_text|absolute_path_in)\("(\w+)"\)', text))
            read |= set(re.findall(r'"(\w+_(?:INDEX|SHARDS|TOTAL))"', text))
        self.assertGreater(len(read), 8)
        self.assertEqual([name for name in sorted(read) if not re.search(rf"\b{name}\b", told)], [])

    def test_each_log_variable_is_in_it(self):
        source = (support.REPOSITORY / "server" / "log" / "log_facts.cpp").read_text()
        variables = re.findall(r'Fact\{"(\w+)"', source)
        self.assertGreater(len(variables), 30)
        told = re.findall(r"\$(\w+)", self.tlsmatrix("help", "log").out)
        self.assertEqual([name for name in told if name not in ("name", "http_NAME")], variables)

    def test_values_and_defaults(self):
        page = self.page().replace("\\-", "-")
        for entry in (
            "\\fB-d\\fR, \\fB--data\\fR \\fITEXT\\fR\n",
            "\\fB--holes\\fR \\fIruns|retry|refuse\\fR\n",
            "threads that serve connections; 1 to 64 (default: 1)\n",
            "\\fISHELL\\fR\nthe shell they are for: bash, zsh, fish\n",
        ):
            self.assertIn(entry, page)

    def test_the_command_itself_is_for_packages_alone(self):
        self.assertNotRegex(self.tlsmatrix("--help").out, r"(?m)^ +man ")
        self.assertNotIn(", man", self.tlsmatrix().err)
        self.assertNotIn('"tlsmatrix man ', self.page())

    def test_troff_has_no_complaint(self):
        groff = support.need_peer("groff")
        done = subprocess.run(
            [groff, "-man", "-Tascii", "-ww", "-z"],
            input=self.page(), env=self.environment, capture_output=True, text=True,
            timeout=support.PATIENCE,
        )  # fmt: skip
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    support.main()
