"""`tlsmatrix certs`: the files, and that other programs trust them as they are told to."""

import pathlib
import re
import shlex
import socket
import ssl
import stat

import support
from support import LOCALHOST

FILES = {
    "ca.pem": 0o644,
    "truststore.p12": 0o644,
    "server-rsa.key": 0o600,
    "server-rsa.pem": 0o644,
    "server-ecdsa.key": 0o600,
    "server-ecdsa.pem": 0o644,
}

JAVA_CLIENT = """
import java.net.URL;
import javax.net.ssl.HttpsURLConnection;

public class Client {
    public static void main(String[] urls) throws Exception {
        for (String url : urls) {
            HttpsURLConnection connection = (HttpsURLConnection) new URL(url).openConnection();
            connection.setConnectTimeout(30000);
            connection.setReadTimeout(30000);
            System.out.print(new String(connection.getInputStream().readAllBytes()));
        }
    }
}
"""

# Without an address Node looks localhost up, and which one it takes depends on its age.
NODE_CLIENT = """
const [url, address] = process.argv.slice(1);
const lookup = (host, options, found) => found(null, address, address.includes(':') ? 6 : 4);
const options = address ? {lookup, autoSelectFamily: false} : {};
require('https').get(url, options, answer => answer.pipe(process.stdout))
    .on('error', error => { console.error(error.code); process.exit(1); });
"""


def modes(directory):
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in directory.iterdir()}


