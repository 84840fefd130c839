"""`tlsmatrix run`: servers around a command, which keeps its own terminal, streams and exit code."""

import ctypes
import json
import os
import pathlib
import pty
import select
import signal
import subprocess
import sys

import support
from support import PROGRAM, wait_for

PR_SET_CHILD_SUBREAPER = 36
DEFAULT_SETS = ["1_0", "1_1", "1_2", "1_3", "ALL"]
TRUST = [
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "GIT_SSL_CAINFO",
]
# The environment as JSON, with the files of it that are there.
SHOW = """
import json, os
print(json.dumps({"all": dict(os.environ), "files": [v for v in os.environ.values() if os.path.isfile(v)]}))
"""
# What each version gets from the URL of a set, as Python's ssl sees it.
ASK = """
import os, socket, ssl, sys
sys.path.insert(0, sys.argv[1])
import support
for name in sys.argv[2:]:
    got = []
    for version in support.VERSIONS:
        context = support.client_context(os.environ["TLSMATRIX_CA"], version)
        address = os.environ["TLSMATRIX_HOST"], int(os.environ["TLSMATRIX_PORT_" + name])
        try:
            with context.wrap_socket(socket.create_connection(address), server_hostname="localhost") as it:
                it.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
                it.recv(1)
                got.append(version)
        except ssl.SSLError:
            pass
    print(name, ",".join(got))
"""
# Says its number and that of a child which would outlive it; ends as it is told to.
STAYING = "{trap}; sleep 300 & echo $$ $!; while :; do wait; done"


