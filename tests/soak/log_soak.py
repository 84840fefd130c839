"""The log under load: rotations lose and tear nothing, a kill the last moment's lines at most."""

import os
import re
import signal
import time

from soak import Load, figure, support

LINE = re.compile(
    r'"GET (/healthz\?\d+-\d+) HTTP/1\.1" 200 \d+ TLSv1\.3/TLS_\w+ "-" "-" \d+\.\d{3} <"-"'
)
ROTATIONS = 100
KILLS = 20


def targets_in(lines):
    """The targets of whole lines, and the lines that are none."""
    found, torn = [], []
    for line in lines:
        match = LINE.fullmatch(line)
        if match:
            found.append(match[1])
        elif "tls_outcome=" not in line:
            torn.append(line)
    return found, torn


class LogSoak(support.ProgramTest):
    def serve_into(self, log, *flags):
        return self.serve(
            "--listen", support.LOOPBACK, "--ephemeral", "--log-file", str(log), *flags
        )

    def test_rotations_under_load_lose_and_tear_nothing(self):
        log = self.directory / "log"
        server = self.serve_into(log, "--threads", "2")
        load = Load(server)
        for number in range(ROTATIONS):
            reached = len(load.answered)
            support.wait_for(lambda: len(load.answered) > reached + 20, "no request was answered")
            log.rename(self.directory / f"log.{number}")
            server.signal((signal.SIGHUP, signal.SIGUSR1)[number % 2])
            support.wait_for(log.exists, "the log was not opened again")
        load.stop()
        server.stop()
        lines = []
        for file in self.directory.glob("log*"):
            lines += file.read_text().split("\n")[:-1]
        found, torn = targets_in(lines)
        figure("rotations", ROTATIONS)
        figure("lines under load", len(found))
        figure("lost", len(set(load.answered) - set(found)))
        figure("torn", len(torn))
        self.assertEqual(torn, [])
        self.assertEqual(sorted(found), sorted(load.answered))

    def test_a_kill_loses_the_last_moment_at_most_and_leaves_no_torn_line(self):
        oldest, lost_lines = 0.0, 0
        log = self.directory / "log"
        for _ in range(KILLS):
            log.unlink(missing_ok=True)
            server = self.serve_into(log)
            load = Load(server)
            support.wait_for(lambda: len(load.answered) > 300, "no request was answered")
            load.leave_quietly()
            killed = time.monotonic()
            os.kill(server.process.pid, signal.SIGKILL)
            server.wait()
            load.stop()
            again = self.serve_into(log)
            again.stop()
            found, torn = targets_in(log.read_text().split("\n")[:-1])
            self.assertEqual(torn, [])
            lost = set(load.answered) - set(found)
            lost_lines += len(lost)
            ages = [killed - load.answered[target] for target in lost]
            oldest = max([oldest, *ages])
        figure("kills", KILLS)
        figure("lines lost a kill", lost_lines / KILLS)
        figure("age of the oldest line that was lost", 1000 * oldest, "ms")
        self.assertLess(oldest, 0.1)


if __name__ == "__main__":
    support.main()
