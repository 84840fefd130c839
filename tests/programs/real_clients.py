"""Programs that people run, each a row: what is needed, the command, and which versions it accepts.

What a row expects is what the peers of Debian 12 did with servers that were not ours; where it is
OpenSSL's or the distribution's default that decides, the row asks for that.
"""

import dataclasses

from check_support import PYTHON
from own_offer import offered

ALL = ["1.0", "1.1", "1.2", "1.3"]
MODERN = ["1.2", "1.3"]
REQUEST = r"GET / HTTP/1.0\r\n\r\n"


@dataclasses.dataclass
class Client:
    name: str
    needs: list
    command: list
    accepts: list
    flags: list = dataclasses.field(default_factory=list)


# libcurl by the name of its library: each of its TLS libraries is a client of its own.
LIBCURL = """
import ctypes, sys
curl = ctypes.CDLL(sys.argv[1])
curl.curl_easy_init.restype = ctypes.c_void_p
handle = ctypes.c_void_p(curl.curl_easy_init())
for option, value in (10002, sys.argv[2]), (10065, sys.argv[3]):
    curl.curl_easy_setopt(handle, option, ctypes.c_char_p(value.encode()))
sys.exit(curl.curl_easy_perform(handle))
"""

URLLIB = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).read()"
HTTP_CLIENT = """
import http.client, ssl, sys
context = ssl.create_default_context(cafile=sys.argv[3])
context.minimum_version = ssl.TLSVersion.TLSv1_2
connection = http.client.HTTPSConnection(sys.argv[1], int(sys.argv[2]), context=context)
connection.request("GET", "/")
connection.getresponse().read()
"""
ASYNCIO = """
import asyncio, ssl, sys
async def main():
    context = ssl.create_default_context(cafile=sys.argv[3])
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    reader, writer = await asyncio.open_connection(
        sys.argv[1], int(sys.argv[2]), ssl=context, ssl_handshake_timeout=10)
    writer.write(b"GET / HTTP/1.0\\r\\n\\r\\n")
    await reader.read()
asyncio.run(main())
"""
REQUESTS = "import sys, requests; print(requests.get(sys.argv[1]).status_code)"
NODE_HTTPS = "require('https').get(process.argv[1], (r) => r.resume())"
NODE_FETCH = "fetch(process.argv[1]).then((r) => r.text()).catch(() => process.exit(1))"
NODE_TLS = ("const [h, p] = process.argv.slice(1); const s = require('tls').connect("
            "{host: h, port: p, maxVersion: 'TLSv1.2'}, () => s.write('GET / HTTP/1.0\\r\\n\\r\\n'));"
            " s.resume(); s.on('error', () => process.exit(1))")
NODE_HTTP2 = ("const c = require('http2').connect(process.argv[1]); "
              "c.on('error', () => { process.exitCode = 1; }); c.on('goaway', () => c.close())")
LWP = ("my $a = LWP::UserAgent->new(ssl_opts => {SSL_ca_file => $ARGV[1], %s}); "
       "exit !$a->get($ARGV[0])->is_success")
IO_SOCKET_SSL = ("my $s = IO::Socket::SSL->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1], "
                 "SSL_ca_file => $ARGV[2], SSL_version => 'TLSv1_2') or exit 1; "
                 "print $s \"GET / HTTP/1.0\\r\\n\\r\\n\"; local $/; <$s>")

JAVA = """
import java.net.URI;
import java.net.URL;
import java.net.http.*;
import javax.net.ssl.HttpsURLConnection;

public class Real {
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("url")) {
            var connection = (HttpsURLConnection) new URL(arguments[1]).openConnection();
            System.out.println(connection.getResponseCode());
        } else {
            var request = HttpRequest.newBuilder(URI.create(arguments[1])).build();
            System.out.println(
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()));
        }
    }
}
"""
GO = """
package main

import ("crypto/tls"; "crypto/x509"; "net/http"; "os"; "strconv")

func main() {
    pem, _ := os.ReadFile(os.Args[2])
    roots := x509.NewCertPool()
    roots.AppendCertsFromPEM(pem)
    least, _ := strconv.ParseUint(os.Args[3], 0, 16)
    config := &tls.Config{RootCAs: roots, MinVersion: uint16(least)}
    client := http.Client{Transport: &http.Transport{TLSClientConfig: config}}
    response, err := client.Get(os.Args[1])
    if err != nil {
        println(err.Error())
        os.Exit(1)
    }
    response.Body.Close()
}
"""


def curl(name, *flags, accepts):
    return Client(name, ["curl"], ["curl", "-qsS", *flags, "{url}"], accepts)


def gnutls(name, *flags, accepts):
    command = ["gnutls-cli", "--x509cafile", "{ca}", *flags, "-p", "{port}", "localhost"]
    return Client(name, ["gnutls-cli"], command, accepts, ["--stdin", REQUEST])


