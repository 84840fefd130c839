"""Files without an end, too large, or that nobody writes or reads: a sentence each, in time."""

import os
import pathlib
import resource
import signal
import subprocess
import threading

import support
from support import LOOPBACK

SERVE = ("serve", "--listen", LOOPBACK)
REQUEST = ("request", "https://127.0.0.1:1/")

# What reads a file, its command line, and how many bytes the file may have. {file} is the file,
# {certs} a directory of `tlsmatrix certs`.
INPUTS = [
    ("report", ["merge", "{file}"], 256 << 20),
    ("report to write again", ["report", "{file}"], 256 << 20),
    ("matrix", ["matrix", "{file}"], 1 << 20),
    ("data", [*REQUEST, "-k", "--data", "@{file}"], 64 << 20),
    ("ca", [*REQUEST, "--ca", "{file}"], 1 << 20),
    ("certificate", [*REQUEST, "-k", "--cert", "{file}"], 1 << 20),
    ("key", [*REQUEST, "-k", "--cert", "{certs}/server-rsa.pem", "--key", "{file}"], 1 << 20),
    ("server's certificate", [*SERVE, "--cert", "{file}", "--key", "{certs}/server-rsa.key"], 1 << 20),
    ("server's key", [*SERVE, "--cert", "{certs}/server-rsa.pem", "--key", "{file}"], 1 << 20),
]

# What writes a file, where a FIFO that nobody reads is no reason to wait.
OUTPUTS = [
    ("log", [*SERVE, "--log-file", "{file}"]),
    ("key log", [*SERVE, "--keylog", "{file}"]),
]


class BoundsTest(support.ProgramTest):
    def filled_in(self, arguments, file):
        names = {"{file}": str(file), "{certs}": str(self.certificates())}
        for name, value in names.items():
            arguments = [word.replace(name, value) for word in arguments]
        return arguments

    def test_an_input_without_an_end_costs_a_sentence(self):
        for name, arguments, most in INPUTS:
            if "key" in name:
                continue  # /dev/zero is open to all, and refused for that
            with self.subTest(name):
                run = self.tlsmatrix(*self.filled_in(arguments, "/dev/zero"))
                self.assert_complains(run, "/dev/zero", f"larger than {most >> 20} MiB")

    def test_an_input_of_one_byte_too_many_costs_a_sentence(self):
        for number, (name, arguments, most) in enumerate(INPUTS):
            with self.subTest(name):
                file = self.directory / f"large-{number}"
                with open(file, "wb") as made:
                    made.truncate(most + 1)
                file.chmod(0o600)
                run = self.tlsmatrix(*self.filled_in(arguments, file))
                self.assert_complains(run, file.name, f"larger than {most >> 20} MiB")
                os.truncate(file, most)
                run = self.tlsmatrix(*self.filled_in(arguments, file))
                self.assertNotIn("larger than", run.err, run)
                file.unlink()

    def test_an_input_from_a_pipe_is_read_to_its_end(self):
        pem = (self.certificates() / "ca.pem").read_bytes()
        server = self.serve(*SERVE[1:], "--ephemeral")
        fifo = self.directory / "fifo"
        os.mkfifo(fifo, 0o600)
        writer = threading.Thread(target=fifo.write_bytes, args=(pem,))
        writer.start()
        run = self.tlsmatrix("request", server.url(), "--ca", fifo)
        writer.join()
        self.assertEqual(run.code, 1, run)  # it was read, and is another server's
        self.assertIn("certificate", run.err)

    def test_an_output_that_nobody_reads_costs_a_sentence(self):
        for number, (name, arguments) in enumerate(OUTPUTS):
            with self.subTest(name):
                fifo = self.directory / f"fifo-{number}"
                os.mkfifo(fifo, 0o600)
                run = self.tlsmatrix(*self.filled_in(arguments, fifo))
                self.assert_complains(run, fifo.name, "nobody reads it")

    def test_a_log_that_nobody_reads_any_more_is_not_waited_for_at_a_rotation(self):
        fifo = self.directory / "fifo"
        os.mkfifo(fifo)
        reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
        server = self.serve(*SERVE[1:], "--log-file", fifo)
        os.close(reader)
        server.signal(signal.SIGHUP)
        support.wait_for(lambda: "nobody reads it" in server.errors(), "it says so")
        self.assertEqual(self.curl(server, server.url("/healthz")).out, "ok\n")
        server.stop()

    def test_a_server_can_be_ended_while_it_starts(self):
        """What it waits for never comes: a reader of its ready file, a writer of its certificate."""
        for name, waits, arguments in [
            ("ready file", catches_term, [*SERVE, "--ready-file", "{file}"]),
            ("certificate", reads_fifo, [*SERVE, "--cert", "{file}", "--key", "{certs}/server-rsa.key"]),
        ]:
            with self.subTest(name):
                fifo = self.directory / f"fifo-{name.split()[0]}"
                os.mkfifo(fifo, 0o600)
                process = subprocess.Popen(
                    [support.PROGRAM, *self.filled_in(arguments, fifo)],
                    env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                )  # fmt: skip
                self.addCleanup(process.kill)
                # TERM comes before it waits or while it does: it ends in either case.
                support.wait_for(lambda: waits(process.pid), "it comes as far as that")
                process.terminate()
                _, errors = process.communicate(timeout=support.PATIENCE)
                self.assertIn(process.returncode, (-signal.SIGTERM, 2), errors)

    def test_no_regular_file_in_the_state_directory_is_waited_for(self):
        environment = {**self.environment, "XDG_STATE_HOME": str(self.directory / "state")}
        self.serve(*SERVE[1:], "--key-type", "ecdsa", environment=environment).stop()
        kept = [path for path in (self.directory / "state").rglob("*") if path.is_file()]
        self.assertGreaterEqual(len(kept), 4, kept)
        for path in kept:
            with self.subTest(path.name):
                content = path.rename(path.with_suffix(".aside"))
                os.mkfifo(path, 0o600)
                run = self.tlsmatrix(*SERVE, "--key-type", "ecdsa", env=environment)
                self.assert_complains(run, path.name, "no regular file")
                path.unlink()
                content.rename(path)


