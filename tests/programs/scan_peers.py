"""The peers of `tlsmatrix scan`: an nginx for each set of versions, sslscan, testssl.sh."""

import functools
import json
import signal
import subprocess
import xml.etree.ElementTree

import support
from scan_support import listening_socket
from support import WIRE_NAMES

NGINX_CONFIGURATION = """
daemon off;
master_process on;
worker_processes 1;
pid {here}/pid;
error_log {here}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {here}/body;
    proxy_temp_path {here}/proxy;
    fastcgi_temp_path {here}/fastcgi;
    uwsgi_temp_path {here}/uwsgi;
    scgi_temp_path {here}/scgi;
    ssl_certificate {here}/rsa.pem;
    ssl_certificate_key {here}/rsa.key;
    ssl_certificate {here}/ecdsa.pem;
    ssl_certificate_key {here}/ecdsa.key;
    ssl_dhparam {here}/dh.pem;
    ssl_ciphers ALL:@SECLEVEL=0;
{servers}
}}
"""

NGINX_SERVER = "    server {{ listen 127.0.0.1:{port} ssl; ssl_protocols {protocols}; {more} }}"

# What makes a key of each type, and the parameters that DHE needs.
OPENSSL_COMMANDS = [
    ["req", "-x509", "-newkey", "rsa:2048", "-keyout", "rsa.key", "-out", "rsa.pem"],
    ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
     "-keyout", "ecdsa.key", "-out", "ecdsa.pem"],
    ["genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048", "-out", "dh.pem"],
]


class Nginx:
    """One nginx with a listener for each set of versions; `ports` has where. The listeners are made
    here and handed over, so that no port can be taken in between."""

    def __init__(self, test, sets, more=""):
        nginx, openssl = support.need_peer("nginx"), support.need_peer("openssl")
        here = test.directory / "nginx"
        here.mkdir()
        for command in OPENSSL_COMMANDS:
            made = ["-nodes", "-days", "2", "-subj", "/CN=localhost"] if command[0] == "req" else []
            test.assertEqual(test.peer(openssl, *command, *made, cwd=here).code, 0)
        listeners = {versions: listening_socket() for versions in sets}
        self.ports = {versions: it.getsockname()[1] for versions, it in listeners.items()}
        servers = [
            NGINX_SERVER.format(
                port=self.ports[versions],
                protocols=" ".join(WIRE_NAMES[version] for version in versions.split(",")),
                more=more,
            )
            for versions in sets
        ]
        configuration = here / "nginx.conf"
        configuration.write_text(
            NGINX_CONFIGURATION.format(here=here, servers="\n".join(servers))
        )
        descriptors = [listener.fileno() for listener in listeners.values()]
        with open(here / "output", "wb") as output:
            self.process = subprocess.Popen(
                [nginx, "-p", here, "-c", configuration],
                env={**test.environment, "NGINX": "".join(f"{it};" for it in descriptors)},
                pass_fds=descriptors,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # Killed, it could not end its worker.
                preexec_fn=functools.partial(support.end_with_tests, signal.SIGTERM),
            )
        test.addCleanup(self.stop)
        for listener in listeners.values():
            listener.close()
        self.log = here / "error.log"

    def stop(self):
        self.process.terminate()
        self.process.wait(support.PATIENCE)


def sslscan(test, port):
    """The versions that sslscan finds, and for each the suites in the order it found them."""
    output = test.directory / f"sslscan-{port}.xml"
    run = test.peer(
        support.need_peer("sslscan"), f"--xml={output}", "--no-check-certificate",
        "--no-compression", "--no-fallback", "--no-groups", "--no-heartbleed",
        "--no-renegotiation", f"127.0.0.1:{port}",
    )
    test.assertEqual(run.code, 0, run)
    scanned = xml.etree.ElementTree.parse(output).getroot().find("ssltest")
    versions = [
        ("SSLv" if it.get("type") == "ssl" else "") + it.get("version")
        for it in scanned.findall("protocol")
        if it.get("enabled") == "1"
    ]
    suites = {}
    for cipher in scanned.findall("cipher"):
        version = cipher.get("sslversion").removeprefix("TLSv")
        suites.setdefault(version, []).append((cipher.get("id").lower(), cipher.get("cipher")))
    return versions, suites


# What testssl.sh calls the versions.
TESTSSL_NAMES = {"TLS1": "1.0", "TLS1_1": "1.1", "TLS1_2": "1.2", "TLS1_3": "1.3"}


def testssl(test, port, *checks):
    """What testssl.sh finds, each with its id."""
    output = test.directory / f"testssl-{port}.json"
    test.peer(
        support.need_peer("testssl"), "--quiet", "--color", "0", "--warnings", "off", "--ip", "one",
        *checks, "--jsonfile", output, f"127.0.0.1:{port}", patience=4 * support.PATIENCE,
    )
    return json.loads(output.read_text())


def versions_of_testssl(findings):
    return [
        TESTSSL_NAMES[it["id"]]
        for it in findings
        if it["id"] in TESTSSL_NAMES and it["finding"].startswith("offered")
    ]
