"""What the tests of `tlsmatrix scan` share: scans as JSON, and servers that are scripted."""

import json
import socket
import threading

import support


def listening_socket():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    return listener


def listener_and_holder():
    """A listener, and a socket that does not listen and keeps the port once the listener is gone:
    whoever connects is refused then, for nobody else is given the port."""
    listener, holder = socket.socket(), socket.socket()
    for it in (listener, holder):
        it.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    holder.bind(listener.getsockname())
    listener.listen(64)
    return listener, holder


class Fake:
    """A server that does with each connection what a function does: it gets the socket and the
    first bytes, and returns what to send; None to send nothing. The connection is closed after
    that, except where the function keeps it."""

    def __init__(self, test, behaviour, reads=True):
        self.behaviour, self.reads = behaviour, reads
        self.hellos, self.kept = [], []
        self.listener, self.holder = listener_and_holder()
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        test.addCleanup(self.stop)

    def _serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            # A reset where the other end is gone is nothing to this one.
            try:
                hello = connection.recv(65536) if self.reads else b""
                self.hellos.append(hello)
                answer = self.behaviour(connection, hello)
                if answer is not None:
                    connection.sendall(answer)
            except OSError:
                pass
            if connection not in self.kept:
                connection.close()

    def stop_listening(self):
        # Closing alone does not wake a thread that accepts.
        if self.listener.fileno() >= 0:
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()

    def stop(self):
        self.stop_listening()
        self.thread.join(support.PATIENCE)
        self.holder.close()
        for connection in self.kept:
            connection.close()

    @property
    def target(self):
        return f"127.0.0.1:{self.port}"


class Hello:
    """What a fake needs to know of a ClientHello."""

    def __init__(self, record):
        self.sslv2 = bool(record) and record[0] & 0x80 != 0
        if self.sslv2:
            self.version, self.suites = int.from_bytes(record[3:5], "big"), []
            return
        self.version = int.from_bytes(record[9:11], "big")
        at = 43 + 1 + record[43]
        length = int.from_bytes(record[at : at + 2], "big")
        codes = record[at + 2 : at + 2 + length]
        self.suites = [int.from_bytes(codes[i : i + 2], "big") for i in range(0, length, 2)]
        self.has_supported_versions = b"\x00\x2b" in record[at + 2 + length :]


def alert(description, level=2):
    return bytes([21, 3, 1, 0, 2, level, description])


def server_hello(version, suite):
    body = version.to_bytes(2, "big") + bytes(range(32)) + b"\0" + suite.to_bytes(2, "big") + b"\0"
    message = b"\x02" + len(body).to_bytes(3, "big") + body
    return b"\x16" + version.to_bytes(2, "big") + len(message).to_bytes(2, "big") + message


def sslv2_server_hello(kinds):
    certificate, connection_id = b"\x30\x00", bytes(16)
    lengths = [len(certificate), len(kinds), len(connection_id)]
    body = b"\x04\x00\x01\x00\x02" + b"".join(it.to_bytes(2, "big") for it in lengths)
    body += certificate + kinds + connection_id
    return (0x8000 | len(body)).to_bytes(2, "big") + body


def chooser(versions, suites, above=None):
    """A server of these versions (codes) and suites, in its own order. `above` is what it does with
    a hello whose version it does not know, instead of taking its highest."""

    def answer(connection, record):
        hello = Hello(record)
        if hello.sslv2:
            return None
        if above and hello.version > max(versions):
            return above(connection)
        known = [version for version in versions if version <= hello.version]
        if not known:
            return alert(70)
        chosen = next((suite for suite in suites if suite in hello.suites), None)
        return alert(40) if chosen is None else server_hello(max(known), chosen)

    return answer


class ScanTest(support.ProgramTest):
    """Scans, and what to compare them by."""

    def scan(self, target, *flags, code=0, patience=support.PATIENCE):
        """A scan as JSON, which fits the schema."""
        run = self.tlsmatrix("scan", target, "--format", "json", *flags, patience=patience)
        self.assertEqual(run.code, code, run)
        report = json.loads(run.out)
        schema_validator().validate(report)
        return report

    def spoken(self, report):
        return [it["version"] for it in report["versions"] if it["spoken"]]

    def found(self, report):
        """What a scan found, in sslscan's form."""
        return {
            it["version"]: [(cipher["code"], cipher["name"]) for cipher in it["ciphers"]]
            for it in report["versions"]
            if it["spoken"]
        }

    def version(self, report, name):
        return next(it for it in report["versions"] if it["version"] == name)

    def ciphers(self, report, name):
        return [cipher["name"] for cipher in self.version(report, name)["ciphers"]]


def schema_validator():
    """Of docs/scan.schema.json, which must itself be a schema."""
    support.need_peer("jsonschema")
    import jsonschema

    schema = json.loads((support.REPOSITORY / "docs" / "scan.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)

