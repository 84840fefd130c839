"""`tlsmatrix certs`: the files, and that other programs trust them as they are told to."""

import re
import shlex
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

    def test_again_and_other_keys_and_names(self):
        directory = self.directory / "new"
        flags = ("--key-type", "ed25519", "--name", "a.localhost")
        self.certs(directory, *flags)
        first = (directory / "ca.pem").read_text()
        self.certs(directory, *flags)
        self.assertNotEqual((directory / "ca.pem").read_text(), first, "a throwaway authority")
        self.assertEqual(
            sorted(modes(directory)),
            ["ca.pem", "server-ed25519.key", "server-ed25519.pem", "truststore.p12"],
        )
        text = self.openssl("x509", "-in", directory / "server-ed25519.pem", "-noout", "-text")
        self.assertIn("DNS:a.localhost", text)
        self.assertIn("DNS:localhost", text)

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
                        "-CAfile", ca, "-untrusted", chain, chain,
                    )
                    self.assertTrue(told.endswith(": OK\n"), told)
                self.openssl(
                    "verify", "-verify_hostname", "example.com", "-CAfile", ca,
                    "-untrusted", chain, chain, code=2,
                )
                public = self.openssl("x509", "-in", chain, "-noout", "-pubkey")
                key = directory / f"server-{key_type}.key"
                self.assertEqual(self.openssl("pkey", "-in", key, "-pubout"), public)
        text = self.openssl("x509", "-in", ca, "-noout", "-text")
        self.assertIn("CA:TRUE", text)
        # The authority's own key is in none of the files.
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
