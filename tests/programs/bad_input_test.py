"""Bad input: one clear sentence on standard error, exit 2, and nothing half-written."""

import os
import shutil
import socket
import stat

import support
from support import LOOPBACK

SERVE = ("serve", "--listen", LOOPBACK)

# What is wrong, the command line, and words that its sentence must have. {here} is an empty
# directory, {certs} one of `tlsmatrix certs`, {busy} a port that somebody listens on, and {busy6} one
# of ::1.
CASES = [
    # Words that are not known.
    ("no subcommand", [], ["serve", "matrix", "request"]),
    ("unknown subcommand", ["frobnicate"], ["frobnicate", "tlsmatrix help"]),
    ("unknown flag before the subcommand", ["--frobnicate"], ["--frobnicate", "tlsmatrix help"]),
    ("unknown flag of a subcommand", [*SERVE, "--frobnicate"], ["--frobnicate", "tlsmatrix help serve"]),
    ("a stray word", [*SERVE, "stray"], ["stray"]),
    ("two subcommands", ["explain", "--client", "1.0", "--server", "1.0", "matrix"], ["matrix"]),
    ("a flag twice", [*SERVE, "--tls", "1.2", "--tls", "1.3"], ["--tls"]),
    ("a flag without its value", ["serve", "--tls"], ["--tls"]),
    # Sets of versions.
    ("unknown version", [*SERVE, "--tls", "1.4"], ["1.4", "1.0, 1.1, 1.2 or 1.3"]),
    ("a version of SSL", [*SERVE, "--tls", "SSLv3"], ["SSLv3"]),
    ("empty set", [*SERVE, "--tls", ""], ["empty set"]),
    ("empty set, with an equals sign", [*SERVE, "--tls="], ["--tls", "SET"]),
    ("a set of nothing", [*SERVE, "--tls", ","], ["empty set"]),
    ("backwards range", [*SERVE, "--tls", "1.3-1.1"], ["backwards", "1.1-1.3"]),
    ("half a range", [*SERVE, "--tls", "1.1-"], ["1.1-"]),
    ("unknown version in a pin", ["serve", "--pin", f"1.9={LOOPBACK}"], ["1.9"]),
    ("empty set in a pin", ["serve", "--pin", f"={LOOPBACK}"], ["empty set"]),
    ("a pin without an address", ["serve", "--pin", "1.1"], ["SET=ADDR:PORT"]),
    ("unknown version asked", ["request", "https://localhost:1/", "--tls", "9"], ["'9'"]),
    ("empty set asked", ["request", "https://localhost:1/", "--tls", ""], ["empty set"]),
    ("unknown set of clients", ["matrix", "--clients", "pined"], ["pined", "pinned"]),
    ("no set of clients", ["matrix", "--clients", ""], ["pinned, ranges, sets"]),
    ("unknown set of servers", ["matrix", "--servers", "1.2; 2.0"], ["2.0"]),
    ("unknown version explained", ["explain", "--client", "1.0", "--server", "x"], ["'x'"]),
    ("empty set explained", ["explain", "--client", "", "--server", "1.0"], ["empty set"]),
    # Addresses.
    ("port in use", ["serve", "--listen", "127.0.0.1:{busy}"], ["127.0.0.1:{busy}", "in use"]),
    ("port of a pin in use", ["serve", "--pin", "1.3=127.0.0.1:{busy}"], ["{busy}", "in use"]),
    ("port of localhost in use", ["serve", "--listen", "localhost:{busy}"],
     ["127.0.0.1:{busy}", "in use", "another port"]),
    ("port of localhost in use on its other address", ["serve", "--listen", "localhost:{busy6}"],
     ["[::1]:{busy6}", "in use", "another port"]),
    ("a port alone, in use", ["serve", "--listen", "{busy6}"], ["[::1]:{busy6}", "in use"]),
    ("port of localhost in use in a pin", ["serve", "--pin", "1.3=localhost:{busy6}"],
     ["[::1]:{busy6}", "in use"]),
    ("port of ::1 in use", ["serve", "--listen", "[::1]:{busy6}"], ["[::1]:{busy6} (", "in use"]),
    ("port text", ["serve", "--listen", "127.0.0.1:https"], ["127.0.0.1:https", "ADDR:PORT"]),
    ("port too high", ["serve", "--listen", "127.0.0.1:65536"], ["65536"]),
    ("negative port", ["serve", "--listen", "127.0.0.1:-1"], ["-1"]),
    ("no port", ["serve", "--listen", "127.0.0.1:"], ["ADDR:PORT"]),
    ("no address", ["serve", "--listen", ""], ["ADDR:PORT"]),
    ("a host name", ["serve", "--listen", "example.invalid:0"], ["example.invalid"]),
    ("IPv6 without brackets", ["serve", "--listen", "::1:0"], ["[::1]:0"]),
    ("off loopback", ["serve", "--listen", "0.0.0.0:0"], ["0.0.0.0", "--expose"]),
    # Other values of serve.
    ("unknown engine", [*SERVE, "--engine", "nss"], ["nss", "exact", "openssl"]),
    ("unknown key type", [*SERVE, "--key-type", "dsa"], ["dsa", "ecdsa"]),
    ("an Ed25519 key below 1.2",
     [*SERVE, "--tls", "1.1+", "--key-type", "ed25519", "--ephemeral"],
     ["Ed25519", "TLSv1.1", "--key-type rsa or ecdsa"]),
    ("an Ed25519 key for the listeners of a plain serve",
     ["serve", "--key-type", "ed25519", "--ephemeral"], ["Ed25519", "TLSv1"]),
    ("no threads", [*SERVE, "--threads", "0"], ["--threads"]),
    ("threads in words", [*SERVE, "--threads", "two"], ["--threads", "two"]),
    ("unknown ciphers", [*SERVE, "--ciphers", "ROT13"], ["ROT13"]),
    ("an unknown suite among others", [*SERVE, "--ciphers", "HIGH:AES129-SHA"], ["AES129-SHA"]),
    ("an unknown suite of 1.3", [*SERVE, "--ciphers", "TLS_ROT13"], ["TLS_ROT13", "TLS_AES_128"]),
    ("a suite of 1.3 taken out", [*SERVE, "--ciphers", "HIGH:!TLS_AES_128_GCM_SHA256"],
     ["!TLS_AES_128_GCM_SHA256", "name those that are to stay"]),
    ("an unknown group", [*SERVE, "--groups", "X25519:P-257"], ["P-257", "X25519"]),
    ("an unknown group asked", ["request", "https://x.invalid/", "--groups", "P-257"], ["P-257"]),
    ("no group", [*SERVE, "--groups", ""], ["--groups", "empty"]),
    ("too high a level", [*SERVE, "--security-level", "6"], ["--security-level", "6"]),
    ("only ciphers that are never on", [*SERVE, "--tls", "1.2", "--ciphers", "aNULL"], ["aNULL"]),
    ("unknown log format", [*SERVE, "--log-format", "combind"], ["combind", "combined"]),
    ("unknown log variable", [*SERVE, "--log-format", "$statsu $requst"], ["$statsu", "$status"]),
    ("a bare dollar", [*SERVE, "--log-format", "$request $"], ["$$"]),
    ("a line end in a log format", [*SERVE, "--log-format", "$request\n$status"], ["control"]),
    # Files of serve.
    ("no such certificate", [*SERVE, "--cert", "{here}/no", "--key", "{here}/no"], ["{here}/no"]),
    ("no such key", [*SERVE, "--cert", "{certs}/server-rsa.pem", "--key", "no"], ["'no'"]),
    ("a directory as key",
     [*SERVE, "--cert", "{certs}/server-rsa.pem", "--key", "{certs}"],
     ["is a directory"]),
    ("a key without its certificate", [*SERVE, "--key", "{certs}/server-rsa.key"], ["--cert"]),
    ("a certificate without its key", [*SERVE, "--cert", "{certs}/server-rsa.pem"], ["--key"]),
    (
        "mismatched key",
        [*SERVE, "--cert", "{certs}/server-rsa.pem", "--key", "{certs}/server-ecdsa.key"],
        ["server-ecdsa.key", "server-rsa.pem", "does not match"],
    ),
    (
        "group-readable key",
        [*SERVE, "--cert", "{certs}/server-rsa.pem", "--key", "{here}/group.key"],
        ["group.key", "0640", "chmod 600"],
    ),
    (
        "unreadable key",
        [*SERVE, "--cert", "{certs}/server-rsa.pem", "--key", "{here}/garbage.key"],
        ["garbage.key", "PEM"],
    ),
    (
        "a certificate as key",
        [*SERVE, "--cert", "{certs}/server-rsa.pem", "--key", "{here}/certificate.key"],
        ["certificate.key"],
    ),
    ("a key as certificate",
     [*SERVE, "--cert", "{certs}/server-rsa.key", "--key", "{certs}/server-rsa.key"],
     ["no certificate"]),
    ("unwritable log file",
     [*SERVE, "--log-file", "{here}/no/log"],
     ["{here}/no/log", "name a file"]),
    ("a directory as log file", [*SERVE, "--log-file", "{here}"], ["{here}", "name a file"]),
    ("an empty log file", [*SERVE, "--log-file", ""], ["--log-file", "empty"]),
    ("unwritable ready file", [*SERVE, "--ready-file", "{here}/no/ready"], ["{here}/no/ready"]),
    ("a directory as ready file", [*SERVE, "--ready-file", "{here}"], ["{here}", "directory"]),
    ("an empty ready file", [*SERVE, "--ready-file", ""], ["--ready-file", "empty"]),
    ("unwritable key log", [*SERVE, "--keylog", "{here}/no/secrets"], ["{here}/no/secrets"]),
    ("a key log open to others", [*SERVE, "--keylog", "{here}/open"], ["{here}/open", "chmod 600"]),
    # URLs and requests.
    ("no URL", ["request"], ["URL"]),
    ("bad URL", ["request", "localhost:8443"], ["localhost:8443", "https"]),
    ("http URL", ["request", "http://localhost/"], ["http://localhost/", "only https"]),
    ("URL without a host", ["request", "https:///x"], ["https:///x"]),
    ("URL with a port in words", ["request", "https://localhost:https/"], ["bad URL"]),
    ("URL with port 0", ["request", "https://localhost:0/"], ["bad URL", "port"]),
    ("URL with too high a port", ["request", "https://localhost:{wrapped}/"], ["bad URL", "port"]),
    ("URL with a password", ["request", "https://me:secret@localhost/"], ["password"]),
    ("URL with a space", ["request", "https://localhost/a b"], ["bad URL"]),
    ("no such CA", ["request", "https://localhost:1/", "--ca", "{here}/no"], ["{here}/no"]),
    ("an empty CA", ["request", "https://localhost:1/", "--ca", ""], ["--ca", "empty"]),
    ("a CA that is none",
     ["request", "https://localhost:1/", "--ca", "{here}/garbage.key"],
     ["garbage.key", "PEM"]),
    ("no such data", ["request", "https://localhost:1/", "-d", "@{here}/no"], ["{here}/no"]),
    ("a directory as data", ["request", "https://localhost:1/", "-d", "@{here}"], ["cannot read the data file"]),
    ("bad header",
     ["request", "https://localhost:1/", "-H", "no colon"],
     ["no colon", "Name: value"]),
    ("header with a line end", ["request", "https://localhost:1/", "-H", "a: b\r\nc: d"], ["'a'"]),
    ("unknown ciphers asked", ["request", "https://x.invalid/", "--ciphers", "ROT13"], ["ROT13"]),
    ("an unknown suite of 1.3 asked",
     ["request", "https://x.invalid/", "--ciphers", "TLS_ROT13"], ["TLS_ROT13"]),
    ("empty ciphers", [*SERVE, "--ciphers", ""], ["--ciphers", "empty"]),
    ("empty ciphers asked", ["request", "https://localhost:1/", "--ciphers", ""],
     ["--ciphers", "empty"]),
    ("an empty method", ["request", "https://localhost:1/", "--method", ""], ["--method", "empty"]),
    ("bad method", ["request", "https://localhost:1/", "-X", "G T"], ["G T"]),
    ("bad time", ["request", "https://localhost:1/", "--timeout", "0"], ["--timeout"]),
    ("no number as time", ["request", "https://localhost:1/", "--timeout", "nan"],
     ["--timeout", "nan"]),
    ("no number, with a sign", ["request", "https://localhost:1/", "--timeout=-NaN"], ["-NaN"]),
    ("no number with letters", ["request", "https://localhost:1/", "--timeout", "nan(1)"],
     ["nan(1)"]),
    ("time without end", ["request", "https://localhost:1/", "--timeout", "inf"], ["inf"]),
    ("no number as time of a check", ["check", "--timeout", "nan", "--", "true"],
     ["--timeout", "nan"]),
    ("no number as time of a scan", ["scan", "127.0.0.1:1", "--timeout", "nan"],
     ["--timeout", "nan"]),
    ("no number as time of an answer", ["scan", "127.0.0.1:1", "--answer-timeout", "nan"],
     ["--answer-timeout", "nan"]),
    ("no number as rate", ["scan", "127.0.0.1:1", "--rate", "nan"], ["--rate", "nan"]),
    # Matrix.
    ("unknown format", ["matrix", "--format", "yaml"], ["yaml", "json"]),
    ("unknown engine pairing", ["matrix", "--engine", "some"], ["some", "both"]),
    ("engines twice", ["matrix", "--engine", "all", "--client-engine", "exact"], ["--engine"]),
    ("a filter that matches nothing",
     ["matrix", "--filter", "client=1.4/*"],
     ["client=1.4/*", "client=1.0/exact server=1.0/exact"]),
    ("one of two filters matches nothing", ["matrix", "--filter", "*", "--filter", "x"], ["'x'"]),
    ("bad waiver", ["matrix", "--waive", "client=1.0/*"], ["client=1.0/*", "GLOB=reason"]),
    ("a waiver without a reason", ["matrix", "--waive", "*= "], ["GLOB=reason"]),
    ("no jobs", ["matrix", "--jobs", "0"], ["--jobs"]),
    ("unknown colour", ["matrix", "--color", "blue"], ["blue", "always"]),
    ("unwritable output",
     ["matrix", "--clients", "1.3", "--servers", "1.3", "--output", "{here}/no/out"],
     ["{here}/no/out"]),
    ("a directory as output", ["matrix", "--output", "{here}"], ["{here}", "directory"]),
    ("an empty output", ["matrix", "--output", ""], ["--output", "empty"]),
    # Files that cannot be written are found before a client is run or a server is asked.
    ("unwritable output of a check",
     ["check", "--output", "{here}/no/out", "--", "touch", "{here}/touched"],
     ["{here}/no/out", "name a file"]),
    ("unwritable output of a scan",
     ["scan", "127.0.0.1:{busy}", "--output", "{here}/no/out"],
     ["{here}/no/out", "name a file"]),
    # Explain and certs.
    ("engines explained twice",
     ["explain", "--client", "1.0", "--server", "1.0", "--engine", "exact",
      "--client-engine", "openssl"],
     ["--engine", "--client-engine"]),
    ("the server's engine explained twice",
     ["explain", "--client", "1.0", "--server", "1.0", "--engine", "exact",
      "--server-engine", "openssl"],
     ["--engine", "--server-engine"]),
    ("missing required option", ["explain", "--client", "1.0"], ["--server"]),
    ("unknown format explained",
     ["explain", "--client", "1.0", "--server", "1.0", "--format", "xml"],
     ["xml"]),
    ("no directory", ["certs"], ["DIR"]),
    ("an empty directory", ["certs", ""], ["empty"]),
    ("a file as directory", ["certs", "{here}/garbage.key"], ["garbage.key"]),
    ("unknown key type of certificates", ["certs", "{here}/new", "--key-type", "dsa"], ["dsa"]),
    ("a name that no certificate has",
     ["certs", "{here}/new", "--name", "exa mple.com"],
     ["exa mple.com", "localhost"]),
]


