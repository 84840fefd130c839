"""Help, as people read it: in groups, as wide as the terminal, with examples that work, and nothing of the parser's."""

import os
import pty
import re
import struct
import subprocess
import termios

import support

# What the help of a command is compared with, at each of these widths. Renewed by COLUMNS=60 tlsmatrix help relay, and so on.
SNAPSHOTS = support.REPOSITORY / "tests" / "programs" / "snapshots"
SNAPSHOT_COMMAND = "merge"
WIDTHS = (60, 80, 100, 200)
WIDEST = 100  # beyond, lines are hard to read


def commands_of(text):
    return re.findall(r"(?m)^  (\w+)", text.split("Commands:\n")[1].split("\n\n")[0])


class HelpTest(support.ProgramTest):
    def help_of(self, *words, columns=80):
        run = self.tlsmatrix("help", *words, env={**self.environment, "COLUMNS": str(columns)})
        self.assertEqual((run.code, run.err), (0, ""), run)
        return run.out

    def commands(self):
        found = commands_of(self.help_of())
        self.assertGreater(len(found), 12)
        return found

    def test_help_and_the_flag_say_the_same(self):
        for command in ["", *self.commands()]:
            words = [command] if command else []
            for flag in ("--help", "-h"):
                run = self.tlsmatrix(*words, flag, env={**self.environment, "COLUMNS": "80"})
                self.assertEqual((run.code, run.out, run.err), (0, self.help_of(*words), ""))

    def test_nothing_of_the_parser_is_in_it(self):
        for command in ["", *self.commands()]:
            told = self.help_of(*([command] if command else []))
            for word in ("UINT", "INT:", "TEXT:{", "FLOAT", " in [", "Excludes:", "Needs:", "REQUIRED", "OPTIONS", "SUBCOMMAND"):
                self.assertNotIn(word, told, command)

    def test_no_line_is_wider_than_the_terminal(self):
        for columns in WIDTHS:
            for command in ["", *self.commands()]:
                for line in self.help_of(*([command] if command else []), columns=columns).splitlines():
                    is_kept = re.match(r"  (?:tlsmatrix |[A-Z_]{4}|[a-z]+ {3})| {6,}", line) and "  -" not in line
                    if not is_kept:
                        self.assertLessEqual(len(line), min(columns, WIDEST), f"{command} at {columns}")

    def test_it_looks_as_in_the_snapshots(self):
        for columns in WIDTHS:
            with self.subTest(columns):
                expected = (SNAPSHOTS / f"help_{SNAPSHOT_COMMAND}_{columns}.txt").read_text()
                self.assertEqual(self.help_of(SNAPSHOT_COMMAND, columns=columns), expected)

    def test_a_terminal_says_how_wide_it_is(self):
        for columns in (60, 100):
            master, slave = pty.openpty()
            self.addCleanup(os.close, master)
            termios.tcsetwinsize(slave, (24, columns))
            environment = {name: value for name, value in self.environment.items() if name != "COLUMNS"}
            child = subprocess.Popen([support.PROGRAM, "help", SNAPSHOT_COMMAND], stdin=subprocess.DEVNULL, stdout=slave,
                                     stderr=slave, env=environment)  # fmt: skip
            os.close(slave)
            told = b""
            while True:
                try:
                    some = os.read(master, 65536)
                except OSError:  # the terminal's other side is gone
                    break
                if not some:
                    break
                told += some
            self.assertEqual(child.wait(support.PATIENCE), 0)
            expected = (SNAPSHOTS / f"help_{SNAPSHOT_COMMAND}_{columns}.txt").read_text()
            self.assertEqual(told.decode().replace("\r\n", "\n"), expected)

    def test_each_ends_with_examples_whose_flags_are_known(self):
        for command in self.commands():
            told = self.help_of(command)
            examples = re.split(r"(?m)^Examples?:\n", told)
            self.assertEqual(len(examples), 2, command)
            lines = examples[1].splitlines()
            self.assertTrue(lines, command)
            for line in lines:
                self.assertRegex(line, rf"^  tlsmatrix {command}\b", told)
                for flag in re.findall(r" (--?[a-z][a-z-]*)", line.split(" -- ")[0]):
                    self.assertIn(flag, examples[0], line)

    def test_who_cannot_be_told_is_no_success(self):
        for words in (["--help"], ["serve", "--help"], ["help"], ["help", "serve"], ["--version"], ["-V"]):
            with self.subTest(words), open("/dev/full", "w") as full:
                done = subprocess.run([support.PROGRAM, *words], stdout=full, stderr=subprocess.PIPE, text=True,
                                      env=self.environment, timeout=support.PATIENCE)  # fmt: skip
                self.assertEqual(done.returncode, 2)
                self.assertIn("standard output", done.stderr)

    def test_topics(self):
        told = self.help_of("help")
        topics = re.findall(r"(?m)^  (\w+) {2,}", told.split("topics:\n")[1].split("\n\n")[0])
        self.assertEqual(topics, ["sets", "log", "codes", "files", "environment"])
        for topic in topics:
            self.assertTrue(self.help_of(topic).strip())
        self.assertIn("$tls_cause", self.help_of("log"))

    def test_quiet(self):
        for words, said in ((["-q"], False), ([], True)):
            server = self.serve("--ephemeral", "--listen", support.LOOPBACK, *words)
            server.stop()
            self.assertEqual("clients trust" in server.errors(), said)
        run = self.tlsmatrix("request", "-q", "https://127.0.0.1:1/")
        self.assertEqual(run.code, 2)
        self.assertIn("127.0.0.1:1", run.err)  # what is wrong is said all the same


if __name__ == "__main__":
    support.main()
