"""`tlsmatrix check`: what becomes of real clients, of clients that lie, and of those that misbehave."""

import json
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import time
import unittest
import xml.etree.ElementTree

import support

SCHEMA = support.REPOSITORY / "docs" / "check.schema.json"
FAKE = pathlib.Path(__file__).with_name("fake_client.py")
PYTHON = ["/usr/bin/python3", "-E", "-s"]
FAST = ["--jobs", "16"]
# For clients that end by themselves: sixteen Pythons that start at once may need their time.
PATIENT = [*FAST, "--timeout", "60"]
ACCEPTED_BY_DEFAULT = ["1.0", "1.1", "1.2", "1.3"]  # by Debian 12's OpenSSL and GnuTLS

JAVA_CLIENT = """
import java.net.URL;
import javax.net.ssl.HttpsURLConnection;

public class Client {
    public static void main(String[] arguments) throws Exception {
        HttpsURLConnection connection =
            (HttpsURLConnection) new URL(arguments[0]).openConnection();
        System.out.println(connection.getResponseCode());
    }
}
"""

NODE_CLIENT = "require('https').get(process.argv[1], (response) => response.resume())"

URLLIB_CLIENT = """
import sys, urllib.request
print(urllib.request.urlopen(sys.argv[1]).status)
"""

# The program of the report's question.
REQUESTS_CLIENT = """
import sys, requests
print(requests.post(sys.argv[1] + "testpost", data="{for: test purposes}").status_code)
"""

# And with the adapter of its answer.
ADAPTER_CLIENT = """
import ssl, sys, requests
from requests.adapters import HTTPAdapter
from urllib3.util.ssl_ import create_urllib3_context

class Adapter(HTTPAdapter):
    def init_poolmanager(self, *arguments, **options):
        context = create_urllib3_context()
        context.options |= ssl.OP_NO_TLSv1 | ssl.OP_NO_TLSv1_1
        return super().init_poolmanager(*arguments, ssl_context=context, **options)

session = requests.Session()
session.mount("https://", Adapter())
print(session.post(sys.argv[1] + "testpost", data="{for: test purposes}").status_code)
"""


def validator():
    support.need_peer("jsonschema")
    import jsonschema

    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def processes_with(word):
    """The ids of processes whose command line has this word."""
    found = []
    for directory in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if word.encode() in directory.joinpath("cmdline").read_bytes().split(b"\0"):
                found.append(int(directory.name))
        except OSError:
            continue
    return found


class CheckTest(support.ProgramTest):
    def check(self, *arguments, code=0, **options):
        run = self.tlsmatrix("check", *arguments, **options)
        self.assertEqual(run.code, code, run)
        return run

    def report(self, *command, flags=(), code=0):
        """The JSON of a check, valid by its schema."""
        run = self.check("--format", "json", *flags, "--", *command, code=code)
        report = json.loads(run.out)
        validator().validate(report)
        return report

    def outcomes(self, report):
        return {each["version"]: each["outcome"] for each in report["versions"]}

    def fake(self, mode, started_by=(), flags=PATIENT, **options):
        # The word is how a process that survives is found.
        word = f"fake-{os.getpid()}-{mode}"
        self.addCleanup(lambda: self.assertEqual(processes_with(word), []))
        client = [*PYTHON, FAKE, mode, "{url}", word]
        return self.report(*started_by, *client, flags=flags, **options)

    def all_runs(self, report):
        return [run for version in report["versions"] for run in version["runs"]]


