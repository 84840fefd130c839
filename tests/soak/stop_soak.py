"""Five thousand clients in every state, whose timers fall due while their server is stopped: TERM ends it
in time all the same, with a line for each."""

import os
import resource
import signal
import time

from soak import figure, support

import stop_states

TIMES = int(os.environ.get("TLSMATRIX_SOAK_TIMES", "10"))
CLIENTS = int(os.environ.get("TLSMATRIX_SOAK_CLIENTS", "5000"))
# Beyond the deadlines of a handshake, a header and a body.
STOPPED = 10.5
IN_TIME = 10.5


class StopSoak(support.ProgramTest):
    def setUp(self):
        super().setUp()
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

    def start(self):
        return self.serve(
            "--pin", f"1.2,1.3={support.LOOPBACK}", "--pin", f"1.3={support.LOOPBACK}",
            "--max-handshakes", "100000",
        )  # fmt: skip

    def end(self, server):
        """Stop it for a while, tell it to end, and how long that took."""
        server.signal(signal.SIGSTOP)
        time.sleep(STOPPED)  # the time itself is what is needed: timers fall due in it
        told = time.monotonic()
        server.signal(signal.SIGTERM)
        server.signal(signal.SIGCONT)
        code = server.wait()
        seconds = time.monotonic() - told
        self.assertEqual(code, 0, server.errors())
        self.assertLess(seconds, IN_TIME)
        return seconds

    def test_clients_that_keep_alive(self):
        slowest = 0.0
        for _ in range(TIMES):
            server = self.start()
            clients = [stop_states.idle(server) for _ in range(CLIENTS)]
            slowest = max(slowest, self.end(server))
            self.assertEqual(len(server.log()), CLIENTS)
            for client in clients:
                client.close()
        figure(f"TERM with {CLIENTS} clients that keep alive, {TIMES} times, at most", slowest, "s")

    def test_clients_in_all_states(self):
        """States whose deadlines are over before all are there would leave other connections than those."""
        slowest = 0.0
        each = max(1, CLIENTS // 250)
        for _ in range(TIMES):
            server = self.start()
            clients, lines = [], 0
            for enter, count in stop_states.STATES.values():
                clients += [enter(server) for _ in range(each)]
                lines += each * count
            slowest = max(slowest, self.end(server))
            self.assertEqual(len(server.log()), lines)
            for client in clients:
                client.close()
        figure(f"TERM with {len(clients)} clients in all states, {TIMES} times, at most", slowest, "s")


if __name__ == "__main__":
    support.main()
