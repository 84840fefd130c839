"""Standard streams that cannot be written to: the exit code is what it would have been."""

import os

import support
from support import LOOPBACK, PROGRAM


def full():
    os.dup2(os.open("/dev/full", os.O_WRONLY), 2)


def closed():
    os.close(2)


def unread():
    reader, writer = os.pipe()
    os.dup2(writer, 2)
    os.close(reader)


# What a process does first, to be left with such a standard error.
SILENCERS = {"full": full, "closed": closed, "a pipe that nobody reads": unread}

# Every command line here has something to say on standard error; and its exit code.
TALKATIVE = [
    (["request", "nothing"], 2),
    (["frobnicate"], 2),
    ([], 2),
    (["request", "https://127.0.0.1:1/", "-k", "--receipt"], 2),
    (["scan", "127.0.0.1:1"], 2),
    (["matrix", "--clients", "1.3", "--servers", "1.3", "--waive", "client=1.3/*=ok"], 1),
    (["matrix", "--clients", "1.3", "--servers", "1.3", "--shard", "2/1"], 2),
]


class StandardStreamsTest(support.ProgramTest):
    def test_an_exit_code_does_not_depend_on_who_can_be_told(self):
        for arguments, code in TALKATIVE:
            told = self.tlsmatrix(*arguments)
            self.assertEqual(told.code, code, told)
            self.assertNotEqual(told.err, "")
            for name, silence in SILENCERS.items():
                with self.subTest(f"{' '.join(arguments)}, {name}"):
                    run = self.tlsmatrix(*arguments, preexec_fn=silence)
                    self.assertEqual((run.code, run.err), (code, ""), run)

    def silenced(self, redirection, *arguments):
        """A server whose shell has redirected its standard error."""
        script = f'exec "$0" "$@" {redirection}'
        return self.serve("--listen", LOOPBACK, *arguments,
                          command=("sh", "-c", script, PROGRAM, "serve"))  # fmt: skip

    def test_a_server_that_cannot_say_that_it_is_ready_serves(self):
        for redirection in ("2>/dev/full", "2>&-"):
            with self.subTest(redirection):
                server = self.silenced(redirection, "--ephemeral")
                run = self.tlsmatrix("request", "--ca", server.ca_file, server.url("/healthz"))
                self.assertEqual(run.code, 0, run)
                server.stop()

    def test_what_is_said_for_a_closed_standard_error_is_in_no_other_file(self):
        log = self.directory / "access.log"
        self.silenced("2>&-", "--log-file", log).stop()
        self.assertEqual(log.read_text(), "")

    def test_a_result_for_a_closed_standard_output_is_an_error_and_in_no_other_file(self):
        run = self.tlsmatrix(
            "explain", "--client", "1.2", "--server", "1.2", preexec_fn=lambda: os.close(1)
        )
        self.assert_complains(run, "standard output", "closed")


if __name__ == "__main__":
    support.main()
