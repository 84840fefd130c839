"""`tlsmatrix scan` of servers that people run: it finds their versions, and blames none of them."""

import healthy_servers
import scan_peers
import scan_support

NGINX = ["1.2", "1.3", "1.2,1.3", "1.0,1.1,1.2,1.3"]


def wrong_rows(report):
    """The names of what a scan calls wrong, whatever the list that it stands in."""
    rows = {it["probe"]: it for it in (*report["unknown_version"], *report["grease"], *report["hellos"])}
    rows.update({it["finding"]: it for it in report["findings"]})
    rows.update({name: report[name] for name in ("downgrade_sentinel", "fallback_scsv") if report[name]})
    return {name for name, it in rows.items() if it.get("verdict") == "wrong"}


class HealthyTest(scan_support.ScanTest):
    def assert_healthy(self, port, versions, defects=frozenset()):
        report = self.scan(f"127.0.0.1:{port}")
        self.assertEqual(self.spoken(report), versions)
        self.assertLessEqual(wrong_rows(report), defects, report)

    def test_none_of_those_that_people_run_is_blamed(self):
        for name, (start, versions) in healthy_servers.HEALTHY.items():
            with self.subTest(name):
                self.assert_healthy(start(self), versions, healthy_servers.DEFECTS.get(name, frozenset()))

    def test_they_are_twenty_at_least(self):
        self.assertGreaterEqual(len(healthy_servers.HEALTHY) + len(NGINX) - len(healthy_servers.DEFECTS), 20)

    def test_no_nginx_is_blamed(self):
        for versions, port in scan_peers.Nginx(self, NGINX).ports.items():
            with self.subTest(versions):
                self.assert_healthy(port, versions.split(","))


if __name__ == "__main__":
    scan_support.support.main()
