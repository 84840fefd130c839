"""`tlsmatrix check`: what becomes of clients that lie, and of those that misbehave."""

import json
import os
import shlex
import signal
import subprocess
import time
import xml.etree.ElementTree

import support
from check_support import FAKE, FAST, LAX_CURL, PATIENT, PYTHON, CheckTest, processes_with, validator


class LiarTest(CheckTest):
    def test_what_a_client_offers_cannot_drive_the_terminal(self):
        support.need_peer("openssl")
        script = ('openssl s_client -connect "$TLSMATRIX_HOST:$TLSMATRIX_PORT" '
                  "-alpn \"$(printf '\\033[31mEVIL\\377')\" </dev/null")
        report = self.report("sh", "-c", script, flags=FAST, code=1)
        causes = {sight["cause"] for run in self.all_runs(report) for sight in run["connections"]}
        self.assertIn("the client offers \\x1B[31mEVIL\\xFF by ALPN, and the server speaks "
                      "http/1.1", causes)
        self.assertNotIn("\x1b", self.check(*FAST, "--", "sh", "-c", script, code=1).out)

    def test_exit_0_without_a_connection_proves_nothing(self):
        report = self.fake("claims", flags=[*PATIENT, "--require", "1.2+"], code=1)
        self.assertEqual(set(self.outcomes(report).values()), {"undecided"})
        for run in self.all_runs(report):
            self.assertEqual(run["outcome"], "never_connected")
            self.assertEqual(run["exit_word"], "claims_success")
        self.assertIn("It never connected", " ".join(report["summary"]["observations"]))

    def test_a_failure_after_the_answer_is_named(self):
        report = self.fake("fails", flags=[*PATIENT, "--require", "1.2+"], code=1)
        for run in report["versions"][2]["runs"]:
            self.assertEqual((run["outcome"], run["exit_word"]), ("served", "fails_after_success"))
        self.assertIn("TLSv1.2 is required, and the client fails though its request was answered",
                      report["summary"]["unmet"][0])

    def test_whoever_does_not_trust_us_refuses_no_version(self):
        for mode in ("distrusts", "mistakes"):
            with self.subTest(mode):
                report = self.fake(mode, code=1)
                self.assertEqual(set(self.outcomes(report).values()), {"undecided"})
                self.assertEqual({it["outcome"] for it in self.all_runs(report)}, {"distrusted"})
                self.assertIn("does not accept the servers' certificate",
                              " ".join(report["summary"]["observations"]))

    def test_the_second_try_counts(self):
        report = self.fake("retries")
        self.assertEqual(report["summary"]["accepts"], ["1.0", "1.3"])
        first = report["versions"][0]["runs"][0]
        self.assertEqual([it["outcome"] for it in first["connections"]], ["refused", "negotiated"])
        self.assertIn("After a refusal it tries again with at most TLSv1 where it had offered "
                      "TLSv1.3, without TLS_FALLBACK_SCSV",
                      " ".join(report["summary"]["observations"]))
        self.assertIn("After a reset it tries again with at most TLSv1",
                      " ".join(report["summary"]["observations"]))

    def test_a_negotiation_without_a_request_is_no_acceptance(self):
        report = self.fake("silent", flags=[*PATIENT, "--require", "1.2+"], code=1)
        self.assertEqual(set(self.outcomes(report).values()), {"no_request"})
        self.assertEqual(report["summary"]["accepts"], [])

    def test_a_handshake_is_enough_where_that_is_what_counts(self):
        flags = [*PATIENT, "--min", "1.0", "--accept", "handshake"]
        report = self.fake("silent", flags=flags)
        self.assertEqual(report["summary"]["accepts"], support.VERSIONS)
        self.assertEqual(report["summary"]["accept"], "handshake")

    def test_a_client_that_reads_its_request_is_given_one(self):
        support.need_peer("openssl")
        report = self.report(
            *("openssl", "s_client", "-quiet", "-verify_return_error", "-tls1_2"),
            *("-CAfile", "{ca}", "-connect", "{host}:{port}"),
            flags=["--require", "1.2", "--stdin", r"GET / HTTP/1.0\r\n\r\n"])
        self.assertEqual(report["summary"]["accepts"], ["1.2"])

    def test_plain_http_is_no_tls(self):
        report = self.fake("plain", code=1)
        self.assertEqual({run["outcome"] for run in self.all_runs(report)}, {"not_tls"})
        self.assertEqual(set(self.outcomes(report).values()), {"undecided"})


