"""What happens on the wire between the two ends, and what `request` and the log tell of it."""

import json
import socket
import struct
import threading

import support
from listening import Listening

WARNING = bytes.fromhex("15030300020170")  # unrecognized_name
PROTOCOL_VERSION = bytes.fromhex("15030300020246")
HANDSHAKE_FAILURE = bytes.fromhex("15030300020228")
VERSIONS_EXTENSION = b"\x00\x2b\x00"


class Relay(Listening):
    """Stands before a server on loopback; `handle` has each client's first bytes and its number, and
    answers itself, giving None, or says what goes on to the server."""

    def __init__(self, test, port, handle):
        self.target, self.handle = port, handle
        super().__init__(test)

    def serve(self, client, number):
        passed = self.handle(client, client.recv(65536), number)
        if passed is None:
            client.close()
            return
        server = socket.create_connection(("127.0.0.1", self.target))
        server.sendall(passed)
        threading.Thread(target=pump, args=(server, client), daemon=True).start()
        pump(client, server)


def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    for end in (source, sink):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def strip_versions(_client, hello, _number):
    return hello.replace(VERSIONS_EXTENSION, b"\xfa\xfb\x00", 1)


def answer_first(alert):
    def handle(client, hello, number):
        if number > 1:
            return hello
        client.sendall(alert)
        return None

    return handle


def reset_first(client, hello, number):
    if number > 1:
        return hello
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return None


def warn_behind_hello(times):
    return lambda _client, hello, _number: hello + times * WARNING


class WireTest(support.ProgramTest):
    def between(self, versions, handle, *flags):
        """A server of these versions, and a relay before it."""
        server = self.serve("--tls", versions, "--listen", support.LOOPBACK, *flags)
        return server, Relay(self, server.port(), handle)

    def request(self, server, relay, *arguments):
        return self.tlsmatrix(
            "request", "--ca", server.ca_file, *arguments, f"https://127.0.0.1:{relay.port}/healthz"
        )

    def test_a_stripped_hello_is_told_as_a_change_on_the_way(self):
        server, relay = self.between("1.2+", strip_versions)
        run = self.request(server, relay, "--tls", "1.2+")
        self.assertEqual(run.code, 1, run)
        self.assertIn("something between the two changed a hello", run.err)
        self.assertNotIn("close the hole", run.err)
        server.stop()
        self.assertIn("something between the two changed its hello", server.log()[0])

    def test_a_forged_protocol_version_does_not_go_without_a_word(self):
        server, relay = self.between("1.0,1.3", answer_first(PROTOCOL_VERSION))
        run = self.request(server, relay, "--tls", "1.0,1.3")
        self.assertEqual(run.code, 0, run)
        self.assertRegex(run.err, r"\Atlsmatrix: WARNING: TLSv1 was negotiated .* anyone on the way")
        relay = Relay(self, server.port(), answer_first(PROTOCOL_VERSION))
        run = self.request(server, relay, "--tls", "1.0,1.3", "--receipt")
        self.assertIn("\nwarning: TLSv1 was negotiated", run.err)
        self.assertIn("which nobody signs", run.err)

    def test_behind_handshake_failure_the_run_that_is_left_is_named_or_tried(self):
        server, relay = self.between("1.0,1.3", answer_first(HANDSHAKE_FAILURE))
        run = self.request(server, relay, "--tls", "1.0,1.3")
        self.assertEqual(run.code, 1, run)
        self.assertIn("does not know supported_versions", run.err)
        self.assertIn("not tried: TLSv1 ", run.err)
        relay = Relay(self, server.port(), answer_first(HANDSHAKE_FAILURE))
        run = self.request(server, relay, "--tls", "1.0,1.3", "--holes", "retry")
        self.assertEqual(run.code, 0, run)
        self.assertIn("WARNING: TLSv1 was negotiated", run.err)

    def test_a_reset_behind_the_hello_is_no_question_about_tls(self):
        server, relay = self.between("1.2+", reset_first)
        run = self.request(server, relay)
        self.assertEqual(run.code, 1, run)
        self.assertIn("the connection was reset after the hello", run.err)
        self.assertNotIn("is it a TLS server", run.err)

    def test_what_was_offered_is_what_the_hello_says(self):
        server, relay = self.between("1.2", lambda _client, hello, _number: hello)
        run = self.request(server, relay, "--engine", "openssl", "--tls", "1.0,1.2")
        self.assertEqual(run.code, 1, run)
        self.assertIn("offered TLSv1: OpenSSL offers the lowest run of TLSv1,TLSv1.2", run.err)
        self.assertIn("exact engine", run.err)

    def test_a_warning_before_an_answer_refuses_nothing(self):
        server, relay = self.between("1.2", warn_behind_hello(1), "--log-format", "json")
        run = self.request(server, relay, "--tls", "1.2")
        self.assertEqual(run.code, 0, run)
        server.stop()
        line = json.loads(server.log()[0])
        self.assertEqual((line["status"], line["refused_by"], line["alert"]), (200, None, None))

    def test_five_warnings_are_refused_by_the_server(self):
        server, relay = self.between("1.2", warn_behind_hello(5))
        run = self.request(server, relay, "--tls", "1.2")
        self.assertEqual(run.code, 1, run)
        server.stop()
        self.assertIn("tls_refused_by=server tls_alert=unexpected_message", server.log()[0])
        self.assertIn("too many warnings", server.log()[0])

    def test_half_a_hello_is_told_as_half_a_hello(self):
        server = self.serve("--tls", "1.2", "--listen", support.LOOPBACK)
        with socket.create_connection(("127.0.0.1", server.port())) as client:
            client.sendall(bytes.fromhex("160301010001"))
            client.shutdown(socket.SHUT_WR)
            client.recv(100)
        server.stop()
        self.assertIn("without an alert, 6 bytes into its hello", server.log()[0])


if __name__ == "__main__":
    support.main()
