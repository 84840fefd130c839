"""Servers that people run, each pinned in several ways, that nothing is known to be wrong with: the
table of scan_healthy_test.py. Each listens on loopback, at a port that the system gave it, which
gnutls-serv cannot."""

import subprocess

import s_server
import support

PYTHON = """
import http.server, ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("server-rsa.pem", "server-rsa.key")
if len(sys.argv) > 1:
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version, context.maximum_version = (getattr(ssl.TLSVersion, it) for it in sys.argv[1:3])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print("port", server.server_address[1], flush=True)
server.serve_forever()
"""

NODE = """
const https = require("https"), fs = require("fs");
const options = {key: fs.readFileSync("server-rsa.key"), cert: fs.readFileSync("server-rsa.pem")};
if (process.argv.length > 2)
    Object.assign(options, {minVersion: process.argv[2], maxVersion: process.argv[3], ciphers: "ALL:@SECLEVEL=0"});
const server = https.createServer(options, (request, response) => response.end("ok"));
server.listen(0, "127.0.0.1", () => console.log("port " + server.address().port));
"""

GO = """package main
import ("crypto/tls"; "fmt"; "log"; "io"; "net"; "net/http"; "os")
func main() {
	versions := map[string]uint16{"1.0": tls.VersionTLS10, "1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}
	config := &tls.Config{}
	if len(os.Args) > 1 { config.MinVersion, config.MaxVersion = versions[os.Args[1]], versions[os.Args[2]] }
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil { panic(err) }
	fmt.Println("port", listener.Addr().(*net.TCPAddr).Port)
	server := &http.Server{TLSConfig: config, ErrorLog: log.New(io.Discard, "", 0)}
	panic(server.ServeTLS(listener, "server-rsa.pem", "server-rsa.key"))
}
"""

JAVA = """
import com.sun.net.httpserver.*;
import java.io.*;
import java.net.*;
import java.security.*;
import javax.net.ssl.*;
public class HealthyServer {
    public static void main(String[] arguments) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new FileInputStream(arguments[0]), "secret".toCharArray());
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(store, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override public void configure(HttpsParameters parameters) {
                if (arguments.length > 1) {
                    SSLParameters wanted = context.getDefaultSSLParameters();
                    wanted.setProtocols(arguments[1].split(","));
                    parameters.setSSLParameters(wanted);
                }
            }
        });
        server.createContext("/", exchange -> { exchange.sendResponseHeaders(200, -1); exchange.close(); });
        server.start();
        System.out.println("port " + server.getAddress().getPort());
    }
}
"""


def tells_its_port(test, *command):
    """Start a command that prints `port NUMBER`; return that."""
    process = subprocess.Popen(
        command, env=test.environment, cwd=test.certificates(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, preexec_fn=support.end_with_tests,
    )
    test.addCleanup(process.stdout.close)
    test.addCleanup(s_server.stop, process)
    words = process.stdout.readline().split()
    test.assertEqual(words[:1], ["port"], f"{command} did not start")
    return int(words[1])


def openssl(*flags):
    rsa = ["-cert", "server-rsa.pem", "-key", "server-rsa.key"]
    command = [support.need_peer("openssl"), "s_server", "-accept", "127.0.0.1:0", *rsa, "-www", *flags]
    return lambda test: s_server.start(test, *command)[1]


def python(*arguments):
    return lambda test: tells_its_port(test, "/usr/bin/python3", "-c", PYTHON, *arguments)


def node(*arguments):
    def start(test):
        script = test.directory / "server.js"
        script.write_text(NODE)
        return tells_its_port(test, support.need_peer("node"), script, *arguments)

    return start


def go(*arguments):
    def start(test):
        program = test.directory / "server"
        if not program.exists():
            source = test.directory / "server.go"
            source.write_text(GO)
            built = test.peer(
                support.need_peer("go"), "build", "-o", program, source, env={**test.environment, "GO111MODULE": "off"}
            )
            test.assertEqual(built.code, 0, built)
        return tells_its_port(test, program, *arguments)

    return start


def java(*arguments):
    def start(test):
        store, source = test.directory / "server.p12", test.directory / "HealthyServer.java"
        certificates = test.certificates()
        made = test.peer(
            support.need_peer("openssl"), "pkcs12", "-export", "-in", certificates / "server-rsa.pem",
            "-inkey", certificates / "server-rsa.key", "-out", store, "-passout", "pass:secret",
        )
        test.assertEqual(made.code, 0, made)
        source.write_text(JAVA)
        return tells_its_port(test, support.need_peer("java"), source, store, *arguments)

    return start


# What starts each, and the versions that it has.
HEALTHY = {
    "s_server": (openssl(), ["1.2", "1.3"]),
    "s_server of 1.0": (openssl("-tls1", "-cipher", "ALL:@SECLEVEL=0"), ["1.0"]),
    "s_server of 1.1": (openssl("-tls1_1", "-cipher", "ALL:@SECLEVEL=0"), ["1.1"]),
    "s_server of 1.2": (openssl("-tls1_2"), ["1.2"]),
    "s_server of 1.3": (openssl("-tls1_3"), ["1.3"]),
    "s_server of all": (openssl("-min_protocol", "TLSv1", "-cipher", "ALL:@SECLEVEL=0"), ["1.0", "1.1", "1.2", "1.3"]),
    "s_server of up to 1.2": (
        openssl("-min_protocol", "TLSv1", "-no_tls1_3", "-cipher", "ALL:@SECLEVEL=0"), ["1.0", "1.1", "1.2"]),
    "Python": (python(), ["1.2", "1.3"]),
    "Python of 1.2": (python("TLSv1_2", "TLSv1_2"), ["1.2"]),
    "Python of 1.3": (python("TLSv1_3", "TLSv1_3"), ["1.3"]),
    "Python of all": (python("TLSv1", "TLSv1_3"), ["1.0", "1.1", "1.2", "1.3"]),
    "Node": (node(), ["1.2", "1.3"]),
    "Node of 1.2": (node("TLSv1.2", "TLSv1.2"), ["1.2"]),
    "Node of 1.3": (node("TLSv1.3", "TLSv1.3"), ["1.3"]),
    "Node of all": (node("TLSv1", "TLSv1.3"), ["1.0", "1.1", "1.2", "1.3"]),
    "Go of 1.2 and 1.3": (go("1.2", "1.3"), ["1.2", "1.3"]),
    "Go of 1.2": (go("1.2", "1.2"), ["1.2"]),
    "Go of 1.3": (go("1.3", "1.3"), ["1.3"]),
    "Go of all": (go("1.0", "1.3"), ["1.0", "1.1", "1.2", "1.3"]),
    "Java": (java(), ["1.2", "1.3"]),
    "Java of 1.2": (java("TLSv1.2"), ["1.2"]),
    "Java of 1.3": (java("TLSv1.3"), ["1.3"]),
}

# Go refuses a hello without supported_versions whose legacy_version is above 1.2's, by
# illegal_parameter; RFC 9846 section 4.3.1 has it negotiate 1.2. Java has no TLS_FALLBACK_SCSV (RFC 7507
# section 3). So the scan is right.
DEFECTS = {
    "Go of 1.2 and 1.3": {"legacy_version 0x0304", "legacy_version 0x0305"},
    "Go of all": {"legacy_version 0x0304", "legacy_version 0x0305"},
    "Java": {"fallback_scsv"},
}