class Http2Test(CheckTest):
    """A client that offers h2 and nothing else, by ALPN."""

    CLIENT = """
import socket, ssl, sys
context = ssl.create_default_context(cafile=sys.argv[3])
context.minimum_version = ssl.TLSVersion.TLSv1_2
context.set_alpn_protocols(["h2"])
with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as plain:
    with context.wrap_socket(plain, server_hostname="localhost") as connection:
        connection.sendall(b"PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n" + bytes(3) + b"\\4" + bytes(5))
        print(connection.selected_alpn_protocol(), connection.makefile("rb").read().hex())
"""

    def run_client(self, **options):
        return self.report(*PYTHON, "-c", self.CLIENT, "{host}", "{port}", "{ca}", **options)

    def test_it_is_served_settings_and_goaway_and_judged(self):
        report = self.run_client(
            flags=[*PATIENT, "--accept", "handshake", "--require", "1.2+"])
        self.assertEqual(report["summary"]["accepts"], ["1.2", "1.3"])
        self.assertEqual({report["versions"][at]["rests_on"] for at in (0, 1)}, {"client"})
        settings, goaway = "000000040000000000", "000008070000000000" + 16 * "0"
        self.assertEqual(report["all_versions"]["output"], f"h2 {settings}{goaway}\n")

    def test_where_a_request_counts_nothing_is_decided_of_it(self):
        report = self.run_client(flags=[*PATIENT, "--min", "1.2"], code=1)
        self.assertEqual(self.outcomes(report)["1.3"], "undecided")
        self.assertEqual(report["all_versions"]["alert"], "no_application_protocol")

    def test_who_offers_both_gets_http_1(self):
        support.need_peer("curl")
        report = self.report("curl", "-qsS", "--tlsv1.3", "{url}",
                             flags=["--accept", "handshake", "--require", "1.3"])
        self.assertIn("HTTP/1.1", report["all_versions"]["connections"][0]["line"])

    def test_a_client_of_nodes_http2_is_judged(self):
        node = support.need_peer("node")
        client = ("const c = require('http2').connect(process.argv[1]); "
                  "c.on('error', (e) => { console.error(e); process.exitCode = 1; }); "
                  "c.on('goaway', () => c.close())")
        report = self.report(node, "-e", client, "{url}",
                             flags=[*PATIENT, "--accept", "handshake", "--require", "1.2+"])
        self.assertEqual(report["summary"]["accepts"], ["1.2", "1.3"])