def s_client(name, *flags, accepts):
    command = ["openssl", "s_client", "-quiet", "-verify_return_error", "-CAfile", "{ca}", *flags,
               "-connect", "{host}:{port}"]
    return Client(name, ["openssl"], command, accepts, ["--stdin", REQUEST])


def python(name, source, *arguments, accepts, needs=()):
    return Client(name, list(needs), [*PYTHON, "-c", source, *arguments], accepts)


def node(name, source, *arguments, flags=(), accepts=(), check=()):
    return Client(name, ["node"], ["node", *flags, "-e", source, *arguments], list(accepts),
                  list(check))


def perl(name, module, source, *arguments, accepts):
    return Client(name, [module], ["perl", f"-M{module}", "-e", source, *arguments], accepts)


def java(name, way):
    command = ["java", "-XX:TieredStopAtLevel=1", "-Djavax.net.ssl.trustStore={truststore}",
               "-Djavax.net.ssl.trustStorePassword=changeit", "-cp", "{made}", "Real", way, "{url}"]
    return Client(name, ["java"], command, MODERN)


LAX = ["--tlsv1.0", "--ciphers", "DEFAULT:@SECLEVEL=0"]
PLACE = ["{host}", "{port}", "{ca}"]
HANDSHAKE = ["--accept", "handshake"]
LEGACY = ["--tls-min-v1.0", "--tls-cipher-list=DEFAULT:@SECLEVEL=0"]

# {made} is where Java's classes and Go's program lie.
CLIENTS = [
    curl("curl", accepts=offered()),
    curl("curl --tlsv1.2", "--tlsv1.2", accepts=MODERN),
    curl("curl --tlsv1.3", "--tlsv1.3", accepts=["1.3"]),
    curl("curl of 1.2 alone", "--tlsv1.2", "--tls-max", "1.2", accepts=["1.2"]),
    curl("curl at level 0", *LAX, accepts=ALL),
    Client("libcurl of GnuTLS", ["libcurl-gnutls.so.4"],
           [*PYTHON, "-c", LIBCURL, "libcurl-gnutls.so.4", "{url}", "{ca}"], ALL),
    Client("libcurl of NSS", ["libcurl-nss.so.4"],
           [*PYTHON, "-c", LIBCURL, "libcurl-nss.so.4", "{url_name}", "{ca}"], MODERN),
    Client("wget", ["wget"], ["wget", "-q", "-O-", "--tries=1", "--ca-certificate={ca}",
                              "{url}"], ALL),
    Client("wget of 1.2 and up", ["wget"],
           ["wget", "-q", "-O-", "--tries=1", "--secure-protocol=TLSv1_2",
            "--ca-certificate={ca}", "{url}"], MODERN),
    Client("git", ["git"], ["git", "ls-remote", "{url}x"], ALL, HANDSHAKE),
    gnutls("gnutls-cli", accepts=ALL),
    gnutls("gnutls-cli of 1.2 and up", "--priority",
           "NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3", accepts=MODERN),
    gnutls("gnutls-cli with a hole", "--priority",
           "NORMAL:-VERS-ALL:+VERS-TLS1.0:+VERS-TLS1.2", accepts=["1.0", "1.2"]),
    s_client("openssl s_client", accepts=offered()),
    s_client("openssl s_client of 1.3", "-tls1_3", accepts=["1.3"]),
    python("urllib", URLLIB, "{url}", accepts=offered()),
    python("http.client of 1.2 and up", HTTP_CLIENT, *PLACE, accepts=MODERN),
    python("asyncio of 1.2 alone", ASYNCIO, *PLACE, accepts=["1.2"]),
    python("requests", REQUESTS, "{url}", accepts=offered(), needs=["requests"]),
    node("node https", NODE_HTTPS, "{url}", accepts=MODERN),
    node("node https at level 0", NODE_HTTPS, "{url}", flags=LEGACY, accepts=ALL),
    node("node fetch", NODE_FETCH, "{url}", accepts=MODERN),
    node("node tls of 1.2 alone", NODE_TLS, "{host}", "{port}", accepts=["1.2"]),
    node("node http2", NODE_HTTP2, "{url}", accepts=MODERN, check=HANDSHAKE),
    perl("LWP", "LWP::UserAgent", LWP % "", "{url}", "{ca}", accepts=offered()),
    perl("LWP of 1.2 and up", "LWP::UserAgent",
         LWP % "SSL_version => 'SSLv23:!TLSv1:!TLSv1_1'", "{url}", "{ca}", accepts=MODERN),
    perl("IO::Socket::SSL of 1.2 alone", "IO::Socket::SSL", IO_SOCKET_SSL, *PLACE,
         accepts=["1.2"]),
    java("Java HttpsURLConnection", "url"),
    java("Java HttpClient", "client"),
    Client("Go", ["go"], ["{made}/real", "{url}", "{ca}", "0"], MODERN),
    Client("Go of 1.0 and up", ["go"], ["{made}/real", "{url}", "{ca}", "0x0301"], ALL),
]