class CertsTest(support.ProgramTest):
    def certs(self, directory, *arguments, **options):
        run = self.tlsmatrix("certs", directory, *arguments, **options)
        self.assertEqual((run.code, run.err), (0, ""), run)
        return run.out

    def openssl(self, *arguments, code=0):
        support.need_peer("openssl")
        run = self.peer("openssl", *arguments)
        self.assertEqual(run.code, code, run)
        return run.out + run.err

    def flags(self, told, client):
        """The words that `certs` prints for a client."""
        return shlex.split(re.search(rf"(?m)^  {client} +(.*)$", told).group(1))

    def serve_certified(self, directory, key_type="rsa"):
        return self.serve(
            "--pin", f"1.2={LOCALHOST}", "--pin", f"1.3={LOCALHOST}",
            "--cert", directory / f"server-{key_type}.pem",
            "--key", directory / f"server-{key_type}.key",
        )

    def test_the_files_and_what_is_said_of_them(self):
        told = self.certs("new", cwd=self.directory)
        directory = self.directory / "new"
        self.assertEqual(modes(directory), FILES)
        self.assertEqual(stat.S_IMODE(directory.stat().st_mode), 0o700)
        paths = re.findall(r"(?m)^(/\S+)  \S", told)
        self.assertEqual(sorted(paths), sorted(str(directory / name) for name in FILES))
        for client in ("curl", "python", "node", "java"):
            self.assertIn(str(directory), " ".join(self.flags(told, client)))

    def test_every_umask_gives_these_modes(self):
        ecdsa = {name: mode for name, mode in FILES.items() if "-rsa." not in name}
        for umask in (0o000, 0o077, 0o777):
            parent = self.directory / f"{umask:03o}"
            directory = parent / "made"
            run = self.bound_tlsmatrix("certs", directory, "--key-type", "ecdsa", umask=umask)
            self.assertEqual((run.code, run.err), (0, ""), run)
            self.assertEqual({stat.S_IMODE(it.stat().st_mode) for it in (parent, directory)}, {0o700})
            self.assertEqual(modes(directory), ecdsa)

    def test_again_and_other_keys(self):
        directory = self.directory / "new"
        flags = ("--key-type", "ed25519")
        self.certs(directory, *flags)
        first = (directory / "ca.pem").read_text()
        self.certs(directory, *flags)
        self.assertNotEqual((directory / "ca.pem").read_text(), first, "a throwaway CA")
        self.assertEqual(
            sorted(modes(directory)),
            ["ca.pem", "server-ed25519.key", "server-ed25519.pem", "truststore.p12"],
        )

    def test_a_further_name_is_a_ca_that_replaces_none(self):
        directory = self.directory / "named"
        self.certs(directory, "--key-type", "ecdsa", "--name", "a.localhost")
        text = self.openssl("x509", "-in", directory / "server-ecdsa.pem", "-noout", "-text")
        for name in ("localhost", "a.localhost", "only-10-12.localhost", "*.report.localhost"):
            self.assertIn(f"DNS:{name}", text)
        made = (directory / "ca.pem").read_text()
        again = self.tlsmatrix("certs", directory, "--name", "b.localhost")
        self.assert_complains(again, str(directory / "ca.pem"), "a directory of its own")
        self.assertEqual((directory / "ca.pem").read_text(), made)
        elsewhere = self.directory / "elsewhere"
        run = self.tlsmatrix("certs", elsewhere, "--key-type=ecdsa", "--name", "api.example.com")
        self.assertEqual(run.code, 0, run)
        self.assertRegex(run.err, r"\Atlsmatrix: warning: until [0-9-]+ whoever has a key in \S+ can "
                         r"pass for api.example.com with every client that trusts \S+ca.pem\n\Z")
        self.assert_complains(self.tlsmatrix("certs", elsewhere / "x", "--name", "a b"), "'a b'")
        self.assertFalse((elsewhere / "x").exists())

    def test_serve_for_a_further_name(self):
        curl = support.need_peer("curl")
        flags = (f"--pin=1.3={LOCALHOST}", "--key-type=ecdsa")
        plain = self.serve(*flags)
        known = pathlib.Path(plain.ca_file)
        content = known.read_text()
        plain.stop()
        server = self.serve(*flags, "--name", "api.example.com")
        self.assertNotEqual(server.ca_file, str(known))
        self.assertEqual(known.read_text(), content, "the other is as it was")
        for ca, code in (server.ca_file, 0), (known, 60):
            for host in ("api.example.com", "localhost"):
                run = self.peer(
                    *(curl, "-q", "-sS", "--noproxy", "*", "--cacert", ca),
                    *("--connect-to", f"{host}:443:127.0.0.1:{server.port()}"),
                    f"https://{host}/healthz",
                )
                self.assertEqual(run.code, code, run)
        server.stop()
        told = server.errors()
        self.assertIn(f"which clients must trust beside the other: {server.ca_file}", told)
        self.assertIn("can pass for api.example.com with every client", told)

    def test_the_names_of_version_sets_verify_in_every_peer(self):
        curl = support.need_peer("curl")
        node = support.need_peer("node")
        for key_type in ("rsa", "ecdsa"):
            server = self.serve(f"--pin=1.2={LOCALHOST}", "--key-type", key_type)
            for host in ("only-12.localhost", "only-10-11-12-13.localhost", "x.report.localhost"):
                with self.subTest(host, key_type=key_type):
                    url = f"https://{host}:{server.port()}/healthz"
                    run = self.peer(
                        *(curl, "-q", "-sS", "--noproxy", "*", "--cacert", server.ca_file),
                        *("--connect-to", f"{host}:{server.port()}:127.0.0.1:{server.port()}", url),
                    )
                    self.assertEqual((run.code, run.out), (0, "ok\n"), run)
                    environment = self.environment | {"NODE_EXTRA_CA_CERTS": server.ca_file}
                    run = self.peer(node, "-e", NODE_CLIENT, url, "127.0.0.1", env=environment)
                    self.assertEqual((run.code, run.out), (0, "ok\n"), run)
                    context = ssl.create_default_context(cafile=server.ca_file)
                    address = ("127.0.0.1", server.port())
                    with socket.create_connection(address, support.PATIENCE) as connection:
                        with context.wrap_socket(connection, server_hostname=host) as stream:
                            self.assertEqual(stream.version(), "TLSv1.2")
            server.stop()

    def test_a_client_of_ecdsa_alone_verifies_an_ecdsa_certificate(self):
        server = self.serve(f"--pin=1.3={LOCALHOST}", "--key-type=ecdsa")
        for certificate in (server.ca_file, pathlib.Path(server.ca_file).parent / "leaf-ecdsa.pem"):
            text = self.openssl("x509", "-in", certificate, "-noout", "-text")
            self.assertEqual(
                set(re.findall(r"Signature Algorithm: (\S+)", text)), {"ecdsa-with-SHA256"}
            )
            self.assertIn("id-ecPublicKey", text)
        told = self.openssl(
            *("s_client", "-sigalgs", "ECDSA+SHA256", "-verify_return_error", "-CAfile"),
            *(server.ca_file, "-connect", f"127.0.0.1:{server.port()}"),
        )
        self.assertIn("Verify return code: 0 (ok)", told)
        server.stop()

    def test_a_kept_client_certificate_is_accepted(self):
        server = self.serve(f"--pin=1.3={LOCALHOST}", "--verify-client", "required")
        pair = pathlib.Path(server.ca_file).parent / "client-rsa"
        run = self.tlsmatrix(
            *("request", "--cert", f"{pair}.pem", "--key", f"{pair}.key", server.url("/healthz"))
        )
        self.assertEqual((run.code, run.out), (0, "ok\n"), run)
        server.stop()

    def test_what_an_earlier_version_kept_is_replaced_with_one_line(self):
        place = self.directory / "state"
        for key_type in ("rsa", "ecdsa"):
            (place / "tlsmatrix" / key_type).mkdir(parents=True, mode=0o700)
            (place / "tlsmatrix" / key_type / "intermediate.key").write_text("a key that can issue")
        (place / "tlsmatrix").chmod(0o700)
        environment = self.environment | {"XDG_STATE_HOME": str(place)}
        server = self.serve(f"--pin=1.3={LOCALHOST}", environment=environment)
        server.stop()
        lines = [line for line in server.errors().splitlines() if line.startswith("tlsmatrix: ")]
        self.assertEqual(
            lines,
            [
                "tlsmatrix: the CA of an earlier version had a key that can issue, and is replaced: "
                "tell your clients again"
            ],
        )
        self.assertEqual(list(place.rglob("intermediate*")), [])

    def test_openssl_verifies_them(self):
        directory = self.certificates()
        ca = directory / "ca.pem"
        for key_type in ("rsa", "ecdsa"):
            with self.subTest(key_type):
                chain = directory / f"server-{key_type}.pem"
                for name in (
                    ["-verify_hostname", "localhost"],
                    ["-verify_ip", "127.0.0.1"],
                    ["-verify_ip", "::1"],
                ):
                    told = self.openssl(
                        "verify", "-x509_strict", "-purpose", "sslserver", *name,
                        "-CAfile", ca, chain,
                    )
                    self.assertTrue(told.endswith(": OK\n"), told)
                self.openssl(
                    "verify", "-verify_hostname", "example.com", "-CAfile", ca, chain, code=2,
                )
                public = self.openssl("x509", "-in", chain, "-noout", "-pubkey")
                key = directory / f"server-{key_type}.key"
                self.assertEqual(self.openssl("pkey", "-in", key, "-pubout"), public)
        text = self.openssl("x509", "-in", ca, "-noout", "-text")
        self.assertIn("CA:TRUE", text)
        # The CA's own key is in none of the files.
        public = self.openssl("x509", "-in", ca, "-noout", "-pubkey")
        for name in FILES:
            if name.endswith(".key"):
                mine = self.openssl("pkey", "-in", directory / name, "-pubout")
                self.assertNotEqual(mine, public)

    def test_curl_as_told(self):
        support.need_peer("curl")
        directory, told = support.certificates()
        for key_type in ("rsa", "ecdsa"):
            server = self.serve_certified(directory, key_type)
            self.assertIsNone(server.ca_file, "the certificate is the caller's own")
            *command, url = self.flags(told, "curl")
            self.assertEqual(url, "https://localhost:PORT/")
            run = self.peer(
                *command, "-q", "-sS", "--noproxy", "*", url.replace("PORT", str(server.port()))
            )
            self.assertIn("This listener speaks TLSv1.2", run.out, run)
            server.stop()

    def test_node_as_told(self):
        self.need_ipv6()
        node = support.need_peer("node")
        directory, told = support.certificates()
        variable, value = self.flags(told, "node")[0].split("=")
        server = self.serve_certified(directory)
        for version in ("1.2", "1.3"):
            url = f"https://localhost:{server.port(version)}/healthz"
            for address in [], ["127.0.0.1"], ["::1"]:
                run = self.peer(
                    *(node, "-e", NODE_CLIENT, url, *address),
                    env=self.environment | {variable: value},
                )
                self.assertEqual((run.code, run.out), (0, "ok\n"), run)
        # Without it, it doesn't.
        run = self.peer(node, "-e", NODE_CLIENT, url)
        self.assertEqual((run.code, run.out), (1, ""), run)
        server.stop()

    def test_java_as_told(self):
        java = support.need_peer("java")
        directory, told = support.certificates()
        _, *properties, dots = self.flags(told, "java")
        self.assertEqual(dots, "...")
        source = self.directory / "Client.java"
        source.write_text(JAVA_CLIENT)
        server = self.serve_certified(directory)
        urls = [f"https://localhost:{server.port(version)}/healthz" for version in ("1.2", "1.3")]
        run = self.peer(java, "-XX:TieredStopAtLevel=1", *properties, source, *urls)
        self.assertEqual((run.code, run.out), (0, "ok\nok\n"), run)
        server.stop()

    def test_keytool_reads_the_truststore(self):
        keytool = support.need_peer("keytool")
        directory, told = support.certificates()
        java = " ".join(self.flags(told, "java"))
        store = re.search(r"trustStore=(\S+)", java).group(1)
        password = re.search(r"trustStorePassword=(\S+)", java).group(1)
        run = self.peer(
            keytool, "-J-Duser.language=en", "-list", "-keystore", store, "-storepass", password
        )
        self.assertEqual(run.code, 0, run)
        self.assertEqual(run.out.count("trustedCertEntry"), 1, run)
        fingerprint = self.openssl(
            "x509", "-in", directory / "ca.pem", "-noout", "-fingerprint", "-sha256"
        ).split("=")[1]
        self.assertIn(fingerprint.strip(), run.out)


if __name__ == "__main__":
    support.main()
