"""Ten thousand idle TLS connections: what they cost, and what a new one has to wait."""

import time

from soak import context_of, dial, figure, memory, percentile, request, support

MANY = 10_000


class IdleSoak(support.ProgramTest):
    def test_ten_thousand_idle_connections_cost_little(self):
        server = self.serve("--listen", support.LOOPBACK, "--ephemeral", "--key-type", "ecdsa")
        context = context_of(server)
        for _ in range(50):  # what the first connections alone cost is no connection's
            request(dial(server, context))
        before, used = memory(server), time.monotonic()
        held = []
        while len(held) < MANY:
            connection = dial(server, context)
            request(connection)
            held.append(connection)
            if time.monotonic() - used > 40:  # idle ones are closed after 75 s
                used = time.monotonic()
                for each in held:
                    request(each)
        each = (memory(server) - before) / MANY
        times = []
        for _ in range(300):
            begun = time.monotonic()
            dial(server, context).close()
            times.append(time.monotonic() - begun)
        worst = 1000 * percentile(times, 0.99)
        figure("resident memory of an idle connection", each, "KB")
        figure("a new handshake's p99 beside them", worst, "ms")
        for connection in held:
            request(connection)  # it is alive
        figure("idle connections held", len(held))
        self.assertLessEqual(each, 20)
        self.assertLess(worst, 250)


if __name__ == "__main__":
    support.main()
