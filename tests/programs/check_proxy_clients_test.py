"""`tlsmatrix check --proxy`: programs that people run, with URLs of their own."""

import support
from check_support import PATIENT, PYTHON, CheckTest

URL = "https://api.example.com/"
PROXY = ["--proxy", "--name", "api.example.com"]
GATE = [*PROXY, "--require", "1.2+"]
# They can make nothing of a page that is not theirs: how far the handshake goes is what counts.
HANDSHAKE = [*GATE, "--accept", "handshake", *PATIENT]

URLLIB_CLIENT = """
import ssl, urllib.request
context = ssl.create_default_context()
context.minimum_version = ssl.TLSVersion.TLSv1_2
print(urllib.request.urlopen("https://api.example.com/", context=context).status)
"""

REQUESTS_CLIENT = """
import requests
print(requests.get("https://api.example.com/").status_code)
"""

JAVA_CLIENT = """
import java.net.URL;
import javax.net.ssl.HttpsURLConnection;

public class Fixed {
    public static void main(String[] arguments) throws Exception {
        HttpsURLConnection connection =
            (HttpsURLConnection) new URL("https://api.example.com/").openConnection();
        System.out.println(connection.getResponseCode());
    }
}
"""


class FixedUrlTest(CheckTest):
    def assert_modern(self, report):
        self.assertEqual(report["summary"]["accepts"], ["1.2", "1.3"])
        self.assertGreater(report["proxy"]["tunnels"], 0)

    def test_urllib(self):
        self.assert_modern(self.report(*PYTHON, "-c", URLLIB_CLIENT, flags=[*GATE, *PATIENT]))

    def test_requests(self):
        support.need_peer("requests")
        old = support.offers_old()
        report = self.report(*PYTHON, "-c", REQUESTS_CLIENT, flags=[*GATE, *PATIENT],
                             code=1 if old else 0)
        self.assertEqual(report["summary"]["accepts"], support.offered())

    def test_git(self):
        git = support.need_peer("git")
        modern = ["-c", "http.sslVersion=tlsv1.2"]
        report = self.report(git, *modern, "ls-remote", URL + "x.git", flags=HANDSHAKE)
        self.assert_modern(report)
        # GnuTLS offers all four by default.
        report = self.report(git, "ls-remote", URL + "x.git", flags=HANDSHAKE, code=1)
        self.assertIn("1.0", report["summary"]["accepts"])

    def test_pip(self):
        support.need_peer("pip")
        report = self.report(
            *(*PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-cache-dir"),
            *("--retries", "0", "--isolated", "download", "--index-url", URL + "simple", "none"),
            flags=[*PROXY, "--accept", "handshake", *PATIENT])
        # Older ones of its urllib3 leave 1.0 on, where OpenSSL does.
        self.assertEqual(report["summary"]["accepts"][-2:], ["1.2", "1.3"])

    def test_npm(self):
        npm = support.need_peer("npm")
        self.assert_modern(self.report(
            *(npm, "view", "no-such-thing", "--registry", URL, "--fetch-retries", "0"),
            *("--no-update-notifier", "--cache", self.directory / "npm"),
            flags=[*GATE, "--accept", "handshake", "--jobs", "4", "--timeout", "60"]))

    def test_java(self):
        java = support.need_peer("java")
        self.directory.joinpath("Fixed.java").write_text(JAVA_CLIENT)
        made = self.peer("javac", "-d", self.directory, self.directory / "Fixed.java")
        self.assertEqual(made.code, 0, made)
        self.assert_modern(self.report(
            *(java, "-XX:TieredStopAtLevel=1", "-Dhttps.proxyHost={proxy_host}"),
            *("-Dhttps.proxyPort={proxy_port}", "-Djavax.net.ssl.trustStore={truststore}"),
            *("-Djavax.net.ssl.trustStorePassword=changeit", "-cp", self.directory, "Fixed"),
            flags=[*GATE, "--timeout", "60"]))


if __name__ == "__main__":
    support.main()
