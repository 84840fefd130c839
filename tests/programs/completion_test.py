"""`tlsmatrix completion`: scripts that shells accept, and what bash offers by them."""

import support

# Calls the function as bash would, with the words it would part the line into.
ASK_BASH = """
source "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_tlsmatrix
printf '%s\\n' "${COMPREPLY[@]}"
"""


class CompletionTest(support.ProgramTest):
    def script(self, shell):
        run = self.tlsmatrix("completion", shell)
        self.assertEqual((run.code, run.err), (0, ""), run)
        path = self.directory / f"completion.{shell}"
        path.write_text(run.out)
        return path

    def offers(self, *words):
        script = self.script("bash")
        run = self.peer(
            "bash", "-c", ASK_BASH, "bash", script, "tlsmatrix", *words, cwd=self.directory
        )
        self.assertEqual((run.code, run.err), (0, ""), run)
        return run.out.split()

    def test_commands(self):
        self.assertEqual(self.offers("se"), ["serve"])
        offered = self.offers("")
        for command in ("serve", "matrix", "request", "explain", "certs", "--version"):
            self.assertIn(command, offered)
        self.assertNotIn("man", offered)

    def test_options_of_the_command(self):
        self.assertEqual(self.offers("serve", "--exi"), ["--exit-with-parent"])
        self.assertEqual(self.offers("matrix", "--exi"), [])
        self.assertIn("--data", self.offers("request", "--tls", "1.2", "--d"))

    def test_values(self):
        self.assertEqual(self.offers("matrix", "--format", ""), ["table", "json", "junit", "html", "markdown", "csv", "github"])
        self.assertEqual(self.offers("matrix", "--format", "=", "js"), ["json"])
        self.assertEqual(self.offers("matrix", "--format", "="), ["table", "json", "junit", "html", "markdown", "csv", "github"])
        self.assertEqual(self.offers("serve", "--engine", "o"), ["openssl"])
        self.assertEqual(self.offers("serve", "--tls", "1.2"), ["1.2", "1.2+"])
        self.assertEqual(self.offers("serve", "--threads", ""), [])
        self.assertEqual(self.offers("completion", "z"), ["zsh"])

    def test_files_and_directories(self):
        (self.directory / "some.pem").touch()
        (self.directory / "some-folder").mkdir()
        self.assertIn("some.pem", self.offers("request", "--ca", "some"))
        self.assertEqual(self.offers("certs", "some"), ["some-folder"])

    def test_the_shells_accept_them(self):
        for shell in ("bash", "zsh", "fish"):
            with self.subTest(shell):
                script = self.script(shell)
                run = self.peer(support.need_peer(shell), "-n", script)
                self.assertEqual((run.code, run.err), (0, ""), run)

    def test_an_unknown_shell(self):
        self.assert_complains(self.tlsmatrix("completion", "tcsh"), "tcsh", "bash", "zsh", "fish")


if __name__ == "__main__":
    support.main()