def is_running(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class RunTest(support.ProgramTest):
    def setUp(self):
        super().setUp()
        self.temporary = self.directory / "tmp"
        self.temporary.mkdir()
        self.environment["TMPDIR"] = str(self.temporary)

    def beside(self, *words, flags=(), **options):
        """`run --key-type ecdsa FLAGS -- WORDS`, after which nothing may be left."""
        run = self.tlsmatrix("run", "--key-type", "ecdsa", *flags, "--", *words, **options)
        self.assert_no_files()
        return run

    def assert_no_files(self):
        self.assertEqual(os.listdir(self.temporary), [], "files are left")

    def shown(self, *flags, **variables):
        self.environment |= variables
        run = self.beside(sys.executable, "-c", SHOW, flags=flags)
        self.assertEqual((run.code, run.err), (0, ""), run)
        return json.loads(run.out)

    def started(self, trap, **options):
        """A run whose command stays, its process, and the numbers that the command has told."""
        process = subprocess.Popen(
            [PROGRAM, "run", "--key-type", "ecdsa", "--pin", "1.2", "--", "sh", "-c",
             STAYING.format(trap=trap)],
            env=self.environment, stdout=subprocess.PIPE, text=True, **options,
        )  # fmt: skip
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process, [int(word) for word in process.stdout.readline().split()]

    def test_the_environment_names_each_server_its_ca_and_its_log_and_no_more(self):
        shown = self.shown()
        ours = {name: text for name, text in shown["all"].items() if name.startswith("TLSMATRIX")}
        names = [f"TLSMATRIX_{kind}_{name}" for kind in ("URL", "PORT") for name in DEFAULT_SETS]
        names += ["TLSMATRIX_" + name for name in ("HOST", "CA", "TRUSTSTORE", "LOG")]
        self.assertEqual(sorted(ours), sorted(names))
        self.assertEqual(ours["TLSMATRIX_HOST"], "127.0.0.1")
        for name in DEFAULT_SETS:
            port = ours["TLSMATRIX_PORT_" + name]
            self.assertEqual(ours["TLSMATRIX_URL_" + name], f"https://127.0.0.1:{port}/")
        for name in ("CA", "TRUSTSTORE", "LOG"):
            self.assertIn(ours["TLSMATRIX_" + name], shown["files"])
        for name in TRUST:
            self.assertEqual(shown["all"][name], ours["TLSMATRIX_CA"])

    def test_a_set_is_spelled_in_its_variable_as_it_was_in_its_pin(self):
        spellings = {
            "1.2": "1_2",
            "TLSv1.1": "1_1",
            "1.0,1.2": "1_0_1_2",
            "1.2,1.0": "1_0_1_2",
            "1.0-1.2": "1_0_1_1_1_2",
            "1.2+": "1_2_UP",
            "1.3+": "1_3_UP",
            "1.0,1.2+": "1_0_1_2_1_3",
            "all": "ALL",
        }
        flags = [word for spelling in spellings for word in ("--pin", spelling)]
        shown = self.shown(*flags)["all"]
        prefix = "TLSMATRIX_URL_"
        got = {name.removeprefix(prefix) for name in shown if name.startswith(prefix)}
        self.assertEqual(got, set(spellings.values()))

    def test_each_server_speaks_its_versions_alone_and_the_log_tells_who_refused(self):
        support.need_peer("python3")
        log = self.directory / "kept.log"
        expected = {"1_0": "1.0", "1_2_UP": "1.2,1.3", "ALL": ",".join(support.VERSIONS)}
        pins = ["--pin", "1.0", "--pin", "1.2+", "--pin", "all", "--log-file", "kept.log"]
        tests = pathlib.Path(__file__).parent
        run = self.beside(sys.executable, "-B", "-c", ASK, tests, *expected, flags=pins)
        self.assertEqual(dict(line.split(" ") for line in run.out.splitlines()), expected, run)
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        self.assertEqual(sum(line["outcome"] == "negotiated" for line in lines), 7)
        refused = [line for line in lines if line["outcome"] == "refused"]
        self.assertEqual({line["alert"] for line in refused}, {"protocol_version"})
        # A hello of TLS 1.2 has no lower bound: the server of 1.0 answers it, and the client refuses.
        self.assertEqual({line["refused_by"] for line in refused}, {"client", "server"})

    def test_its_exit_code_is_the_commands_and_125_where_nothing_was_run(self):
        cases = [
            ("success", ["--", "true"], 0, ""),
            ("a failure", ["--", "sh", "-c", "exit 3"], 3, ""),
            ("a usage error of the command's", ["--", "sh", "-c", "exit 2"], 2, ""),
            ("KILL", ["--", "sh", "-c", "kill -KILL $$"], 137, ""),
            ("PIPE, which this program ignores", ["--", "sh", "-c", "kill -PIPE $$"], 141, ""),
            ("no such program", ["--", "no-such-program"], 125, "cannot run 'no-such-program'"),
            ("no program", ["--", "/etc/passwd"], 125, "cannot run '/etc/passwd'"),
            ("no command", [], 125, "no command is given"),
            ("no version", ["--pin", "1.4", "--", "true"], 125, "unknown TLS version '1.4'"),
            ("an empty set", ["--pin", "", "--", "true"], 125, "write 1.0, 1.1"),
            ("an address", ["--pin", "1.2=127.0.0.1:0", "--", "true"], 125, "unknown TLS version"),
            ("an unknown flag", ["--pins", "1.2", "--", "true"], 125, "--pin"),
            ("an unknown key type", ["--key-type", "dsa", "--", "true"], 125, "--key-type"),
            ("a key that cannot", ["--key-type", "ed25519", "--", "true"], 125, "Ed25519"),
            ("no directory", ["--log-file", "/missing/log", "--", "true"], 125, "/missing/log"),
        ]
        for what, words, code, sentence in cases:
            with self.subTest(what):
                key = [] if "--key-type" in words else ["--key-type", "ecdsa"]
                pin = [] if "--pin" in words or "--key-type" in words else ["--pin", "1.2"]
                run = self.tlsmatrix("run", *key, *pin, *words)
                self.assertEqual((run.code, run.out), (code, ""), run)
                self.assertIn(sentence, run.err)
                self.assertEqual(run.err.count("\n"), 1 if sentence else 0, run)
                self.assert_no_files()

    def test_trust_and_proxies_of_the_suite_stay_where_they_must(self):
        mine = {name: "/my/bundle.pem" for name in TRUST}
        shown = self.shown("--pin", "1.2", "--no-trust", **mine)["all"]
        self.assertEqual({name: shown[name] for name in TRUST}, mine)
        self.assertNotIn("no_proxy", shown)
        proxied = {"https_proxy": "http://proxy:3128", "no_proxy": "intern.example"}
        shown = self.shown("--pin", "1.2", **proxied, TLSMATRIX_URL_1_0="https://outer:1/")["all"]
        self.assertEqual(shown["https_proxy"], "http://proxy:3128")
        self.assertEqual(shown["no_proxy"], "intern.example,127.0.0.1,localhost,::1")
        self.assertEqual(shown["NO_PROXY"], "127.0.0.1,localhost,::1")
        self.assertNotIn("TLSMATRIX_URL_1_0", shown, "an outer run's server is not ours")

    def test_streams_and_descriptors_are_the_commands_own(self):
        reading, writing = os.pipe()
        self.addCleanup(os.close, reading)
        script = "cat; echo error >&2; ls /proc/self/fd | tr '\\n' ' '; echo third >&%d" % writing
        process = subprocess.run(
            [PROGRAM, "run", "--key-type", "ecdsa", "--", "bash", "-c", script],
            env=self.environment, input=b"input\n", capture_output=True, pass_fds=[writing],
            timeout=support.PATIENCE, check=False,
        )  # fmt: skip
        os.close(writing)
        run = support.Run(process)
        self.assertEqual((run.code, run.err), (0, "error\n"), run)
        self.assertEqual(os.read(reading, 100), b"third\n")
        head, descriptors = run.out.splitlines()
        self.assertEqual(head, "input")
        # ls has the directory open beside what it was given.
        self.assertEqual(len(descriptors.split()), 5, f"ours have come along: {descriptors}")

    def test_the_terminal_is_the_commands_own_and_its_interrupt_comes_once(self):
        script = (
            "n=0; trap 'n=$((n + 1)); echo INT $n' INT; trap 'echo $n times; exit 9' USR1; "
            "tty -s && [ -t 1 ] && echo on a terminal; while :; do sleep 0.01; done"
        )
        pid, terminal = pty.fork()
        if pid == 0:
            words = ["run", "--key-type", "ecdsa", "--pin", "1.2", "--", "bash", "-c", script]
            os.execve(PROGRAM, [PROGRAM, *words], self.environment)
        self.addCleanup(os.close, terminal)
        said = b""

        def wait_until_said(text):
            nonlocal said
            while text not in said:
                ready = select.select([terminal], [], [], support.LITTLE_PATIENCE)[0]
                self.assertTrue(ready, f"{text} does not come, only {said}")
                said += os.read(terminal, 1000)

        wait_until_said(b"on a terminal")
        os.write(terminal, b"\x03")
        wait_until_said(b"INT 1")
        os.kill(pid, signal.SIGUSR1)
        wait_until_said(b"1 times")
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 9)
        self.assert_no_files()

    def test_signals_are_passed_on_and_everything_ends(self):
        cases = [
            (signal.SIGTERM, ":", 143),
            (signal.SIGINT, ":", 130),
            (signal.SIGHUP, ":", 129),
            (signal.SIGTERM, "trap 'exit 7' TERM", 7),
            (signal.SIGINT, "trap 'exit 8' INT", 8),
        ]
        for number, trap, code in cases:
            with self.subTest(f"{signal.Signals(number).name} {trap}"):
                process, pids = self.started(trap)
                process.send_signal(number)
                self.assertEqual(process.wait(support.PATIENCE), code)
                self.assertEqual([pid for pid in pids if is_running(pid)], [])
                self.assert_no_files()

    def test_what_the_command_leaves_behind_ends_with_it(self):
        run = self.beside("sh", "-c", "setsid sleep 300 >/dev/null 2>&1 & echo $!")
        self.assertEqual(run.code, 0, run)
        self.assertFalse(is_running(int(run.out)))

    def test_a_command_does_not_outlive_a_run_that_was_killed(self):
        # Whoever is left behind becomes a child of ours.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
        process, (shell, child) = self.started(":")
        self.addCleanup(os.kill, child, signal.SIGKILL)  # nobody is left to end it
        process.kill()
        process.wait()
        wait_for(lambda: not is_running(shell), "the command runs on")


if __name__ == "__main__":
    support.main()
