"""`tlsmatrix serve --certificate`: each is what it claims to be, by the word of three libraries."""

import os
import pathlib
import re
import socket
import ssl

import support

# What OpenSSL, GnuTLS and Go find wrong with each; empty: nothing. OpenSSL is at level 2, where it
# minds keys and digests, and GnuTLS at its medium profile. All ask for localhost, but for the wildcard.
FOUND = {
    "good": ("", "", ""),
    "expired": ("certificate has expired", "expired certificate", "expired"),
    "not-yet-valid": ("certificate is not yet valid", "not yet (activated|valid)", "not yet valid"),
    "wrong-host": ("hostname mismatch", "does not match", "wrong.example, not localhost"),
    "self-signed": ("self-signed certificate", "issuer is unknown", "unknown authority|not standards compliant"),
    "untrusted-root": ("self-signed certificate in certificate chain", "issuer is unknown", "unknown authority"),
    "incomplete-chain": ("unable to get local issuer certificate|unable to verify the first certificate",
                         "issuer is unknown", "unknown authority"),
    "wrong-eku": ("(unsuitable|unsupported) certificate purpose", "purpose", "incompatible key usage"),
    "weak-key": ("EE certificate key too weak", "insecure algorithm", "(ok|too small)"),
    "sha1": ("CA signature digest algorithm too weak", "insecure algorithm", "insecure algorithm SHA1-RSA"),
    "no-san": ("", "", "relies on legacy Common Name"),
    "wildcard": ("", "", ""),
    "many-names": ("", "", ""),
    "p384": ("", "", ""),
    "p521": ("", "", ""),
    "rsa-pss": ("", "", "."),  # Go has no such keys
    "rsa-4096": ("", "", ""),
    "revoked": ("", "", ""),  # without the CRL
}


def host_of(name):
    return "any.zoo.localhost" if name == "wildcard" else "localhost"


