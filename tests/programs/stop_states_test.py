"""TERM comes to an end in time, whatever state a connection is in, and with a line for each connection."""

import signal
import time

import stop_states
import support

# Seconds: what requests in flight are given, and half a second; more where others need the processor.
IN_TIME = 10.5 + 3 * (support.SLOWNESS - 1)
CLIENTS = 8


class StopStatesTest(support.ProgramTest):
    def start(self, name, clients):
        server = self.serve(
            "--pin", f"1.2,1.3={support.LOOPBACK}", "--pin", f"1.3={support.LOOPBACK}",
        )  # fmt: skip
        enter, lines = stop_states.STATES[name]
        made = [enter(server) for _ in range(clients)]
        for client in made:
            self.addCleanup(client.close)
        return server, made, lines

    def assert_gone(self, servers, told):
        """All of them, in time, and with their lines."""
        for name, (server, clients, lines) in servers.items():
            with self.subTest(name):
                code = server.wait(support.PATIENCE)
                seconds = time.monotonic() - told
                self.assertEqual(code, 0, server.errors())
                # What is still to be looked at has ended by then, or is looked at in time.
                self.assertLess(seconds, IN_TIME, name)
                self.assertEqual(len(server.log()), len(clients) * lines, server.log())

    def test_term_ends_a_server_in_time_in_each_state_of_its_connections(self):
        """Among them servers that were stopped, half of whose clients went meanwhile."""
        self.assertGreaterEqual(len(stop_states.STATES), 20)
        running = {name: self.start(name, CLIENTS) for name in stop_states.STATES}
        stopped = {f"{name}, stopped": self.start(name, CLIENTS) for name in stop_states.STATES}
        for server, clients, _ in stopped.values():
            server.signal(signal.SIGSTOP)
            for client in clients[::2]:
                client.close()
        told = time.monotonic()
        for server, _, _ in {**running, **stopped}.values():
            server.signal(signal.SIGTERM)
            server.signal(signal.SIGCONT)
        self.assert_gone({**running, **stopped}, told)


if __name__ == "__main__":
    support.main()