class MisbehaviourTest(CheckTest):
    def test_a_hanging_client_costs_its_time_and_no_more(self):
        started = time.monotonic()
        report = self.fake("hangs", flags=[*FAST, "--timeout", "1"], code=1)
        # It would hang for an hour.
        self.assertLess(time.monotonic() - started, support.LITTLE_PATIENCE)
        for run in self.all_runs(report):
            self.assertEqual(run["outcome"], "hung")
            self.assertEqual(run["exit"], {"status": None, "signal": 15, "timed_out": True})

    def test_whoever_ignores_term_is_killed(self):
        # By a shell, which gets there sooner than a Python does; whoever still was not there in
        # that second ignored nothing.
        deaf = ["sh", "-c", 'trap "" TERM; echo ignoring; exec "$@"', "sh"]
        report = self.fake("hangs", started_by=deaf, flags=[*FAST, "--timeout", "1"], code=1)
        ignoring = [it for it in self.all_runs(report) if "ignoring" in it["output"]]
        signals = {run["exit"]["signal"] for run in ignoring}
        self.assertEqual(signals, {signal.SIGKILL})

    def test_no_child_survives(self):
        for mode in ("forks", "detaches", "forgets"):
            with self.subTest(mode):
                report = self.fake(mode)
                self.assertEqual(report["summary"]["accepts"], ["1.2", "1.3"])
                # The cleanup looks for the processes themselves.

    def test_whoever_joins_another_process_group_is_killed_in_time(self):
        started = time.monotonic()
        report = self.fake("joins", flags=[*FAST, "--timeout", "1"], code=1)
        self.assertLess(time.monotonic() - started, support.LITTLE_PATIENCE)
        # Two that run at once are in one group then, and may end with each other.
        outcomes = {run["outcome"] for run in self.all_runs(report)}
        self.assertIn("hung", outcomes)
        self.assertLessEqual(outcomes, {"hung", "never_connected"})

    def test_the_jobs_of_the_shell_that_became_this_process_live_on(self):
        for mode in ("detaches", "forgets"):
            with self.subTest(mode):
                self.run_beside_a_job(mode)

    def run_beside_a_job(self, mode):
        job = [*PYTHON, "-c", "import time; time.sleep(600)", f"fake-{os.getpid()}-job"]
        client = [*PYTHON, str(FAKE), mode, "{url}", f"fake-{os.getpid()}-beside"]
        check = [support.PROGRAM, "check", *FAST, "--", *client]
        script = f"{shlex.join(job)} >/dev/null 2>&1 & exec {shlex.join(map(str, check))}"
        try:
            run = subprocess.run(["sh", "-c", script], env=self.environment, capture_output=True,
                                 stdin=subprocess.DEVNULL, timeout=support.PATIENCE, check=False)
            self.assertEqual(run.returncode, 0, run)
            support.wait_for(lambda: processes_with(job[-1]), "the job was ended")
            self.assertEqual(processes_with(client[-1]), [])
        finally:
            for pid in processes_with(job[-1]):
                os.kill(pid, signal.SIGKILL)

    def test_an_adopted_child_is_counted(self):
        report = self.fake("detaches")
        self.assertEqual({run["orphans"] for run in self.all_runs(report)}, {1})
        self.assertIn(f"It left {report['summary']['runs']} processes behind",
                      " ".join(report["summary"]["observations"]))

    def test_of_a_megabyte_the_end_is_kept(self):
        report = self.fake("prints", code=1)
        for run in self.all_runs(report):
            self.assertEqual(run["output_bytes"], 1024 * 1024 + 4)
            self.assertEqual(len(run["output"]), 64 * 1024)
            self.assertTrue(run["output"].endswith("end\n"))

    def test_an_interrupt_ends_all_and_judges_nothing(self):
        for mode in ("hangs", "joins"):
            with self.subTest(mode):
                self.interrupt(mode)

    def interrupt(self, mode):
        word = f"fake-{os.getpid()}-interrupted"
        # Longer than anybody waits here: it is the interrupt that ends it.
        command = [support.PROGRAM, "check", "--timeout", "3600", "--",
                   *PYTHON, str(FAKE), mode, "{url}", word]
        process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   preexec_fn=support.end_with_tests)
        support.wait_for(lambda: len(processes_with(word)) > 1, "no client was started")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=support.PATIENCE)
        self.assertEqual((process.returncode, out), (130, b""), err)
        self.assertEqual(processes_with(word), [])

    def test_what_a_client_prints_cannot_drive_the_terminal(self):
        run = self.check(*FAST, "--", "printf", "\x1b[31mred\xff\n", code=1)
        self.assertNotIn("\x1b", run.out)
        self.assertIn("\\x1B[31mred", run.out)

    def test_the_private_directory_is_gone(self):
        script = 'touch "$TMPDIR/file" && test -O "$TMPDIR" && stat -c %a "$TMPDIR/.."'
        report = self.report("sh", "-c", script, flags=FAST, code=1)
        self.assertEqual({run["output"] for run in self.all_runs(report)}, {"700\n"})
        self.assertEqual(os.listdir(self.environment["TMPDIR"]), [])