class DescriptorsTest(support.ProgramTest):
    """Where descriptors run out: sentences of our own, and no verdict of what was not driven."""

    def bounded(self, descriptors, *arguments):
        limit = (descriptors, descriptors)
        return self.tlsmatrix(
            *arguments, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, limit)
        )

    def assert_in_words(self, run):
        for noise in ("unexpected failure", "boost", "[system:", "this user may run"):
            self.assertNotIn(noise, run.out + run.err, run)

    def test_a_cell_that_was_not_driven_has_not_failed(self):
        some = ("matrix", "--clients", "pinned", "--servers", "pinned", "--engine", "exact")
        for descriptors in (8, 12, 20, 40):
            for axis in ((), ("--axis", "transport=relay")):
                with self.subTest(descriptors=descriptors, axis=axis):
                    run = self.bounded(descriptors, *some, *axis)
                    self.assert_in_words(run)
                    self.assertNotRegex(run.out, r"[1-9]\d* failed", run)

    def test_what_cannot_start_says_which_limit_to_raise(self):
        for descriptors in (8, 12, 20, 32, 40):
            with self.subTest(descriptors=descriptors):
                run = self.bounded(descriptors, "check", "--timeout", "1", "--", "true")
                self.assert_in_words(run)
                self.assertIn(run.code, (0, 1, 2), run)
                if run.code == 2:
                    self.assertIn("ulimit -n", run.err, run)


def catches_term(pid):
    with open(f"/proc/{pid}/status") as status:
        masks = dict(line.split(":\t") for line in status if ":\t" in line)
    return int(masks["SigCgt"], 16) & 1 << signal.SIGTERM - 1 != 0


def reads_fifo(pid):
    descriptors = pathlib.Path(f"/proc/{pid}/fd")
    return any("fifo" in os.readlink(each) for each in descriptors.iterdir())


if __name__ == "__main__":
    support.main()
