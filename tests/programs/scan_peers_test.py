"""`tlsmatrix scan` of nginx, beside what sslscan and testssl.sh say of it. What testssl.sh says of
ciphers is in scan_testssl_test.py, since it takes its time."""

import scan_peers
import scan_support
import support

SETS = ["1.0", "1.1", "1.2", "1.3", "1.0,1.2"]


class PeersTest(scan_support.ScanTest):
    def test_it_agrees_with_sslscan_on_versions_ciphers_and_order(self):
        nginx = scan_peers.Nginx(self, SETS, "ssl_prefer_server_ciphers on;")
        for versions, port in nginx.ports.items():
            with self.subTest(versions):
                report = self.scan(f"127.0.0.1:{port}", "--require", versions)
                spoken, suites = scan_peers.sslscan(self, port)
                self.assertEqual(self.spoken(report), versions.split(","))
                self.assertEqual(spoken, versions.split(","))
                self.assertEqual(self.found(report), suites)
                for version in versions.split(","):
                    self.assertEqual(self.version(report, version)["preference"], "server")

    def test_it_agrees_with_sslscan_where_the_server_has_no_order(self):
        nginx = scan_peers.Nginx(self, ["1.0,1.2"])
        port = nginx.ports["1.0,1.2"]
        report = self.scan(f"127.0.0.1:{port}")
        _, suites = scan_peers.sslscan(self, port)
        for version, found in self.found(report).items():
            self.assertEqual(sorted(found), sorted(suites[version]))
            self.assertEqual(self.version(report, version)["preference"], "client")
        self.assertGreater(len(suites["1.2"]), 60)

    def test_it_agrees_with_testssl_on_the_versions(self):
        nginx = scan_peers.Nginx(self, ["1.0,1.2"])
        port = nginx.ports["1.0,1.2"]
        findings = scan_peers.testssl(self, port, "--protocols")
        self.assertEqual(scan_peers.versions_of_testssl(findings), ["1.0", "1.2"])
        self.assertEqual(self.spoken(self.scan(f"127.0.0.1:{port}")), ["1.0", "1.2"])

    def test_a_scan_leaves_nothing_alarming_in_the_servers_log(self):
        nginx = scan_peers.Nginx(self, ["1.0,1.2"])
        self.scan(f"127.0.0.1:{nginx.ports['1.0,1.2']}")
        for word in ("[alert]", "[crit]", "[emerg]"):
            self.assertNotIn(word, nginx.log.read_text())


if __name__ == "__main__":
    support.main()