class CertificatesTest(support.ProgramTest):
    def zoo(self, *names, flags=()):
        server = self.serve(
            *(flag for name in names for flag in ("--certificate", f"{name}={support.LOOPBACK}")), *flags
        )
        return server, {it["name"]: it["port"] for it in server.listeners}

    def s_client(self, server, port, name, *flags):
        return self.peer(
            support.need_peer("openssl"), "s_client", "-connect", f"127.0.0.1:{port}", "-CAfile", server.ca_file,
            "-servername", host_of(name), "-verify_hostname", host_of(name), "-cipher", "DEFAULT@SECLEVEL=2",
            *flags,
        )

    def gnutls_cli(self, ca_file, port, name, *flags):
        return self.peer(
            support.need_peer("gnutls-cli"), "--x509cafile", ca_file, "--verify-hostname", host_of(name),
            "--sni-hostname", host_of(name), "--priority", "NORMAL:%PROFILE_MEDIUM", "-p", port, *flags, "127.0.0.1",
        )

    def test_each_is_what_it_claims_by_the_word_of_three_libraries(self):
        server, ports = self.zoo(*FOUND)
        self.ask_go(server, ports)
        for name, (by_openssl, by_gnutls, _) in FOUND.items():
            for version in ("-tls1_2", "-tls1_3"):
                with self.subTest(name, version=version):
                    run = self.s_client(server, ports[name], name, version)
                    errors = re.findall(r"verify error:num=\d+:(.*)", run.out + run.err)
                    self.assertRegex(
                        errors[-1].strip() if errors else "ok",
                        re.compile(rf"\A({by_openssl or 'ok'})\Z", re.IGNORECASE), run,
                    )
            with self.subTest(name, by="GnuTLS"):
                run = self.gnutls_cli(server.ca_file, ports[name], name)
                status = re.search(r"Status: (.*)", run.out + run.err)
                self.assertTrue(status, run)
                self.assertRegex(status[1], by_gnutls or "The certificate is trusted")

    def ask_go(self, server, ports):
        run = self.peer(
            support.need_peer("go"), "run", support.REPOSITORY / "tests/programs/certificate_verifier.go",
            server.ca_file, *(f"{name}=127.0.0.1:{port}={host_of(name)}" for name, port in ports.items()),
            env={**self.environment, "GO111MODULE": "off"},
        )
        told = dict(line.split("\t", 1) for line in run.out.splitlines())
        self.assertEqual(set(told), set(FOUND), run)
        for name, (_, _, wrong) in FOUND.items():
            with self.subTest(name, by="Go"):
                self.assertRegex(told[name], wrong or r"\Aok\Z", run)

    def test_the_revoked_one_is_on_the_list_that_the_ready_file_names(self):
        server, ports = self.zoo("good", "revoked")
        context = ssl.create_default_context(cafile=server.ca_file)
        context.load_verify_locations(server.ready["crl_file"])
        context.verify_flags |= ssl.VERIFY_CRL_CHECK_CHAIN
        for name, port in ports.items():
            with self.subTest(name):
                with socket.create_connection(("127.0.0.1", port)) as plain:
                    if name == "good":
                        context.wrap_socket(plain, server_hostname="localhost").close()
                        continue
                    with self.assertRaisesRegex(ssl.SSLCertVerificationError, "certificate revoked"):
                        context.wrap_socket(plain, server_hostname="localhost")
        # GnuTLS takes a CRL of those whom it trusts by themselves alone.
        shown = self.s_client(server, ports["revoked"], "revoked", "-showcerts").out
        intermediate = re.findall(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", shown, re.DOTALL)[1]
        trusted = self.directory / "trusted.pem"
        trusted.write_text(f"{pathlib.Path(server.ca_file).read_text()}{intermediate}\n")
        for name, told in (("good", "The certificate is trusted"), ("revoked", "certificate chain is revoked")):
            run = self.gnutls_cli(trusted, ports[name], name, "--x509crlfile", server.ready["crl_file"])
            self.assertIn(told, run.out + run.err)

    def test_the_page_the_log_and_the_ready_file_name_the_certificate(self):
        server, ports = self.zoo("expired", "sha1", flags=("--pin", f"1.2={support.LOOPBACK}"))
        listeners = {it["name"]: it for it in server.listeners}
        self.assertEqual(listeners["expired"]["versions"], ["1.2", "1.3"])
        self.assertEqual(
            listeners["expired"]["certificate"],
            {"name": "expired", "summary": "ended yesterday", "demand": "refuses it",
             "standard": "RFC 5280 section 4.1.2.5", "badssl": "expired"},
        )
        self.assertNotIn("certificate", listeners["1.2"])
        listed = self.tlsmatrix("serve", "--certificate", "list").out
        self.assertEqual([it.split()[0] for it in listed.splitlines() if not it.startswith(" ")], list(FOUND))
        # The other listener has the good one.
        self.assertEqual(self.curl(server, f"https://127.0.0.1:{ports['1.2']}/healthz").out, "ok\n")
        refused = self.curl(server, f"https://127.0.0.1:{ports['expired']}/healthz")
        self.assertEqual(refused.code, 60, refused)
        page = self.curl(server, "-k", f"https://127.0.0.1:{ports['expired']}/certificates").out
        self.assertEqual(page, listed)
        index = self.curl(server, "-k", f"https://127.0.0.1:{ports['expired']}/").out
        self.assertIn("Its certificate ended yesterday: expired. A client that follows the standards refuses it.", index)
        server.stop()
        lines = server.log()
        self.assertRegex(lines[0], r' 200 3 .* <"-"\Z')
        self.assertRegex(lines[1], r"tls_alert=certificate_expired .* tls_certificate=expired\Z")
        self.assertRegex(lines[2], r"/certificates .* 200 .* tls_certificate=expired\Z")

    def test_no_key_that_can_issue_is_kept(self):
        server, _ = self.zoo("good")
        directory = os.path.dirname(server.ca_file)
        self.assertEqual(sorted(os.listdir(directory)), ["ca.pem", "crl.pem", "truststore.p12"])
        server.stop()
        self.assertFalse(os.path.exists(directory))

    def test_bad_input_is_one_sentence(self):
        good = ["--certificate", f"good={support.LOOPBACK}"]
        for flags, *needles in (
            (["--certificate", "expird=127.0.0.1:0"], "no certificate 'expird'", "did you mean expired?",
             "allowed: good, expired, "),
            (["--certificate", "expired"], "NAME=ADDR:PORT"),
            (["--certificate", "expired=nowhere:1"], "bad address 'nowhere:1'"),
            ([*good, "--name", "a.example"], "--certificate", "--name"),
            ([*good, "--cert", "x", "--key", "y"], "--certificate", "--cert"),
            ([*good, "--key-type", "ecdsa"], "--certificate", "--key-type"),
        ):
            with self.subTest(flags):
                self.assert_complains(self.tlsmatrix("serve", *flags), *needles)


if __name__ == "__main__":
    support.main()