class ReportTest(CheckTest):
    def test_junit_fails_the_versions_that_are_not_as_required(self):
        support.need_peer("curl")
        run = self.check("--require", "1.2+", "--format", "junit", "--", *LAX_CURL, "{url}",
                         code=1)
        suite = xml.etree.ElementTree.fromstring(run.out).find("testsuite")
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("4", "2"))
        failed = [case.get("name") for case in suite if case.find("failure") is not None]
        self.assertEqual(failed, ["TLSv1", "TLSv1.1"])

    def test_markdown_is_one_table(self):
        support.need_peer("curl")
        run = self.check("--format", "markdown", "--", "curl", "-qsS", "--tlsv1.2", "{url}")
        rows = [line for line in run.out.splitlines() if line.startswith("|")]
        self.assertEqual(len(rows), 6, run)
        self.assertEqual({row.replace("\\|", "").count("|") for row in rows}, {7})

    def test_the_table_fits_80_columns(self):
        support.need_peer("curl")
        run = self.check("--require", "1.2+", "--", *LAX_CURL, "{url}", code=1)
        for line in run.out.splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_the_output_of_a_client_that_fails_is_shown(self):
        run = self.check(*FAST, "--", "sh", "-c", "echo it went wrong; exit 3", code=1)
        self.assertIn("| it went wrong", run.out)
        self.assertRegex(run.out, r"TLSv1 +undecided +client +3 ")

    def test_a_file_is_written_whole(self):
        path = self.directory / "report.json"
        run = self.check("--format", "json", "--output", path, *FAST, "--", "true", code=1)
        self.assertEqual(run.out, "")
        validator().validate(json.loads(path.read_text()))


class BadInputTest(CheckTest):
    def test_each_is_one_sentence(self):
        script = self.directory / "script"
        script.write_text("no program\n")
        cases = {
            ("check",): "no command is given",
            ("check", "--"): "no command is given",
            ("check", "--", "no-such-program", "{url}"): "cannot run 'no-such-program'",
            ("check", "--", str(script)): "Permission denied",
            ("check", "--", str(self.directory)): "Permission denied",
            ("check", "--", "true", "{ulr}"): "{truststore} {version} {name} {url_name}",
            ("check", "--name", "*.example.com", "--", "true"): "*.example.com",
            ("check", "--name", "no name", "--", "true"): "no name",
            ("check", "--baseline", "/no/such.json", "--", "true"): "/no/such.json",
            ("check", "--baseline", str(script), "--", "true"): str(script),
            ("check", "--require", "", "--", "true"): "empty",
            ("check", "--require", "1.4", "--", "true"): "1.4",
            ("check", "--cert", "/no/such.pem", "--key", "/no/such.key", "--", "true"):
                "/no/such.pem",
            ("check", "--cert", "/no/such.pem", "--", "true"): "--key",
            ("check", "--min", "1.2+", "--", "true"): "--min takes one version, not '1.2+'",
            ("check", "--refuse", "1.0,1.9", "--", "true"): "1.9",
            ("check", "--min", "1.2", "--refuse", "1.0", "--", "true"): "--refuse",
            ("check", "--require", "1.2", "--refuse", "1.0", "--", "true"): "--require",
            ("check", "--accept", "hello", "--", "true"): "--accept",
            ("check", "--timeout", "0", "--", "true"): "--timeout",
            ("check", "--jobs", "0", "--", "true"): "--jobs",
            ("check", "--key-type", "dsa", "--", "true"): "--key-type",
            ("check", "--format", "yaml", "--", "true"): "--format",
            ("check", "--output", "/no/such/file", *FAST, "--", "true"): "/no/such/file",
        }
        for arguments, needle in cases.items():
            with self.subTest(arguments):
                self.assert_complains(self.tlsmatrix(*arguments), needle)


if __name__ == "__main__":
    support.main()
