"""`tlsmatrix scan` of our own server at every set of versions, and its gate, its flags, its forms."""

import itertools
import socket
import subprocess
import time

import scan_support
import support
from support import VERSIONS

ALL_SETS = [
    ",".join(versions)
    for count in range(1, 5)
    for versions in itertools.combinations(VERSIONS, count)
]


class ScanTest(scan_support.ScanTest):
    def sentinel(self, spoken):
        """OpenSSL knows no sentinel for 1.0 and 1.1 without 1.2: RFC 8446 section 4.1.3 asks for
        one of every server that has 1.3."""
        if len(spoken) == 1 or spoken[-1] not in ("1.2", "1.3"):
            return "untested"
        return "right" if "1.2" in spoken else "wrong"

    def holes(self, spoken):
        """The exact engine sets no sentinel for a client that ends at 1.1, and OpenSSL none at all
        without 1.2."""
        names = ["1.0", "1.1", "1.2", "1.3"]
        between = names[names.index(spoken[0]) : names.index(spoken[-1])]
        missing = [name for name in between if name not in spoken]
        breaks = [
            f"clients whose highest is {support.WIRE_NAMES[name]} get "
            f"{support.WIRE_NAMES[max(it for it in spoken if it < name)]}, or nothing"
            for name in missing
        ]
        return {
            "verdict": "unclear" if missing else "right" if len(spoken) > 1 else "untested",
            "missing": missing,
            "breaks": "; ".join(breaks) or None,
        }

    def test_it_finds_each_of_the_fifteen_sets(self):
        server = self.serve_pins(*ALL_SETS)
        for versions in ALL_SETS:
            with self.subTest(versions):
                target = f"127.0.0.1:{server.port(versions)}"
                spoken = versions.split(",")
                report = self.scan(target, "--require", versions)
                self.assertEqual(self.spoken(report), spoken)
                self.assertTrue(report["complete"])
                self.assertEqual(
                    report["require"], {"kind": "require", "versions": spoken, "met": True}
                )
                self.assertEqual(report["holes"], self.holes(spoken), spoken)
                for version in spoken:
                    self.assertIn(support.RSA_CIPHERS[version], self.ciphers(report, version))
                self.assertEqual(
                    report["fallback_scsv"]["verdict"], "right" if len(spoken) > 1 else "untested"
                )
                for probe in report["unknown_version"] + report["grease"]:
                    self.assertEqual(probe["verdict"], "right", probe)
                self.assertEqual(report["downgrade_sentinel"]["verdict"], self.sentinel(spoken))

    def test_a_server_that_is_scanned_serves_on_and_tells_of_every_hello(self):
        server = self.serve("--tls", "1.2", "--listen", support.LOOPBACK)
        report = self.scan(f"127.0.0.1:{server.port()}")
        self.assertEqual(self.curl(server, server.url("/healthz")).code, 0)
        server.stop()
        refused = [line for line in server.log() if line.startswith('"-" 000')]
        # SSLv2's hello and those that end in an alert or in our leaving, but for none that is lost.
        self.assertEqual(len(refused), report["connections"])

    def test_gates_refuse_versions_or_want_a_floor(self):
        server = self.serve_pins("1.2,1.3", "1.0,1.2", "1.0", "1.3")
        for versions, gate, code, why in (
            ("1.2,1.3", ["--refuse", "1.0-1.1"], 0, None),
            ("1.3", ["--refuse", "1.0-1.1"], 0, None),
            ("1.0,1.2", ["--refuse", "1.1"], 0, None),
            ("1.0,1.2", ["--refuse", "1.0-1.1"], 1, "TLSv1 is spoken"),
            ("1.2,1.3", ["--min", "1.2"], 0, None),
            ("1.3", ["--min", "1.2"], 0, None),
            ("1.0,1.2", ["--min", "1.2"], 1, "TLSv1 is spoken"),
            ("1.2,1.3", ["--min", "1.3"], 1, "TLSv1.2 is spoken"),
            ("1.0", ["--min", "1.1"], 1, "TLSv1 is spoken, none of TLSv1.1,TLSv1.2,TLSv1.3 is"),
        ):
            with self.subTest(versions, gate=gate):
                target = f"127.0.0.1:{server.port(versions)}"
                run = self.tlsmatrix("scan", target, *gate)
                self.assertEqual(run.code, code, run)
                report = self.scan(target, *gate, code=code)
                self.assertEqual(report["require"]["kind"], gate[0].strip("-"))
                self.assertEqual(report["require"]["met"], code == 0)
                if why:
                    self.assertIn(why, run.err)
                    self.assertIn(why, report["require"]["unlike"])
        for flags in (["--min", "1.2+"], ["--min", "1.2", "--require", "1.2"]):
            self.assert_complains(self.tlsmatrix("scan", "localhost:1", *flags), flags[0])

    def test_a_hole_and_whom_it_breaks_have_a_row(self):
        server = self.serve("--tls", "1.0,1.2", "--engine", "openssl", "--listen", support.LOOPBACK)
        run = self.tlsmatrix("scan", f"127.0.0.1:{server.port()}")
        self.assertRegex(run.out, r"(?m)^WRONG +holes +TLSv1\.1: see below$")
        self.assertIn(
            "A hole in its versions: clients whose highest is TLSv1.1 get TLSv1 with a downgrade "
            "sentinel, which OpenSSL's refuse.",
            " ".join(run.out.split()),
        )

    def test_the_gate_wants_exactly_the_set(self):
        server = self.serve_pins("1.2,1.3", "1.0,1.2")
        cases = [
            ("1.2,1.3", "1.2+", 0, None),
            ("1.2,1.3", "1.2", 1, "TLSv1.3 is spoken"),
            ("1.2,1.3", "all", 1, "TLSv1 is not spoken, TLSv1.1 is not spoken"),
            ("1.0,1.2", "1.0,1.2", 0, None),
            ("1.0,1.2", "1.2+", 1, "TLSv1 is spoken, TLSv1.3 is not spoken"),
        ]
        for versions, required, code, why in cases:
            with self.subTest(versions, required=required):
                run = self.tlsmatrix(
                    "scan", f"127.0.0.1:{server.port(versions)}", "--require", required
                )
                self.assertEqual(run.code, code, run)
                if why:
                    self.assertRegex(run.err, r"\Atlsmatrix: [^\n]+\n\Z")
                    self.assertIn(why, run.err)
                    self.assertIn("not met", run.out)
                else:
                    self.assertEqual(run.err, "")
                    self.assertRegex(run.out, r"(?m)^Required \S+: met\.$")

    def test_the_table_says_it_in_80_columns_and_without_colour_in_a_pipe(self):
        server = self.serve_pins("1.0,1.2")
        target = f"localhost:{server.port()}"
        run = self.tlsmatrix("scan", target)
        self.assertEqual((run.code, run.err), (0, ""), run)
        self.assertIn(f"{target} (127.0.0.1)\n", run.out)
        self.assertRegex(run.out, r"(?m)^TLSv1    yes  \d+ cipher suites, in the ")
        self.assertRegex(run.out, r"(?m)^TLSv1\.1  no   chose TLSv1 instead$")
        self.assertRegex(run.out, r"(?m)^SSLv3    no   alert ")
        self.assertRegex(run.out, r"(?m)^ok     TLS_FALLBACK_SCSV +alert inappropriate_fallback$")
        self.assertNotIn("\x1b", run.out)
        self.assertEqual([line for line in run.out.splitlines() if len(line) > 80], [])
        coloured = self.tlsmatrix("scan", target, "--color", "always")
        self.assertIn("\x1b[33myes\x1b[0m", coloured.out)

    def test_it_writes_to_a_file(self):
        server = self.serve_pins("1.3")
        output = self.directory / "scan.txt"
        run = self.tlsmatrix("scan", f"127.0.0.1:{server.port()}", "--output", output)
        self.assertEqual((run.code, run.out, run.err), (0, "", ""), run)
        self.assertIn("TLSv1.3  yes", output.read_text())

    def test_an_openssl_that_refuses_old_versions_hides_nothing(self):
        server = self.serve_pins("1.0")
        strict = self.directory / "openssl.cnf"
        strict.write_text(
            "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n"
            "[c]\nMinProtocol = TLSv1.3\nCipherString = DEFAULT:@SECLEVEL=5\n"
        )
        run = self.tlsmatrix(
            "scan", f"127.0.0.1:{server.port()}", "--require", "1.0",
            env={**self.environment, "OPENSSL_CONF": str(strict)},
        )
        self.assertEqual(run.code, 0, run)

    def test_the_rate_is_kept(self):
        server = self.serve_pins("1.3")
        target = f"127.0.0.1:{server.port()}"
        report = self.scan(target, "--rate", "100")
        self.assertGreater(report["seconds"], (report["connections"] - 1) / 100)
        unlimited = self.scan(target)
        self.assertLess(unlimited["seconds"], unlimited["connections"] / 25 * support.SLOWNESS)

    def test_ipv6(self):
        self.need_ipv6()
        server = self.serve("--tls", "1.2", "--listen", "[::1]:0")
        report = self.scan(f"[::1]:{server.port()}", "--require", "1.2")
        self.assertEqual(report["target"]["address"], "::1")

    def test_bad_input_is_one_sentence_and_soon(self):
        port = self.refusing_port()
        name = "a" * 64 + ".invalid"  # too long for a label, so that no server is asked
        cases = [
            ([], ["TARGET"]),
            (["http://localhost/"], ["http://localhost/", "https URL"]),
            (["localhost:0"], ["localhost:0", "1 to 65535"]),
            (["localhost:70000"], ["70000", "1 to 65535"]),
            (["localhost:https"], ["1 to 65535"]),
            (["ftp://localhost:1"], ["HOST:PORT"]),
            ([":443"], ["no name or address"]),
            (["bad host\n:443"], ["bad host\\x0A:443", "no name or address"]),
            ([f"{name}:443"], [name, "does not resolve"]),
            ([f"127.0.0.1:{port}"], ["cannot connect", f"127.0.0.1:{port}", "refused"]),
            (["localhost:1", "--require", ""], ["empty set"]),
            (["localhost:1", "--require", "1.4"], ["1.4"]),
            (["localhost:1", "--require", "SSLv3"], ["SSLv3"]),
            (["localhost:1", "--timeout", "0"], ["--timeout"]),
            (["localhost:1", "--answer-timeout", "x"], ["--answer-timeout"]),
            (["localhost:1", "--rate", "0"], ["--rate"]),
            (["localhost:1", "--format", "xml"], ["xml"]),
            (["localhost:1", "localhost:2"], ["localhost:2"]),
        ]
        for arguments, needles in cases:
            with self.subTest(arguments):
                start = time.monotonic()
                self.assert_complains(self.tlsmatrix("scan", *arguments), *needles)
                self.assertLess(time.monotonic() - start, 5 * support.SLOWNESS)

    def test_a_name_is_not_waited_for_without_end(self):
        """With a name server that never answers, in a file system of its own."""
        unshare = ["unshare", "--mount", "--map-root-user"]
        if subprocess.run([*unshare, "true"], stderr=subprocess.DEVNULL, check=False).returncode:
            self.skipTest("no mount namespace can be made here")
        silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(silent.close)
        try:
            silent.bind(("127.0.0.53", 53))
        except OSError as error:
            self.skipTest(f"the port of name servers cannot be had: {error}")
        resolv = self.directory / "resolv.conf"
        resolv.write_text("nameserver 127.0.0.53\noptions timeout:30 attempts:5\n")
        switch = self.directory / "nsswitch.conf"
        switch.write_text("hosts: dns\n")
        mounts = " && ".join(f"mount --bind {it} /etc/{it.name}" for it in (resolv, switch))
        command = f'{mounts} && exec "$@"'
        start = time.monotonic()
        run = self.peer(
            *unshare, "sh", "-c", command, "sh", support.PROGRAM, "scan", "host.example:443",
            "--answer-timeout", "0.5",
        )
        self.assert_complains(run, "host.example", "did not resolve within 1 s")
        self.assertLess(time.monotonic() - start, 10 * support.SLOWNESS)


if __name__ == "__main__":
    support.main()
