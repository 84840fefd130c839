"""`tlsmatrix matrix`: the counts, the report and its schema, filters and waivers, interruption."""

import collections
import json
import os
import signal
import subprocess

import machine
import support
from matrix_support import MatrixProgramTest, limited, validator
from support import PROGRAM, VERSIONS, wait_for

SETS = [
    ",".join(version for i, version in enumerate(VERSIONS) if bits >> i & 1)
    for bits in range(1, 16)
]

SERVER_70 = ("refused", "server", "protocol_version")
CLIENT_70 = ("refused", "client", "protocol_version")
CLIENT_47 = ("refused", "client", "illegal_parameter")
# Clients' engine, servers' engine: how the 225 cells of 15 x 15 sets come out.
OUTCOMES = {
    ("exact", "exact"): {"negotiated": 175, SERVER_70: 36, CLIENT_70: 14},
    ("openssl", "openssl"): {"negotiated": 151, SERVER_70: 54, CLIENT_70: 16, CLIENT_47: 4},
    ("openssl", "exact"): {"negotiated": 155, SERVER_70: 54, CLIENT_70: 16},
    ("exact", "openssl"): {"negotiated": 172, SERVER_70: 36, CLIENT_70: 14, CLIENT_47: 3},
}

REPORTS = {}


def kind(outcome):
    """An outcome, without the version and the cipher suite."""
    if outcome["outcome"] == "negotiated":
        return "negotiated"
    return (outcome["outcome"], outcome["by"], outcome["alert"])


def engines_of(cell):
    return cell["client"]["engine"], cell["server"]["engine"]


def best_mutual(cell):
    return max(set(cell["client"]["versions"]) & set(cell["server"]["versions"]), default=None)


