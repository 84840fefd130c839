"""Python's ssl module drives the same 15 x 15 sets, with both ends in memory, and must agree with
`tlsmatrix matrix --engine openssl` cell by cell: two programs, and only libssl in common.
"""

import json
import ssl

import support
from support import VERSIONS, WIRE_NAMES

OPTIONS = {v: getattr(ssl, "OP_NO_" + WIRE_NAMES[v].replace(".", "_")) for v in VERSIONS}
SETS = [
    tuple(version for i, version in enumerate(VERSIONS) if bits >> i & 1) for bits in range(1, 16)
]

# What OpenSSL's client says of a refusal: who refused, and with which alert.
REFUSALS = {
    "TLSV1_ALERT_PROTOCOL_VERSION": ("server", "protocol_version"),
    "UNSUPPORTED_PROTOCOL": ("client", "protocol_version"),
    "INAPPROPRIATE_FALLBACK": ("client", "illegal_parameter"),
}


def restrict(context, versions):
    context.set_ciphers(support.LEGACY_CIPHERS)
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.MAXIMUM_SUPPORTED
    for version in VERSIONS:
        if version in versions:
            context.options &= ~OPTIONS[version]
        else:
            context.options |= OPTIONS[version]
    return context


def client_of(versions, ca_file):
    return restrict(ssl.create_default_context(cafile=ca_file), versions)


def server_of(versions, certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return restrict(context, versions)


def handshake(client_context, server_context):
    """The versions that both ends saw, or the reason that the client gave for the refusal."""
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_context.wrap_bio(to_client, to_server, server_hostname="localhost")
    server = server_context.wrap_bio(to_server, to_client, server_side=True)
    done = {client: False, server: False}
    for _ in range(10):
        for end in (client, server):
            try:
                end.do_handshake()
                done[end] = True
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLError as error:
                if end is client:
                    return error.reason
                # The server refused or saw the refusal; the client has the word.
        if all(done.values()):
            return client.version(), server.version()
    raise AssertionError("a handshake without an end")


class PythonSslTest(support.ProgramTest):
    def in_python(self):
        certs = self.certificates()
        clients = {versions: client_of(versions, certs / "ca.pem") for versions in SETS}
        servers = {
            versions: server_of(versions, certs / "server-ecdsa.pem", certs / "server-ecdsa.key")
            for versions in SETS
        }
        outcomes = {}
        for client in SETS:
            for server in SETS:
                seen = handshake(clients[client], servers[server])
                if isinstance(seen, tuple):
                    self.assertEqual(seen[0], seen[1])
                    version = next(v for v in VERSIONS if WIRE_NAMES[v] == seen[0])
                    outcomes[client, server] = ("negotiated", version)
                else:
                    self.assertIn(seen, REFUSALS, (client, server))
                    outcomes[client, server] = ("refused", *REFUSALS[seen])
        return outcomes

    def in_tlsmatrix(self):
        run = self.tlsmatrix("matrix", "--engine", "openssl", "--format", "json")
        self.assertEqual(run.code, 0, run.err)
        outcomes = {}
        for cell in json.loads(run.out)["cells"]:
            saw = cell["saw"]["client"]
            pair = tuple(cell["client"]["versions"]), tuple(cell["server"]["versions"])
            if saw["outcome"] == "negotiated":
                outcomes[pair] = ("negotiated", saw["version"])
            else:
                outcomes[pair] = (saw["outcome"], saw["by"], saw["alert"])
        return outcomes

    def test_225_cells(self):
        python = self.in_python()
        self.assertEqual(len(python), 225)
        self.assertEqual(self.in_tlsmatrix(), python)
        # So that two empty-handed programs cannot agree: what is known of these cells.
        kinds = [outcome[0] for outcome in python.values()]
        self.assertEqual((kinds.count("negotiated"), kinds.count("refused")), (151, 74))


if __name__ == "__main__":
    support.main()
