"""Servers that are slow, endless, lying, truncating and resetting, at every stage: request and scan are
done in time and in little memory."""

import os
import resource
import ssl
import subprocess
import threading
import time

import hostile_peers
import support
from listening import Listening

DEADLINE = 1.0
# Seconds beyond the deadline, and what starting a program takes on a machine that others use.
MORE = 0.5
MEMORY = 32 * 1024  # KB above one that met a sound server
AT_ONCE = 8


class Peer(Listening):
    """A server that sends what it is told to each connection, and then does what it is told to."""

    def __init__(self, test, before, then, context=None):
        self.before, self.then, self.context = before, then, context
        self.over = threading.Event()
        super().__init__(test)

    def serve(self, plain, _number):
        try:
            plain.settimeout(support.PATIENCE)
            with self.context.wrap_socket(plain, server_side=True) if self.context else plain as it:
                it.recv(65536)
                it.sendall(self.before)
                self.then(it, self.over)
        except OSError:
            pass

    def stop(self):
        self.over.set()
        super().stop()


class Met:
    """A program that has met a peer: its code, how long it took, and its largest resident memory in KB."""

    def __init__(self, test, *arguments):
        start = time.monotonic()
        with open(os.devnull, "r+b") as nothing:
            process = subprocess.Popen(
                [support.PROGRAM, *map(str, arguments)], env=test.environment,
                stdin=nothing, stdout=nothing, stderr=nothing,
                preexec_fn=lambda: (
                    support.end_with_tests(),
                    resource.setrlimit(resource.RLIMIT_CPU, (30, 30)),
                ),
            )  # fmt: skip
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.code, self.seconds, self.memory = (
            process.returncode, time.monotonic() - start, usage.ru_maxrss,
        )  # fmt: skip


class HostilePeersTest(support.ProgramTest):
    def meet_all(self, peers, arguments_for, codes):
        """Each of the peers, some at once; sound is what a sound server costs."""
        server = self.serve("--listen", support.LOOPBACK)
        memory = Met(self, *arguments_for(server.port())).memory + MEMORY
        starting = max(2.0, AT_ONCE * max(Met(self, "--version").seconds for _ in range(3)))
        allowed = (DEADLINE + MORE) * support.SLOWNESS + starting
        found, places = {}, threading.Semaphore(AT_ONCE)

        def meet(name, peer):
            with places:
                found[name] = Met(self, *arguments_for(peer.port))

        threads = [threading.Thread(target=meet, args=each) for each in peers.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(found), len(peers))
        for name, met in found.items():
            with self.subTest(name):
                self.assertIn(met.code, codes)
                self.assertLess(met.seconds, allowed)
                if not os.environ.get("TLSMATRIX_SANITIZER"):
                    self.assertLess(met.memory, memory)

    def raw_peers(self):
        return {
            f"{stage}, it {what}": Peer(self, before, then)
            for stage, before in hostile_peers.BEFORE.items()
            for what, then in hostile_peers.THEN.items()
        }

    def answering_peers(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certs = self.certificates()
        context.load_cert_chain(certs / "server-rsa.pem", certs / "server-rsa.key")
        return {
            f"{stage}, it {what}": Peer(self, before, then, context)
            for stage, before in hostile_peers.ANSWERS.items()
            for what, then in hostile_peers.AFTERWARDS.items()
        }

    def request(self, port):
        return "request", "-k", "--timeout", DEADLINE, f"https://127.0.0.1:{port}/"

    def test_request_is_done_in_time_and_memory_in_a_handshake(self):
        peers = self.raw_peers()
        self.assertGreaterEqual(len(peers), 40)
        self.meet_all(peers, self.request, (1,))

    def test_request_is_done_in_time_and_memory_in_an_answer(self):
        peers = self.answering_peers()
        self.assertGreaterEqual(len(peers), 40)
        self.meet_all(peers, self.request, (1,))

    def test_scan_is_done_in_time_and_memory(self):
        peers = self.raw_peers()
        self.meet_all(
            peers,
            lambda port: (
                "scan", "--timeout", DEADLINE, "--answer-timeout", 0.3, "--require", "1.2",
                f"127.0.0.1:{port}",
            ),
            (0, 1, 2),  # a ServerHello is all that it asks for
        )


if __name__ == "__main__":
    support.main()
