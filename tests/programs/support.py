"""What every test of the built program needs: the program, servers that are ready, peers, waits.

    class ServeTest(support.ProgramTest):
        def test_it(self):
            server = self.serve("--pin", "1.1=127.0.0.1:0")
            ...
            server.stop()
            self.assert_lines(server.log(), ['"GET / HTTP/1.1" 200 ... TIME <"-"'])

Nothing here sleeps in the hope that something has happened: every wait polls for a fact, and ends
in a failure that names it.
"""

import atexit
import ctypes
import errno
import functools
import ipaddress
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

# Part of what every test gets from here.
from own_offer import offered, offers_old  # noqa: F401
from peers import need_peer  # noqa: F401

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("TLSMATRIX_PROGRAM") or str(REPOSITORY / "build" / "release" / "tlsmatrix")

# Seconds. What is waited for usually takes milliseconds; only a failure takes this long.
PATIENCE = 120
# Times mean little under a sanitizer.
SLOWNESS = 20 if os.environ.get("TLSMATRIX_SANITIZER") else 1
# For runs that are to complain and end: one that serves instead would go on for ever.
LITTLE_PATIENCE = 40 * min(SLOWNESS, 5)

VERSIONS = ["1.0", "1.1", "1.2", "1.3"]
WIRE_NAMES = {"1.0": "TLSv1", "1.1": "TLSv1.1", "1.2": "TLSv1.2", "1.3": "TLSv1.3"}
ANSWER = '{"status": "ok", "body": "it was received"}'
LOOPBACK = "127.0.0.1:0"
LOCALHOST = "localhost:0"  # both loopback addresses
LEGACY_CIPHERS = "DEFAULT:@SECLEVEL=0"

# With an RSA key, what OpenSSL on both ends agrees on.
RSA_CIPHERS = {
    "1.0": "ECDHE-RSA-AES256-SHA",
    "1.1": "ECDHE-RSA-AES256-SHA",
    "1.2": "ECDHE-RSA-AES256-GCM-SHA384",
    "1.3": "TLS_AES_256_GCM_SHA384",
}


def main():
    """Run the tests of the calling file, naming each and printing why one was skipped."""
    if not os.access(PROGRAM, os.X_OK):
        sys.exit(f"{PROGRAM} is not there: build it, or name the program with TLSMATRIX_PROGRAM")
    # ssl calls the versions that this project is about deprecated; that is known.
    unittest.main(verbosity=2, warnings="ignore")


_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def end_with_tests(number=signal.SIGKILL):
    """For preexec_fn: a server does not outlive the tests, even where they are killed."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, number)


def wait_for(fact, what, patience=PATIENCE):
    """Poll until fact() is true and return what it returned."""
    end = time.monotonic() + patience
    pause = 0.001
    while True:
        value = fact()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {patience} s in vain: {what}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)


def line_pattern(expected):
    """The expected access line as a pattern, in which TIME stands for any request time."""
    return re.compile(re.escape(expected).replace("TIME", r"\d+\.\d{3}"))


def refused_line(by, alert, offered, pinned, cause):
    """The report line of a handshake that was refused, word for word."""
    return (
        f'"-" 000 0 -/- "-" "-" TIME <"-" tls_outcome=refused tls_refused_by={by} '
        f'tls_alert={alert} tls_offered={offered} tls_pinned={pinned} tls_cause="{cause}"'
    )


def is_free(port):
    """Whether a port of localhost can be listened on, as the program would."""
    for family, address in (socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"):
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
                probe.listen()
        except OSError as error:
            if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                return False
    return True


def accepts(address, port):
    """Whether somebody accepts TCP connections there."""
    family = socket.AF_INET6 if ipaddress.ip_address(address).version == 6 else socket.AF_INET
    with socket.socket(family) as probe:
        probe.settimeout(PATIENCE)
        try:
            probe.connect((address, port))
        except ConnectionRefusedError:
            return False
        except ConnectionResetError:  # it waited in the queue of a listener that closed just then
            return True
    return True


def client_context(ca_file, version=None, ciphers=LEGACY_CIPHERS):
    """A verifying ssl context of Python's, for one version, or for all four."""
    context = ssl.create_default_context(cafile=ca_file)
    context.set_ciphers(ciphers)
    names = {v: getattr(ssl.TLSVersion, WIRE_NAMES[v].replace(".", "_")) for v in VERSIONS}
    context.minimum_version = names[version or "1.0"]
    context.maximum_version = names[version or "1.3"]
    return context


