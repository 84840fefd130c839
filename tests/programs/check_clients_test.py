"""`tlsmatrix check` of real clients: what is required of them, and how it is known."""

import json
import pathlib

import check_support
import support
from check_support import PATIENT, PYTHON

# By Debian's GnuTLS. Its OpenSSL 3.0 does the same; from 3.1 on level 2 leaves 1.2 and 1.3.
ACCEPTED_BY_DEFAULT = ["1.0", "1.1", "1.2", "1.3"]

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


class RealClientTest(check_support.CheckTest):
    def test_plain_curl_takes_1_0_once_the_server_prefers_static_rsa(self):
        support.need_peer("curl")
        plain = ("--require", "1.2+", "--", "curl", "-qsS", "{url}")
        if not support.offers_old():
            self.assertRegex(self.check(*plain).out, r"TLSv1 +refuses ")
            return
        run = self.check(*plain, code=1)
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
        self.assertEqual(report["summary"]["accepts"], support.offered())
        if not support.offers_old():
            self.assertEqual(self.outcomes(report)["1.0"], "refuses")
            return
        served = [run["server"] for run in report["versions"][0]["runs"] if run["cipher"]]
        self.assertEqual(served, ["1.0 static-RSA"])

    def test_requests_fails_the_gate_and_its_adapter_passes(self):
        support.need_peer("requests")
        old = support.offers_old()
        run = self.check(
            *("--require", "1.2+", "--", *PYTHON, "-c", REQUESTS_CLIENT, "{url}"),
            code=1 if old else 0,
        )
        for version in "TLSv1", "TLSv1.1":
            words = f"{version} must be refused and is accepted"
            (self.assertIn if old else self.assertNotIn)(words, run.out)
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
        # Forced as well, where the client does not offer 1.0 at all.
        self.assertEqual({run["server"].removesuffix(" forced")
                          for run in report["versions"][0]["runs"]}, {"1.0 ECDHE-ECDSA"})


class RequirementTest(check_support.CheckTest):
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

    def test_a_baseline_fails_where_anything_is_worse_than_it_was(self):
        support.need_peer("curl")
        # Plain curl takes 1.0 where OpenSSL is 3.0 alone.
        old = ["--tlsv1.0", "--ciphers", support.LEGACY_CIPHERS]
        modern, lax = (["curl", "-qsS", *flags, "{url}"] for flags in (["--tlsv1.2"], old))
        newest = ["curl", "-qsS", "--tlsv1.3", "{url}"]
        saved = {}
        for name, client in ("modern", modern), ("lax", lax):
            saved[name] = self.directory / f"{name}.json"
            saved[name].write_text(json.dumps(self.report(*client)))
        for before, client, code, told in (
            ("modern", modern, 0, "no worse."),
            ("lax", modern, 0, "no worse."),
            ("lax", lax, 0, "no worse."),
            ("modern", lax, 1, "TLSv1 was 'refuses' in the baseline and is 'accepts'"),
            ("modern", newest, 1, "TLSv1.2 was 'accepts' in the baseline and is 'refuses'"),
        ):
            with self.subTest(before, client=client):
                report = self.report(*client, flags=["--baseline", saved[before]], code=code)
                summary = report["summary"]
                self.assertEqual((summary["baseline"], summary["as_required"]), (True, not code))
                self.assertIn(told, str([summary["sentence"], *summary["unmet"]]))
        both = ["--baseline", saved["modern"], "--min", "1.3"]
        self.assertEqual(
            len(self.report(*modern, flags=both, code=1)["summary"]["unmet"]), 1)
        other = self.tlsmatrix(
            *("check", "--baseline", saved["modern"], "--accept", "handshake", "--", *modern))
        self.assert_complains(other, "counts a request as accepted")

    def test_a_retreat_that_is_new_is_worse_than_the_baseline(self):
        client = [*PYTHON, pathlib.Path(__file__).with_name("zoo_client.py")]
        one = {"tries": [{"versions": ["1.2", "1.3"]}]}
        two = {"tries": [*one["tries"], {"versions": ["1.0", "1.1"], "after": "reset"}]}
        place = ["{host}", "{port}", "{ca}"]
        saved = self.directory / "saved.json"
        saved.write_text(json.dumps(self.report(*client, json.dumps(one), *place, flags=PATIENT)))
        report = self.report(
            *client, json.dumps(two), *place, flags=[*PATIENT, "--baseline", saved], code=1)
        self.assertIn("after reset it offered TLSv1.3 in the baseline and offers no more than "
                      "TLSv1.1", report["summary"]["unmet"])

    def test_a_name_is_in_the_certificate_and_in_the_command(self):
        support.need_peer("curl")
        client = ["curl", "-qsS", "--tlsv1.2", "--resolve", "{name}:{port}:{host}", "{url_name}"]
        gate = ["--min", "1.2"]
        self.report(*client, flags=gate)
        self.report(*client, flags=[*gate, "--name", "api.example.com"])
        fixed = [word.replace("{name}", "api.example.com") for word in client[:-1]]
        self.report(*fixed, "https://api.example.com:{port}/", flags=gate, code=1)

    def test_each_is_met_or_not_by_what_a_client_accepts(self):
        support.need_peer("curl")
        modern = ["curl", "-qsS", "--tlsv1.2", "{url}"]
        pinned = ["curl", "-qsS", "--tlsv1.2", "--tls-max", "1.2", "{url}"]
        lax = [*check_support.LAX_CURL, "{url}"]
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


if __name__ == "__main__":
    support.main()
