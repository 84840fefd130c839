"""`tlsmatrix check --proxy`: clients whose URL nobody can change, and what else they ask for."""

import json
import pathlib

import support
from check_support import FAST, LAX_CURL, PATIENT, PYTHON, CheckTest

URL = "https://api.example.com/"
PROXY = ["--proxy", "--name", "api.example.com"]

# It asks for what it is told, by CONNECT or not, and says what the proxy answers.
ASKING_CLIENT = """
import os, socket, sys
from urllib.parse import urlsplit
proxy = urlsplit(os.environ["HTTPS_PROXY"])
for request in sys.argv[1:]:
    with socket.create_connection((proxy.hostname, proxy.port)) as connection:
        connection.sendall(request.encode().decode("unicode_escape").encode("latin-1"))
        print(connection.makefile("rb").read().decode("latin-1"))
"""


class ProxyTest(CheckTest):
    def test_a_fixed_url_is_judged_as_any_other(self):
        support.need_peer("curl")
        for client, accepts in (
            (["curl", "-qsS", "--tlsv1.2"], ["1.2", "1.3"]),
            (LAX_CURL, support.VERSIONS),
        ):
            with self.subTest(client=client):
                code = 0 if len(accepts) == 2 else 1
                report = self.report(*client, URL, flags=[*PROXY, "--require", "1.2+"], code=code)
                self.assertEqual(report["summary"]["accepts"], accepts)
                self.assertEqual(report["proxy"]["names"], ["api.example.com"])
                self.assertEqual(report["proxy"]["refused"], [])
        # The proxy hides neither who ended it nor how it was attacked.
        report = self.report("curl", "-qsS", "--tlsv1.2", URL, flags=[*PROXY, "--min", "1.2"])
        self.assertEqual([it["rests_on"] for it in report["versions"][:2]], ["client", "client"])
        reset = report["reset"]
        self.assertIn("reset", reset["output"].lower())
        self.assertEqual(report["proxy"]["tunnels"],
                         sum(len(run["connections"]) for run in self.distinct_runs(report)))

    def distinct_runs(self, report):
        found = [*self.all_runs(report), *report["attacks"], report["all_versions"]]
        return [*found, report["sslv3"]] if report["sslv3"] else found

    def test_a_retreat_is_seen_behind_it(self):
        client = [*PYTHON, pathlib.Path(__file__).with_name("zoo_client.py")]
        lowers = {"tries": [{"versions": ["1.2", "1.3"]},
                            {"versions": ["1.0", "1.1"], "after": "reset"}],
                  "proxy": True}
        report = self.report(*client, json.dumps(lowers), "{name}", "443", "{ca}",
                             flags=[*PROXY, *PATIENT, "--min", "1.2"], code=1)
        self.assertIn("reset", " ".join(report["summary"]["unmet_overall"]))

    def test_the_places_name_it(self):
        support.need_peer("curl")
        command = ["env", "-u", "HTTPS_PROXY", "-u", "https_proxy", "-u", "ALL_PROXY", "-u",
                   "all_proxy", "curl", "-qsS", "--tlsv1.2", "--proxy"]
        for place, url in (("{proxy}", "{url}"),
                           ("http://{proxy_host}:{proxy_port}", "https://{name}:8443/")):
            with self.subTest(place=place, url=url):
                self.report(*command, place, url, flags=[*PROXY, "--min", "1.2"])

    def test_several_names_have_one_server_behind_them(self):
        support.need_peer("curl")
        report = self.report(
            *("curl", "-qsS", "--tlsv1.2", "https://login.example.com/", URL),
            flags=[*PROXY, "--name", "login.example.com", "--min", "1.2"])
        self.assertEqual(report["proxy"]["names"], ["api.example.com", "login.example.com"])

    def test_everything_else_is_refused_and_told(self):
        asks = {
            "CONNECT other.example.com:443 HTTP/1.1\\r\\n\\r\\n":
                ("CONNECT other.example.com:443", "the proxy connects to api.example.com alone"),
            "GET http://api.example.com/ HTTP/1.1\\r\\n\\r\\n":
                ("GET http://api.example.com/", "the proxy answers CONNECT alone"),
            "\\x05\\x01\\x00": ("SOCKS 5", "the proxy supports HTTP alone, and no TLS"),
        }
        report = self.report(*PYTHON, "-c", ASKING_CLIENT, *asks,
                             flags=[*PROXY, *PATIENT, "--min", "1.2"], code=1)
        refused = {each["asked"]: each for each in report["proxy"]["refused"]}
        self.assertEqual({(it["asked"], it["sentence"]) for it in refused.values()},
                         set(asks.values()))
        self.assertEqual({it["times"] for it in refused.values()}, {report["summary"]["runs"]})
        self.assertEqual(report["proxy"]["tunnels"], 0)
        self.assertEqual(set(self.outcomes(report).values()), {"undecided"})
        told = " ".join(report["summary"]["observations"])
        self.assertIn("The proxy refused 'GET http://api.example.com/'", told)
        printed = self.all_runs(report)[0]["output"]
        self.assertIn("HTTP/1.1 403 Forbidden", printed)
        self.assertIn("tlsmatrix check: the proxy connects to api.example.com alone", printed)

    def test_whoever_does_not_ask_it_is_told_how(self):
        report = self.report("true", flags=[*PROXY, *FAST], code=1)
        self.assertIn("It never asked the proxy", " ".join(report["summary"]["observations"]))
        self.assertEqual({run["sentence"] for run in self.all_runs(report)},
                         {"the client did not ask the proxy"})
        self.assertIsNone(self.report("true", flags=FAST, code=1)["proxy"])

    def test_bad_input_is_one_sentence(self):
        for arguments, needle in {
            ("check", "--proxy", "--", "true"): "--proxy needs --name NAME",
            ("check", "--", "true", "{proxy_host}"): "--proxy puts one before the servers",
            ("check", "--proxy", "--name", "*.example.com", "--", "true"): "*.example.com",
        }.items():
            with self.subTest(arguments):
                self.assert_complains(self.tlsmatrix(*arguments), needle)


if __name__ == "__main__":
    support.main()
