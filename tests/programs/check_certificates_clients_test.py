"""`tlsmatrix check --certificates` of further clients, under the slow label: seventeen runs each."""

import support
from check_certificates_test import ALL, CertificateGate


class CertificateClientsTest(CertificateGate):
    def test_a_client_that_is_given_the_crl_refuses_the_revoked_one(self):
        curl = support.need_peer("curl")
        report = self.check(curl, "-sS", "--crlfile", "{crl}", "{url_name}", code=1)
        self.assertIn("revoked", self.named(report, taking="refused", verdict="passed"))
        self.assertEqual(self.named(report, verdict="failed"), {"no-san"})
        self.assertTrue(report["crl"])

    def test_a_client_of_another_library_passes_by_its_handshake(self):
        """GnuTLS goes by the common name too, and sends no request of its own."""
        gnutls = support.need_peer("gnutls-cli")
        command = [gnutls, "--x509cafile", "{ca}", "-p", "{port}", "{name}"]
        report = self.check(*command, code=1, flags=["--accept", "handshake"])
        self.assertEqual(self.named(report, verdict="failed"), {"no-san"})
        self.assertEqual(self.named(report, verdict="undecided"), set())

    def test_a_client_that_trusts_nobody_is_wrong_about_the_good_one_and_proves_nothing_else(self):
        command = ["env", "-u", "CURL_CA_BUNDLE", "-u", "SSL_CERT_FILE", support.need_peer("curl"), "-sS", "{url}"]
        report = self.check(*command, code=1)
        self.assertEqual(self.named(report, taking="refused"), {"good"})
        self.assertEqual(self.named(report, verdict="failed"), {"good"})
        self.assertEqual(self.named(report, taking="undecided"), ALL - {"good"})
        self.assertIn("the good certificate was not accepted either", self.sentence(report, "expired"))

    def test_a_command_that_never_connects_decides_nothing(self):
        report = self.check("true", code=1)
        self.assertEqual(self.named(report, taking="undecided"), ALL)


if __name__ == "__main__":
    support.main()
