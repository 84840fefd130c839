"""`tlsmatrix scan` of nginx, beside every version and cipher that testssl.sh finds: slow, since
testssl.sh is."""

import scan_peers
import scan_support
import support

SETS = ["1.0,1.2", "1.3"]


def suites_of(findings):
    """The codes of the suites that testssl.sh found, for each version."""
    suites = {}
    for finding in findings:
        if finding["id"].startswith("cipher-tls"):
            name, code = finding["id"].removeprefix("cipher-").upper().rsplit("_X", 1)
            version = scan_peers.TESTSSL_NAMES[name]
            suites.setdefault(version, set()).add(f"0x{int(code, 16):04x}")
    return suites


class TestsslTest(scan_support.ScanTest):
    def test_it_agrees_with_testssl_on_the_ciphers_of_each_version(self):
        nginx = scan_peers.Nginx(self, SETS)
        for versions, port in nginx.ports.items():
            with self.subTest(versions):
                findings = scan_peers.testssl(self, port, "--protocols", "--cipher-per-proto")
                report = self.scan(f"127.0.0.1:{port}")
                found = {
                    version: {code for code, _ in suites}
                    for version, suites in self.found(report).items()
                }
                self.assertEqual(found, suites_of(findings))
                self.assertEqual(sorted(found), versions.split(","))
                self.assertEqual(
                    scan_peers.versions_of_testssl(findings), versions.split(",")
                )


if __name__ == "__main__":
    support.main()
