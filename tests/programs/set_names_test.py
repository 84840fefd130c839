"""The host names that stand for a set of versions, with real curls: on one port, by SNI."""

import itertools
import json
import re

import support
from support import LOOPBACK, VERSIONS, WIRE_NAMES

SETS = [
    list(chosen)
    for size in range(1, len(VERSIONS) + 1)
    for chosen in itertools.combinations(VERSIONS, size)
]


def name_of(versions):
    return f"only-{'-'.join(each.replace('.', '') for each in versions)}.localhost"


class SetNamesTest(support.ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        support.need_peer("curl")

    def ask(self, server, name, *flags):
        """A curl that goes to a name on the server's port, whatever this machine resolves."""
        port = server.listeners[0]["port"]
        return self.curl(
            server,
            "--resolve",
            f"{name}:{port}:127.0.0.1",
            *("--tlsv1.0", "--ciphers", support.LEGACY_CIPHERS, *flags),
            f"https://{name}:{port}/tls",
        )

    def test_all_fifteen_names_hold_at_a_listener_of_all_with_both_engines(self):
        for engine in ("exact", "openssl"):
            server = self.serve("--listen", LOOPBACK, "--engine", engine, "--log-format", "json")
            for versions in SETS:
                with self.subTest(engine, versions=versions):
                    run = self.ask(server, name_of(versions))
                    self.assertEqual(run.code, 0, run)
                    told = json.loads(run.out)
                    self.assertEqual(told["negotiated"]["version"], versions[-1])
                    self.assertEqual(told["pinned"], versions)
            server.stop()
            lines = [json.loads(line) for line in server.log()]
            self.assertEqual([line["pinned"] for line in lines], SETS)
            self.assertEqual([line["server_name"] for line in lines], list(map(name_of, SETS)))
            self.assertEqual({line["listener"] for line in lines}, {"all"})

    def test_outside_of_a_name_the_line_says_what_the_name_did(self):
        server = self.serve("--listen", LOOPBACK)
        run = self.ask(server, "only-10-12.localhost", "--tlsv1.3")
        self.assertEqual(run.code, 35, run)
        self.assertIn("alert protocol version", run.err)
        server.stop()
        self.assert_lines(
            server.log(),
            [
                support.refused_line(
                    "server",
                    "protocol_version",
                    "TLSv1.3",
                    "TLSv1,TLSv1.2",
                    "the client offers TLSv1.3 and asks for only-10-12.localhost, which narrows "
                    "the server's set from TLSv1,TLSv1.1,TLSv1.2,TLSv1.3 to TLSv1,TLSv1.2",
                )
            ],
        )

    def test_a_name_never_widens_a_pin(self):
        server = self.serve("--tls", "1.2", "--listen", LOOPBACK)
        for versions in SETS:
            with self.subTest(versions=versions):
                run = self.ask(server, name_of(versions))
                self.assertEqual(run.code, 0 if "1.2" in versions else 35, run)
        server.stop()
        refused = [line for line in server.log() if "tls_outcome=refused" in line]
        self.assertEqual(len(refused), sum("1.2" not in versions for versions in SETS))
        for line in refused:
            self.assertIn('tls_pinned=- tls_cause="the client offers', line)
            self.assertIn(f"narrows the server's set from {WIRE_NAMES['1.2']} to no version", line)

    def test_hosts_prints_lines_that_lead_to_every_name(self):
        server = self.serve("--listen", LOOPBACK)
        page = self.curl(server, server.url("/hosts")).out
        lines = [line for line in page.splitlines() if not line.startswith("#")]
        self.assertEqual(
            sorted(lines), sorted(f"127.0.0.1 {name_of(versions)}" for versions in SETS)
        )
        printed = re.findall(r"^#   curl (.*)$", page, re.MULTILINE)
        self.assertEqual(len(printed), len(SETS))
        for line in printed[:2]:
            run = self.curl(server, "--tlsv1.0", "--ciphers", support.LEGACY_CIPHERS, *line.split())
            self.assertEqual(run.code, 0, run)


if __name__ == "__main__":
    support.main()