class RealClientTest(CheckTest):
    def test_plain_curl_takes_1_0_once_the_server_prefers_static_rsa(self):
        support.need_peer("curl")
        run = self.check("--require", "1.2+", "--", "curl", "-qsS", "{url}", code=1)
        self.assertRegex(run.out, r"TLSv1 must be refused and is accepted \(static-RSA: took\s+TLSv1")
        self.assertIn("AES256-SHA", run.out)

    def test_a_curl_that_is_told_so_passes(self):
        support.need_peer("curl")
        report = self.report("curl", "-qsS", "--tlsv1.2", "{url}", flags=["--require", "1.2+"])
        self.assertEqual(report["summary"]["accepts"], ["1.2", "1.3"])
        self.assertEqual(report["summary"]["as_required"], True)
        self.assertEqual(self.outcomes(report)["1.0"], "refuses")

    def test_a_refusal_is_proved_by_the_client_itself_in_eight_runs(self):
        support.need_peer("curl")
        report = self.report("curl", "-qsS", "--tlsv1.2", "{url}", flags=["--require", "1.2+"])
        for old in report["versions"][:2]:
            self.assertEqual(old["rests_on"], "client")
            forced = [run for run in old["runs"] if run["server"].endswith("forced")]
            self.assertEqual([(run["by"], run["alert"]) for run in forced],
                             [("client", "protocol_version")])
        self.assertLessEqual(report["summary"]["runs"] - len(report["attacks"]), 8)
        self.assertEqual(report["sslv3"]["outcome"], "refused")
        left_out = {each["server"]: each["reason"] for each in report["left_out"]}
        self.assertEqual(left_out["1.2 DHE-RSA"], "TLSv1.2 is accepted already")

    def test_a_curl_of_1_3_alone_rests_on_its_offer(self):
        support.need_peer("curl")
        report = self.report("curl", "-qsS", "--tlsv1.3", "{url}", flags=["--require", "1.3"])
        self.assertEqual([it["rests_on"] for it in report["versions"]],
                         ["offer", "offer", "offer", None])

    def test_thorough_leaves_nothing_out(self):
        support.need_peer("curl")
        report = self.report("curl", "-qsS", "--tlsv1.2", "--max-time", "1", "{url}",
                             flags=["--require", "1.2+", "--thorough"])
        self.assertEqual(report["left_out"], [])
        self.assertIn("silence", [run["server"] for run in report["attacks"]])

    def test_wget_takes_everything(self):
        support.need_peer("wget")
        report = self.report(
            *("wget", "-q", "-O-", "--tries=1", "--ca-certificate={ca}", "{url}"),
            flags=["--require", "1.2+"],
            code=1,
        )
        self.assertEqual(report["summary"]["accepts"], ACCEPTED_BY_DEFAULT)
        ciphers = {run["cipher"] for run in report["versions"][0]["runs"]}
        self.assertIn("ECDHE-RSA-AES256-SHA", ciphers)

    def test_the_standard_library_of_python_takes_1_0_by_static_rsa(self):
        report = self.report(*PYTHON, "-c", URLLIB_CLIENT, "{url}")
        self.assertEqual(report["summary"]["accepts"], ACCEPTED_BY_DEFAULT)
        served = [run["server"] for run in report["versions"][0]["runs"] if run["cipher"]]
        self.assertEqual(served, ["1.0 static-RSA"])

    def test_requests_fails_the_gate_and_its_adapter_passes(self):
        support.need_peer("requests")
        run = self.check(
            *("--require", "1.2+", "--", *PYTHON, "-c", REQUESTS_CLIENT, "{url}"), code=1
        )
        self.assertIn("TLSv1 must be refused and is accepted", run.out)
        self.assertIn("TLSv1.1 must be refused and is accepted", run.out)
        report = self.report(
            *PYTHON, "-c", ADAPTER_CLIENT, "{url}", flags=["--require", "1.2+"]
        )
        self.assertEqual(report["summary"]["accepts"], ["1.2", "1.3"])

    def test_node_offers_1_2_and_1_3_alone(self):
        node = support.need_peer("node")
        report = self.report(node, "-e", NODE_CLIENT, "{url}", flags=["--require", "1.2+"])
        self.assertEqual(self.outcomes(report)["1.1"], "refuses")
        # It closes without a word where curl sends an alert: a control shows on what.
        self.assertEqual(report["versions"][1]["rests_on"], "client")
        self.assertEqual(report["versions"][0]["runs"][0]["by"], "server")

    def test_java_offers_1_2_and_1_3_alone(self):
        java = support.need_peer("java")
        self.directory.joinpath("Client.java").write_text(JAVA_CLIENT)
        made = self.peer("javac", "-d", self.directory, self.directory / "Client.java")
        self.assertEqual(made.code, 0, made)
        report = self.report(
            *(java, "-XX:TieredStopAtLevel=1", "-Djavax.net.ssl.trustStore={truststore}"),
            *("-Djavax.net.ssl.trustStorePassword=changeit", "-cp", self.directory, "Client"),
            "{url}",
            flags=["--require", "1.2+", "--timeout", "60"],
        )
        self.assertEqual(report["summary"]["accepts"], ["1.2", "1.3"])

    def test_a_client_that_is_told_the_version_is_pinned_to_it(self):
        support.need_peer("curl")
        report = self.report(
            *("curl", "-qsS", "--tlsv{version}", "--tls-max", "{version}"),
            *("--ciphers", support.LEGACY_CIPHERS, "{url}"),
        )
        self.assertEqual(report["summary"]["accepts"], support.VERSIONS)
        self.assertIsNone(report["all_versions"])
        self.assertIsNone(report["reset"])
        offers = [run["connections"][0]["hello"]["offered"] for run in self.all_runs(report)]
        self.assertEqual({tuple(it) for it in offers}, {(v,) for v in support.VERSIONS})

    def test_the_environment_tells_what_the_arguments_do_not(self):
        script = 'curl -qsS "$TLSMATRIX_URL" && [ "$CURL_CA_BUNDLE" = "$TLSMATRIX_CA" ]'
        support.need_peer("curl")
        report = self.report("sh", "-c", script, flags=["--key-type", "ecdsa"])
        self.assertEqual(report["summary"]["accepts"], ["1.2", "1.3"])
        self.assertEqual([run["server"] for run in report["versions"][0]["runs"]],
                         ["1.0 ECDHE-ECDSA"])