class MatrixTest(MatrixProgramTest):
    def report(self, *arguments, code=0):
        run = self.matrix("--format", "json", *arguments, code=code)
        self.assertEqual(run.err, "")
        return json.loads(run.out)

    def check_counts(self, report, pairings):
        cells = report["cells"]
        self.assertEqual(len(cells), 225 * len(pairings))
        summary = dict(report["summary"])
        self.assertGreater(summary.pop("seconds"), 0)
        self.assertEqual(
            summary,
            {
                "cells": len(cells),
                "passed": len(cells),
                "failed": 0,
                "unsupported": 0,
                "broken": 0,
                "waived": 0,
            },
        )
        for end in ("client", "server"):
            for source in ("expected", "saw"):
                counts = collections.defaultdict(collections.Counter)
                for cell in cells:
                    counts[engines_of(cell)][kind(cell[source][end])] += 1
                self.assertEqual(counts, {pair: OUTCOMES[pair] for pair in pairings}, (end, source))

    def check_cells(self, cells):
        """What must hold within each cell, whatever the rule says."""
        for cell in cells:
            client, server, saw = cell["client"], cell["server"], cell["saw"]
            self.assertEqual(
                cell["id"],
                f"client={','.join(client['versions'])}/{client['engine']} "
                f"server={','.join(server['versions'])}/{server['engine']}",
            )
            self.assertEqual((cell["verdict"], cell["explanation"]), ("passed", ""), cell)
            self.assertEqual(saw["client"], saw["server"], cell)
            last = {key: value for key, value in saw["attempts"][-1].items() if key != "offered"}
            self.assertEqual(last, saw["client"], cell)
            negotiated = saw["client"].get("version")
            if negotiated:
                self.assertIn(negotiated, client["versions"], cell)
                self.assertIn(negotiated, server["versions"], cell)
            if engines_of(cell) == ("exact", "exact"):
                self.assertEqual(negotiated, best_mutual(cell), cell)
            if client["engine"] == "openssl":
                self.assertEqual(len(saw["attempts"]), 1, cell)

    def test_without_flags_450_cells_as_predicted(self):
        report = self.report()
        self.check_counts(report, [("exact", "exact"), ("openssl", "openssl")])
        self.check_cells(report["cells"])
        self.assertEqual(
            {cell["id"] for cell in report["cells"]},
            {
                f"client={client}/{engine} server={server}/{engine}"
                for engine in ("exact", "openssl")
                for client in SETS
                for server in SETS
            },
        )
        errors = [error.message for error in validator().iter_errors(report)]
        self.assertEqual(errors[:3], [])

    def all_pairings(self):
        """The report of --engine all, which is made once."""
        if "all" not in REPORTS:
            REPORTS["all"] = self.report("--engine", "all")
        return REPORTS["all"]

    def test_all_pairings_900_cells_as_predicted(self):
        report = self.all_pairings()
        self.check_counts(report, list(OUTCOMES))
        self.check_cells(report["cells"])
        print(f"{report['summary']['seconds']:.2f} s for 900 cells, ", end="", flush=True)

    def test_what_an_openssl_end_makes_of_holes(self):
        cells = {cell["id"]: cell for cell in self.all_pairings()["cells"]}
        below = {
            pair: sum(
                kind(cell["saw"]["client"]) == "negotiated"
                and cell["saw"]["client"]["version"] != best_mutual(cell)
                for cell in cells.values()
                if engines_of(cell) == pair
            )
            for pair in OUTCOMES
        }
        self.assertEqual(
            below,
            {
                ("exact", "exact"): 0,
                ("openssl", "openssl"): 151 - 128,
                ("openssl", "exact"): 155 - 131,
                ("exact", "openssl"): 0,
            },
        )
        trap = "client=1.0,1.1/{} server=1.0,1.2/{}"
        self.assertEqual(kind(cells[trap.format("openssl", "openssl")]["saw"]["client"]), CLIENT_47)
        self.assertEqual(kind(cells[trap.format("exact", "openssl")]["saw"]["client"]), CLIENT_47)
        for client in ("openssl", "exact"):
            saw = cells[trap.format(client, "exact")]["saw"]["client"]
            self.assertEqual((saw["outcome"], saw.get("version")), ("negotiated", "1.0"))

    def test_no_openssl_configuration_decides_a_cell(self):
        config = self.directory / "openssl.cnf"
        config.write_text(
            "openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\nsystem_default = system\n"
            "[system]\nMinProtocol = TLSv1.2\nMaxProtocol = TLSv1.2\n"
            "CipherString = DEFAULT@SECLEVEL=3\nOptions = ServerPreference\n"
        )
        environment = self.environment | {"OPENSSL_CONF": str(config)}
        run = self.matrix("--clients", "pinned", "--servers", "pinned", env=environment)
        self.assertIn("32 of 32 cells as predicted", run.out)

    def test_sets_engines_and_filters_choose_the_cells(self):
        def ids(*arguments):
            return [cell["id"] for cell in self.report(*arguments)["cells"]]

        self.assertEqual(len(ids("--clients", "pinned", "--servers", "ranges")), 2 * 4 * 10)
        one = "client=1.0,1.2/exact server=1.1,1.2,1.3/exact"
        self.assertEqual(
            ids("--clients", "1.2,1.0", "--servers", "1.1+", "--engine", "exact"), [one]
        )
        self.assertEqual(ids("--filter", one), [one])
        self.assertEqual(
            ids("--clients", "1.0; 1.3", "--servers", "1.3", "--client-engine", "openssl"),
            ["client=1.0/openssl server=1.3/exact", "client=1.3/openssl server=1.3/exact"],
        )
        self.assertEqual(len(ids("--filter", "client=1.0/*", "--filter", "*server=1.3/exact")), 44)

    def test_what_could_not_be_run_is_broken_unless_waived(self):
        few = ("--clients", "1.0; 1.2", "--servers", "1.3", "--engine", "exact", "--format", "json")
        limit = limited(self.descriptors_that_break_cells(few))

        def counts(*waivers, code):
            run = self.matrix(*few, *waivers, code=code, preexec_fn=limit)
            report = json.loads(run.out)
            validator().validate(report)
            summary, cells = report["summary"], report["cells"]
            self.assertEqual({cell["verdict"] for cell in cells}, {"broken"})
            self.assertEqual((summary["cells"], summary["passed"], summary["failed"]), (2, 0, 0))
            waived = [(cell["id"], cell["waived"]) for cell in cells if "waived" in cell]
            self.assertEqual(summary["waived"], len(waived))
            return summary["broken"], waived

        first, second = "client=1.0/exact server=1.3/exact", "client=1.2/exact server=1.3/exact"
        self.assertEqual(counts(code=1), (2, []))
        self.assertEqual(
            counts("--waive", "client=1.0/*=few files = few cells", code=1),
            (1, [(first, "few files = few cells")]),
        )
        self.assertEqual(
            counts("--waive", f"{first}=one", "--waive", "*=the other", code=0),
            (0, [(first, "one"), (second, "the other")]),
        )
        table = (*few[:-1], "table")
        told = self.matrix(*table, "--waive", "*=x", code=0, preexec_fn=limit).out
        self.assertIn("0 of 2 cells as predicted, 2 waived", told)
        told = self.matrix(*table, code=1, preexec_fn=limit).out
        self.assertIn("0 of 2 cells as predicted, 2 broken", told)
        self.assertIn(f"broken {first}\n", told)

    def test_a_waiver_that_waives_nothing_is_an_error(self):
        few = ("--clients", "1.0; 1.2", "--servers", "1.0; 1.2", "--engine", "exact")
        run = self.matrix(
            *few, "--format", "json", "--waive", "client=1.0/*=they pass anyway", code=1
        )
        self.assertIn("no longer applies", run.err)
        report = json.loads(run.out)
        self.assertEqual((report["summary"]["passed"], report["summary"]["waived"]), (4, 0))
        self.assertFalse([cell for cell in report["cells"] if "waived" in cell])
        run = self.tlsmatrix("matrix", *few, "--waive", "client=1.1/*=there is none")
        self.assert_complains(run, "matches no cell")

    def test_the_table_fits_a_terminal_and_a_pipe(self):
        run = self.matrix("--engine", "all")
        self.assertEqual(run.err, "")
        self.assertNotIn("\x1b", run.out)
        widest = max(run.out.splitlines(), key=len)
        self.assertLessEqual(len(widest), 80, widest)
        self.assertEqual(run.out.count(" down, servers ("), 4)
        self.assertIn("900 of 900 cells as predicted", run.out)
        for pair, tally in {
            "(exact) down, servers (exact)": "175 negotiated",
            "(OpenSSL's own) down, servers (OpenSSL's own)": "4 client's illegal_parameter",
        }.items():
            self.assertIn(tally, run.out.partition(pair)[2].partition(" down, servers ")[0])
        # The legend explains every sign that is in the grids.
        for sign in ("0-2-", "1.2 ", "1.0<", "S70 ", "C70 ", "S70*", "C47*", "1.2!"):
            self.assertIn(f"\n{sign}  ", run.out)
        page = self.matrix(*("--clients", "1.2", "--servers", "1.0-1.2", "--format", "markdown")).out
        self.assertIn("| 1.0-1.2 |", page)
        self.assertIn("| 1.0-1.2 | the set", page)
        self.assertNotIn("0-2-", page)  # which is in no table of a page

    def test_colour(self):
        few = ("--clients", "pinned", "--servers", "1.3")
        self.assertIn("\x1b[", self.matrix(*few, "--color", "always").out)

        def on_a_terminal(*arguments, **variables):
            ours, theirs = machine.open_terminal()
            try:
                code = subprocess.run(
                    [PROGRAM, "matrix", *few, *arguments],
                    env=self.environment | {"TERM": "xterm"} | variables,
                    stdout=theirs,
                    stderr=subprocess.PIPE,
                    timeout=support.PATIENCE,
                    check=False,
                ).returncode
                os.close(theirs)
                theirs = None
                seen = b""
                while True:
                    try:
                        piece = os.read(ours, 65536)
                    except OSError:  # the end of a terminal
                        break
                    if not piece:
                        break
                    seen += piece
            finally:
                os.close(ours)
                if theirs is not None:
                    os.close(theirs)
            self.assertEqual(code, 0)
            self.assertIn(b"cells as predicted", seen)
            return b"\x1b[" in seen

        self.assertTrue(on_a_terminal())
        self.assertFalse(on_a_terminal(NO_COLOR="1"))
        self.assertFalse(on_a_terminal(TERM="dumb"))
        self.assertFalse(on_a_terminal("--color", "never"))
        self.assertTrue(on_a_terminal("--color", "always", NO_COLOR="1"))

    def test_interrupted(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal.Signals(number).name):
                output = self.directory / f"{number.name}.json"
                process = subprocess.Popen(
                    [PROGRAM, "matrix", "--engine", "all", "--jobs", "1", "--format", "json",
                     "--output", output],
                    env=self.environment,
                    stderr=subprocess.PIPE,
                    preexec_fn=support.end_with_tests,
                )
                self.addCleanup(lambda it=process: (it.kill(), it.wait(), it.stderr.close()))
                wait_for(
                    lambda: catches(process.pid, signal.SIGINT) or process.poll() is not None,
                    "it does not look out for signals",
                )
                before = times_waited(process.pid)
                wait_for(
                    lambda: times_waited(process.pid) > before + 50 or process.poll() is not None,
                    "no cell gets on",
                )
                self.assertIsNone(process.poll(), "it was over before it could be interrupted")
                process.send_signal(number)
                _, told = process.communicate(timeout=support.PATIENCE)
                self.assertEqual(process.returncode, 130, told)
                report = json.loads(output.read_text())
                done = len(report["cells"])
                self.assertEqual(
                    told.decode(), f"tlsmatrix: interrupted after {done} of 900 cells\n"
                )
                self.assertGreater(done, 0)
                self.assertLess(done, 900)
                self.assertEqual(report["summary"]["cells"], done)
                self.check_cells(report["cells"])


def catches(pid, number):
    """Whether a process has a handler for a signal."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as status:
            caught = next(line for line in status if line.startswith("SigCgt:"))
    except (OSError, StopIteration):
        return False
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)


def times_waited(pid):
    """How often a process has waited for something: the clients do so several times a cell."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as status:
            line = next(line for line in status if line.startswith("voluntary_ctxt_switches:"))
    except (OSError, StopIteration):
        return 0
    return int(line.split()[1])


if __name__ == "__main__":
    support.main()
