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

    def test_every_option_of_every_command_is_in_it(self):
        page = self.page().replace("\\-", "-")
        for command in ("serve", "matrix", "request", "explain", "certs", "doctor", "completion"):
            section = page.split(f'.SS "tlsmatrix {command} ')[1].split("\n.S")[0]
            told = self.tlsmatrix(command, "--help").out
            options = re.findall(r"(?m)^  (?:-\w,)?(--[a-z-]+)", told)
            self.assertTrue(options)
            for option in options:
                self.assertIn(f"\\fB{option}\\fR", section, command)

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
