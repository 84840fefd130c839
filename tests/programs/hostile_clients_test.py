"""Clients that are slow, endless, lying, truncating and resetting, at every stage: a server serves others
meanwhile, ends each in time, and takes little memory."""

import os
import pathlib
import ssl
import threading
import time

import stop_states
import support
from hostile_clients import ROWS, STAGES, THEN

# The deadlines of a handshake, a header and an idle body are 10 s; who talks on has 2 s more.
IN_TIME = 12.5 + 3
MEMORY = 32 * 1024  # KB


# A body that trickles has its minute.
LONGER = ("within a body", "within a chunk's extension", "within the trailers")


class HostileClientsTest(support.ProgramTest):
    def memory(self, server):
        status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0])

    def descriptors(self, server):
        return len(os.listdir(f"/proc/{server.process.pid}/fd"))

    def is_served(self, server):
        client = stop_states.idle(server)
        client.close()

    def test_a_server_ends_each_in_time_and_serves_others_meanwhile(self):
        server = self.serve(
            "--pin", f"1.2,1.3={support.LOOPBACK}", "--pin", f"1.3={support.LOOPBACK}",
        )  # fmt: skip
        self.is_served(server)
        support.wait_for(lambda: len(server.log()) == 1, "the line of the first")
        idle, before = self.memory(server), self.descriptors(server)
        over = threading.Event()
        self.addCleanup(over.set)
        rows = [(stage, what) for stage, what in ROWS if what != "trickles" or stage not in LONGER]
        self.assertGreaterEqual(len(rows), 40)
        start = time.monotonic()

        def run(stage, what):
            enter, secured = STAGES[stage]
            try:
                client = enter(server)
                self.addCleanup(client.close)
                THEN[what](client, secured, over)
            except (OSError, ssl.SSLError):
                pass

        threads = [threading.Thread(target=run, args=row, daemon=True) for row in rows]
        for thread in threads:
            thread.start()
        while self.descriptors(server) > before and time.monotonic() - start < 2 * IN_TIME:
            self.is_served(server)
            time.sleep(0.2)
        seconds = time.monotonic() - start
        self.assertEqual(self.descriptors(server), before)
        self.assertLess(seconds, IN_TIME * support.SLOWNESS)
        if not os.environ.get("TLSMATRIX_SANITIZER"):
            self.assertLess(self.memory(server), idle + MEMORY)
        over.set()
        self.is_served(server)
        server.stop()
        refused_or_served = [line for line in server.log() if line.startswith('"')]
        self.assertGreaterEqual(len(refused_or_served), len(rows))


if __name__ == "__main__":
    support.main()
