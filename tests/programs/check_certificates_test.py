"""`tlsmatrix check --certificates`: which certificates a client accepts, as a gate."""

import json

import support
from matrix_support import validator

MUST_REFUSE = {
    "expired", "not-yet-valid", "wrong-host", "self-signed", "untrusted-root", "incomplete-chain", "wrong-eku", "no-san",
}
MUST_ACCEPT = {"good", "many-names", "rsa-4096"}
MAY_BE_EITHER = {"weak-key", "sha1", "p384", "p521", "rsa-pss"}
ALL = MUST_REFUSE | MUST_ACCEPT | MAY_BE_EITHER | {"revoked"}

URLLIB = """
import ssl, sys, urllib.request
context = ssl.create_default_context(cafile=sys.argv[2])
context.hostname_checks_common_name = False
urllib.request.urlopen(sys.argv[1], context=context)
"""
PYTHON = "/usr/bin/python3"


class CertificateGate(support.ProgramTest):
    """Runs of the gate, as JSON."""

    def check(self, *command, code, flags=()):
        run = self.tlsmatrix("check", "--certificates", *flags, "--format", "json", "--", *command)
        self.assertEqual(run.code, code, run)
        report = json.loads(run.out)
        validator("certificates").validate(report)
        self.assertEqual(report["summary"]["as_demanded"], code == 0)
        self.assertEqual({it["certificate"] for it in report["certificates"]}, ALL)
        return report

    def named(self, report, **facts):
        return {
            it["certificate"] for it in report["certificates"] if all(it[key] == value for key, value in facts.items())
        }

    def sentence(self, report, name):
        return next(it["sentence"] for it in report["certificates"] if it["certificate"] == name)


class CheckCertificatesTest(CertificateGate):
    def test_a_client_that_verifies_passes(self):
        report = self.check(PYTHON, "-c", URLLIB, "{url_name}", "{ca}", code=0)
        self.assertEqual(report["host"], "localhost")
        self.assertEqual(self.named(report, taking="undecided"), set())
        self.assertLessEqual(MUST_ACCEPT, self.named(report, taking="accepted", verdict="passed"))
        self.assertLessEqual(MUST_REFUSE, self.named(report, taking="refused", verdict="passed"))
        self.assertEqual(self.named(report, taking="accepted", verdict="told"), {"revoked"})
        self.assertIn("nothing told it of the CRL", self.sentence(report, "revoked"))
        self.assertEqual(report["left_out"][0]["certificate"], "wildcard")

    def test_a_client_that_goes_by_the_common_name_fails_by_that_row_alone(self):
        """curl does, which looks at names once the handshake is over."""
        report = self.check(support.need_peer("curl"), "-sS", "{url_name}", code=1)
        self.assertEqual(self.named(report, verdict="failed"), {"no-san"})
        self.assertEqual(self.named(report, verdict="undecided"), set())
        self.assertIn("without the request", self.sentence(report, "wrong-host"))

    def test_a_client_that_does_not_verify_fails_by_each_that_it_must_refuse(self):
        report = self.check(support.need_peer("curl"), "-sSk", "{url}", code=1)
        self.assertEqual(self.named(report, taking="accepted"), ALL)
        self.assertEqual(self.named(report, verdict="failed"), MUST_REFUSE)
        saved = self.directory / "certificates.json"
        saved.write_text(json.dumps(report))
        table = self.tlsmatrix("report", saved, "--format", "table").out
        self.assertRegex(table, r"(?m)^expired +refuses it +accepted ! +exit 0\n +took TLSv1\.3")
        words = " ".join(table.split())
        for told in (
            "! expired: accepted a certificate that ended yesterday, against RFC 5280 section 4.1.2.5",
            "Of 17 certificates the client takes 8 otherwise than the standards ask",
        ):
            self.assertIn(told, words)
        junit = self.tlsmatrix("report", saved, "--format", "junit").out
        self.assertEqual(junit.count("<failure"), len(MUST_REFUSE))

    def test_bad_input_is_one_sentence(self):
        for flags in (["--require", "1.2+"], ["--name", "a.example"], ["--key-type", "ecdsa"], ["--thorough"]):
            with self.subTest(flags):
                run = self.tlsmatrix("check", "--certificates", *flags, "--", "true")
                self.assert_complains(run, "--certificates asks which certificates a client accepts")
        self.assert_complains(self.tlsmatrix("check", "--", "true", "{crl}"), "{crl}")


if __name__ == "__main__":
    support.main()