class Run:
    """What a finished run of the program left: exit code, standard output, standard error."""

    def __init__(self, process):
        self.code = process.returncode
        self.out = process.stdout.decode()
        self.err = process.stderr.decode()

    def __str__(self):
        return f"exit {self.code}\n--- stdout\n{self.out}--- stderr\n{self.err}---"


class Server:
    """A `tlsmatrix serve` that is ready. Its listeners and trust are those of its ready file."""

    def __init__(self, command, environment, directory, preexec_fn=lambda: None):
        directory.mkdir()
        self.ready_file = directory / "ready.json"
        self._out, self._err = directory / "out", directory / "err"
        self.started = time.monotonic()
        with open(self._out, "wb") as out, open(self._err, "wb") as err:
            self.process = subprocess.Popen(
                [*command, "--ready-file", str(self.ready_file)],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                preexec_fn=lambda: (end_with_tests(), preexec_fn()),
            )
        try:
            wait_for(self._ready_or_over, "neither the ready file nor the end of the server came")
            self.ready_after = time.monotonic() - self.started
            if not self.ready_file.exists():
                code = self.process.wait()
                raise AssertionError(f"the server ended with {code}, never ready: {self.errors()}")
            self.ready = json.loads(self.ready_file.read_text())
        except BaseException:
            self.kill()
            raise

    def _ready_or_over(self):
        return self.ready_file.exists() or self.process.poll() is not None

    @property
    def listeners(self):
        return self.ready["listeners"]

    @property
    def ca_file(self):
        return self.ready["ca_file"]

    def port(self, versions=None):
        """The port of the first listener, or of the first one with exactly these versions."""
        for listener in self.listeners:
            if versions is None or listener["versions"] == versions.split(","):
                return listener["port"]
        raise AssertionError(f"no listener for {versions} in {self.listeners}")

    def url(self, path="/", versions=None):
        return f"https://127.0.0.1:{self.port(versions)}{path}"

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, patience=PATIENCE):
        return self.process.wait(patience)

    def stop(self):
        """TERM, and the end it must come to."""
        self.signal(signal.SIGTERM)
        code = self.wait()
        if code != 0:
            raise AssertionError(f"the server ended with {code} after TERM: {self.errors()}")

    def kill(self):
        """Whatever is left of it is gone afterwards."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def log(self):
        """The access lines; all of them only once the server has stopped."""
        return self._out.read_text().splitlines()

    def errors(self):
        return self._err.read_text()


@functools.cache
def home():
    """One home for all tests of a file, so that the server's keys are made once."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="tlsmatrix-test-")).resolve()
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return directory


def environment(place):
    """All that a program is given: nothing of whoever runs the tests can change a result."""
    place.joinpath("tmp").mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in os.environ if name.endswith("SAN_OPTIONS")}
    if "LD_LIBRARY_PATH" in os.environ:  # another OpenSSL, for the tests and all that they run
        kept["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(place),
        "XDG_STATE_HOME": str(place / "state"),
        "TMPDIR": str(place / "tmp"),
        "LC_ALL": "C.UTF-8",
        **kept,
    }


@functools.cache
def certificates():
    """A directory of `tlsmatrix certs`, and what that said."""
    directory = home() / "certs"
    made = subprocess.run(
        [PROGRAM, "certs", "--client-auth", directory],
        env=environment(home()),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        timeout=PATIENCE,
        check=True,
    )
    return directory, made.stdout.decode()


