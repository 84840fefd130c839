"""What `serve` and `request` are told of TLS beside versions: suites, groups, a security level."""

import json
import socket

import support
from support import LOOPBACK


def number(value, size):
    return value.to_bytes(size, "big")


def hello(extensions=b""):
    """A hello of TLS 1.2 for AES128-GCM with ECDHE and RSA, DHE and RSA, AES128-SHA."""
    suites = bytes.fromhex("c02f 0067 002f")
    body = b"\3\3" + bytes(32) + b"\0" + number(len(suites), 2) + suites + b"\1\0"
    body += number(len(extensions), 2) + extensions if extensions else b""
    message = b"\1" + number(len(body), 3) + body
    return b"\x16\3\1" + number(len(message), 2) + message


# No extensions at all; signature_algorithms with SHA-1 alone.
LEGACY_HELLOS = [hello(), hello(bytes.fromhex("000d 0004 0002 0201"))]


class TlsSettingsTest(support.ProgramTest):
    def answer(self, listener, sent):
        with socket.create_connection(("127.0.0.1", listener["port"]), support.PATIENCE) as client:
            client.sendall(sent)
            got = client.recv(16)
        return {0x15: "alert", 0x16: "served"}.get(got[0], got)

    def pinned(self, *sets, flags=()):
        return self.serve(
            *(f"--pin={versions}={LOOPBACK}" for versions in sets), *flags, "--log-format", "json"
        )

    def request(self, server, listener, *arguments):
        return self.tlsmatrix(
            "request", "--tls", "all", "--ca", server.ca_file, *arguments,
            listener["url"] + "healthz",
        )  # fmt: skip

    def test_a_set_changes_versions_alone_and_a_level_is_to_be_had(self):
        sets = ("1.2", "1.2+", "1.1,1.2", "all")
        for listener in self.pinned(*sets).listeners:
            for sent in LEGACY_HELLOS:
                self.assertEqual(self.answer(listener, sent), "served", listener)
        for listener in self.pinned("1.2", "1.2+", flags=("--security-level", "1")).listeners:
            for sent in LEGACY_HELLOS:
                self.assertEqual(self.answer(listener, sent), "alert", listener)

    def test_a_level_that_forbids_what_is_to_be_served_is_named(self):
        run = self.tlsmatrix("serve", "--tls", "1.0", "--listen", "127.0.0.1:0", "--ephemeral",
                             "--security-level", "1")
        self.assertEqual(run.code, 2, run)
        self.assertIn("OpenSSL can forbid TLSv1 by it: listen with TLSv1.2 or TLSv1.3, or, for a test alone, with --security-level 0", run.err)

    def test_groups_and_suites_of_13_are_what_was_asked_for(self):
        flags = ("--groups", "ffdhe2048:P-384", "--ciphers", "TLS_CHACHA20_POLY1305_SHA256")
        server = self.pinned("1.3", flags=flags)
        for arguments in (
            (),
            ("--groups", "ffdhe2048"),
            ("--ciphers", "TLS_CHACHA20_POLY1305_SHA256:AES128-SHA"),
        ):
            run = self.request(server, server.listeners[0], *arguments)
            self.assertEqual(run.code, 0, run)
        for arguments in (("--groups", "P-256"), ("--ciphers", "TLS_AES_128_GCM_SHA256")):
            run = self.request(server, server.listeners[0], *arguments)
            self.assertEqual(run.code, 1, run)
            self.assertIn("handshake_failure", run.err)
        server.stop()
        served = [line for line in server.log() if '"TLS_CHACHA20_POLY1305_SHA256"' in line]
        self.assertEqual(len(served), 3, server.log())
        self.assertIn('"ffdhe2048"', served[1])

    def test_a_client_of_ffdhe_alone_is_served(self):
        server = self.pinned("1.3")
        for group in ("ffdhe2048", "ffdhe3072"):
            run = self.request(server, server.listeners[0], "--groups", group)
            self.assertEqual(run.code, 0, run)


if __name__ == "__main__":
    support.main()