def content_of(path):
    """What a file holds. One that its owner may not read is read by nobody, root included."""
    return path.read_bytes() if path.is_file() and path.stat().st_mode & stat.S_IRUSR else None


class BadInputTest(support.ProgramTest):
    def setUp(self):
        super().setUp()
        self.here = self.directory / "here"
        self.here.mkdir()
        certs = self.certificates()
        (self.here / "garbage.key").write_text("garbage\n")
        shutil.copy(certs / "server-rsa.key", self.here / "group.key")
        shutil.copy(certs / "ca.pem", self.here / "certificate.key")
        (self.here / "open").write_text("")
        for name, mode in {"garbage.key": 0o600, "group.key": 0o640, "open": 0o644}.items():
            os.chmod(self.here / name, mode)
        os.chmod(self.here / "certificate.key", 0o600)

        busy = socket.socket()
        self.addCleanup(busy.close)
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        busy6 = self.busy_at_6_alone()
        self.names = {
            "here": str(self.here),
            "certs": str(certs),
            "busy": str(port),
            "busy6": str(busy6.getsockname()[1]),
            # A port that 16 bits make of it is open: whoever cuts it off reaches somebody else.
            "wrapped": str(port + 65536),
        }

    def busy_at_6_alone(self):
        """A listener on ::1, whose port of 127.0.0.1 is free for one who reuses addresses and,
        while the test runs, nobody else's by chance."""
        for _ in range(100):
            kept = socket.socket()
            self.addCleanup(kept.close)
            kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            kept.bind(("127.0.0.1", 0))
            try:
                busy = socket.create_server(("::1", kept.getsockname()[1]), family=socket.AF_INET6)
            except OSError:
                continue  # somebody else has it there
            self.addCleanup(busy.close)
            return busy
        raise AssertionError("no port is free at both loopback addresses")

    def filled_in(self, text):
        for name, value in self.names.items():
            text = text.replace("{%s}" % name, value)
        return text

    def files(self):
        """All that is there: names, modes and contents."""
        return {
            str(path): (path.stat().st_mode, content_of(path))
            for path in sorted(support.home().rglob("*"))
        }

    def test_every_case(self):
        # The authority is there already, so that no message is about it.
        self.serve(*SERVE[1:]).stop()
        before = self.files()
        for name, arguments, needles in CASES:
            with self.subTest(name):
                run = self.tlsmatrix(
                    *map(self.filled_in, arguments), cwd=self.here, patience=support.LITTLE_PATIENCE
                )
                self.assert_complains(run, *map(self.filled_in, needles))
                self.assertLess(len(run.err), 400, run)
                after = self.files()
                self.assertEqual(sorted(after), sorted(before), "something was left behind")
                self.assertEqual(after, before)

    def test_names_are_unique(self):
        names = [name for name, _, _ in CASES]
        self.assertEqual(len(set(names)), len(names))

    def test_a_file_that_only_its_owner_may_read(self):
        self.serve(*SERVE[1:]).stop()  # the authority is there, and no message is about it
        key = self.here / "closed.key"
        shutil.copy(self.certificates() / "server-rsa.key", key)
        key.chmod(0)
        pem = self.certificates() / "server-rsa.pem"
        self.assert_complains(
            self.bound_tlsmatrix(*SERVE, "--cert", pem, "--key", key), "closed.key", "permission"
        )
        closed = self.here / "closed"
        closed.mkdir(mode=0o500)
        for flag in ("--log-file", "--ready-file", "--keylog"):
            run = self.bound_tlsmatrix(*SERVE, flag, closed / "file")
            self.assert_complains(run, str(closed / "file"))

    def test_an_authority_that_cannot_be_kept(self):
        environment = {name: self.environment[name] for name in ("PATH", "LC_ALL")}
        run = self.tlsmatrix(*SERVE, env=environment)
        self.assert_complains(run, "XDG_STATE_HOME", "--ephemeral")
        nowhere = environment | {"XDG_STATE_HOME": "/proc/nowhere"}
        self.assert_complains(
            self.tlsmatrix(*SERVE, env=nowhere), "/proc/nowhere", "--ephemeral"
        )
        for command in (["check", "--", "true"], ["reproduce"]):
            for place in (environment, nowhere):
                run = self.tlsmatrix(*command, env=place)
                self.assert_complains(run, "set XDG_STATE_HOME")
                self.assertNotIn("--ephemeral", run.err, "that is a flag of serve alone")
        run = self.tlsmatrix(
            *SERVE, "--ephemeral", env=environment | {"TMPDIR": str(self.here / "no")}
        )
        self.assert_complains(run, "TMPDIR")
        self.assertEqual(os.listdir(self.here).count("no"), 0)

    def test_a_request_needs_no_place_for_an_authority(self):
        environment = {name: self.environment[name] for name in ("PATH", "LC_ALL")}
        server = self.serve("--listen", LOOPBACK)
        trusted = self.tlsmatrix("request", server.url("/healthz"))
        self.assertEqual(trusted.code, 0, trusted)
        for flags, code in (["-k"], 0), (["--ca", server.ca_file], 0), ([], 1):
            with self.subTest(flags):
                run = self.tlsmatrix("request", *flags, server.url("/healthz"), env=environment)
                self.assertEqual(run.code, code, run)
                self.assertNotIn("XDG_STATE_HOME", run.err)

    def test_help_and_version_are_no_mistakes(self):
        for arguments in (["--help"], ["--version"], ["serve", "--help"], ["matrix", "--help"]):
            run = self.tlsmatrix(*arguments)
            self.assertEqual((run.code, run.err), (0, ""), run)
            self.assertTrue(run.out.strip(), run)
        self.assertRegex(
            self.tlsmatrix("--version").out, r"\Atlsmatrix \d+\.\d+\.\d+ \(OpenSSL \d\S+(, built with \S+)?\)\n\Z"
        )


if __name__ == "__main__":
    support.main()