class RequirementTest(CheckTest):
    """Each of the three sentences, of a curl that takes 1.2 and 1.3 alone."""

    def test_the_servers_may_have_a_certificate_of_the_users_own(self):
        support.need_peer("curl")
        made = self.tlsmatrix("certs", self.directory / "own", "--key-type", "ecdsa")
        self.assertEqual(made.code, 0, made)
        own = self.directory / "own"
        report = self.report(
            *("curl", "-qsS", "--tlsv1.2", "--cacert", own / "ca.pem", "{url}"),
            flags=["--require", "1.2+", "--cert", own / "server-ecdsa.pem",
                   "--key", own / "server-ecdsa.key"])
        self.assertEqual([run["server"] for run in report["versions"][2]["runs"]],
                         ["1.2 ECDHE-ECDSA"])

    def test_each_is_met_or_not_by_what_a_client_accepts(self):
        support.need_peer("curl")
        modern = ["curl", "-qsS", "--tlsv1.2", "{url}"]
        pinned = ["curl", "-qsS", "--tlsv1.2", "--tls-max", "1.2", "{url}"]
        lax = ["curl", "-qsS", "{url}"]
        for flags, client, code in (
            (["--require", "1.2+"], modern, 0),
            (["--require", "1.2+"], pinned, 1),
            (["--min", "1.2"], pinned, 0),
            (["--min", "1.3"], pinned, 1),
            (["--min", "1.2"], lax, 1),
            (["--refuse", "1.0-1.1"], pinned, 0),
            (["--refuse", "1.0"], lax, 1),
            (["--refuse", "1.3"], modern, 1),
        ):
            with self.subTest(flags=flags, client=client):
                report = self.report(*client, flags=flags, code=code)
                self.assertEqual(report["summary"]["as_required"], code == 0)
                self.assertEqual(report["summary"]["requirement"]["kind"], flags[0][2:])


class LiarTest(CheckTest):
    def test_what_a_client_offers_cannot_drive_the_terminal(self):
        support.need_peer("openssl")
        script = ('openssl s_client -connect "$TLSMATRIX_HOST:$TLSMATRIX_PORT" '
                  "-alpn \"$(printf '\\033[31mEVIL\\377')\" </dev/null")
        report = self.report("sh", "-c", script, flags=FAST, code=1)
        causes = {sight["cause"] for run in self.all_runs(report) for sight in run["connections"]}
        self.assertIn("the client offers \\x1B[31mEVIL\ufffd by ALPN, and the server speaks "
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
        report = self.fake("joins", flags=[*FAST, "--timeout", "1"])
        self.assertLess(time.monotonic() - started, support.LITTLE_PATIENCE)
        self.assertEqual({run["outcome"] for run in self.all_runs(report)}, {"hung"})

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
        run = self.check("--require", "1.2+", "--format", "junit", "--", "curl", "-qsS", "{url}",
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
        run = self.check("--require", "1.2+", "--", "curl", "-qsS", "{url}", code=1)
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
            ("check",): "command is required",
            ("check", "--"): "command is required",
            ("check", "--", "no-such-program", "{url}"): "cannot run 'no-such-program'",
            ("check", "--", str(script)): "Permission denied",
            ("check", "--", str(self.directory)): "Permission denied",
            ("check", "--", "true", "{ulr}"): "{url} {host} {port} {ca} {truststore} {version}",
            ("check", "--require", "", "--", "true"): "empty",
            ("check", "--require", "1.4", "--", "true"): "1.4",
            ("check", "--cert", "/no/such.pem", "--key", "/no/such.key", "--", "true"):
                "/no/such.pem",
            ("check", "--cert", "/no/such.pem", "--", "true"): "--key",
            ("check", "--min", "1.2+", "--", "true"): "--min takes one version, and '1.2+' is none",
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