class ProgramTest(unittest.TestCase):
    """Tests of the program. Each has a directory of its own; all of it is removed at the end, and
    every server that still runs then is killed."""

    maxDiff = None

    def setUp(self):
        self.environment = environment(home())
        self.directory = pathlib.Path(tempfile.mkdtemp(dir=home()))
        self._servers = 0

    def tlsmatrix(self, *arguments, patience=PATIENCE, **options):
        """Run the program to its end."""
        options.setdefault("env", self.environment)
        options.setdefault("cwd", self.directory)
        return Run(
            subprocess.run(
                [PROGRAM, *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                timeout=patience,
                check=False,
                **options,
            )
        )

    def serve(self, *arguments, command=(PROGRAM, "serve"), environment=None, **options):
        """Start a server, which is ready on return, and gone when the test ends."""
        self._servers += 1
        server = Server(
            [*command, *map(str, arguments)],
            environment or self.environment,
            self.directory / f"server-{self._servers}",
            **options,
        )
        self.addCleanup(server.kill)
        return server

    def serve_pins(self, *sets, flags=()):
        """A server with one listener for each set."""
        pins = [word for versions in sets for word in ("--pin", f"{versions}={LOOPBACK}")]
        return self.serve(*pins, *flags)

    def bound_program(self):
        """The program, run as one whom the permissions of files bind, though it be root."""
        if os.geteuid() != 0:
            return [PROGRAM]
        # Who is bound need not get to where the program lies.
        program = shutil.copy(PROGRAM, self.directory)
        override = "-dac_override,-dac_read_search"
        return ["setpriv", "--bounding-set", override, "--inh-caps", override, program]

    def bound_tlsmatrix(self, *arguments, **options):
        """Run it so to its end."""
        return self.peer(*self.bound_program(), *arguments, **options)

    def peer(self, *command, patience=PATIENCE, **options):
        """Run another program to its end."""
        options.setdefault("env", self.environment)
        return Run(
            subprocess.run(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                timeout=patience,
                check=False,
                **options,
            )
        )

    def curl(self, server, *arguments, trust=True):
        need_peer("curl")
        ca = ["--cacert", server.ca_file] if trust else []
        return self.peer("curl", "-q", "-sS", "--noproxy", "*", "-m", PATIENCE, *ca, *arguments)

    def curl_at(self, version, server, *arguments):
        """curl pinned to one version, at a security level that lets it speak 1.0 and 1.1."""
        ciphers = ["--ciphers", LEGACY_CIPHERS] if version in ("1.0", "1.1") else []
        return self.curl(
            server, f"--tlsv{version}", "--tls-max", version, *ciphers, *arguments
        )

    def need_ipv6(self):
        """Skip where nobody can listen on ::1."""
        try:
            socket.create_server(("::1", 0), family=socket.AF_INET6).close()
        except OSError as error:
            self.skipTest(f"this machine has no ::1 ({error})")

    def refusing_port(self):
        """A port of 127.0.0.1 that refuses as long as the test lasts: it is taken, and nobody
        listens."""
        holder = socket.socket()
        self.addCleanup(holder.close)
        holder.bind(("127.0.0.1", 0))
        return holder.getsockname()[1]

    def certificates(self):
        """A directory of `tlsmatrix certs`, made once for the tests of a file."""
        return certificates()[0]

    def assert_lines(self, lines, expected):
        """Line by line and nothing else; TIME in what is expected stands for any time."""
        unlike = [
            f"expected: {want}\n     got: {line}"
            for line, want in zip(lines, expected)
            if not line_pattern(want).fullmatch(line)
        ]
        if len(lines) != len(expected):
            unlike.append(f"{len(lines)} lines instead of {len(expected)}:\n" + "\n".join(lines))
        if unlike:
            self.fail("\n".join(unlike))

    def assert_complains(self, run, *needles):
        """Exit 2, nothing on standard output, one sentence on standard error."""
        self.assertEqual(run.code, 2, run)
        self.assertEqual(run.out, "", run)
        self.assertRegex(run.err, r"\Atlsmatrix: [^\n]+\n\Z", run)
        for needle in needles:
            self.assertIn(needle, run.err, run)
        for noise in ("unexpected failure", "terminate called", "what():", "error:0", "boost"):
            self.assertNotIn(noise, run.err, run)
