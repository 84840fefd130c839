"""Clocks of other processes, rounds that alternate, and the least, middle and greatest of them."""

import contextlib
import dataclasses
import os
import pathlib
import resource
import statistics
import subprocess
import time

PATIENCE = 300  # seconds, for anything that usually takes a few


def processor_seconds(pid):
    """User and system time of a process, all its threads, in nanoseconds' steps: what
    clock_getcpuclockid(3) makes of a pid."""
    return time.clock_gettime(~pid << 3 | 2)


def resident_kib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError(f"process {pid} has no resident memory")


def children_seconds():
    """User and system time of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def allow_many_files():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


@contextlib.contextmanager
def on_one_core():
    """What is started inside runs on one core, as a server and a client that take turns can: else
    the client's work beside it, and every move to another core, count as the server's time."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@dataclasses.dataclass
class Spread:
    least: float
    median: float
    most: float

    @staticmethod
    def of(values):
        return Spread(min(values), statistics.median(values), max(values))


def alternate(rounds, subjects):
    """Asks each subject in turn, round after round, so that a machine that slows down slows all of
    them. `subjects` maps names to functions; the answer maps names to lists."""
    seen = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, measured in subjects.items():
            seen[name].append(measured())
    return seen


def wall_seconds(command, **more):
    """How long a program takes, from its start to its end."""
    before = time.monotonic()
    subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        timeout=PATIENCE, **more,
    )
    return time.monotonic() - before


class Load:
    """The load program, which is ready and waits for `go`."""

    def __init__(self, program, mode, port, version, *numbers):
        words = [str(it) for it in (program, mode, port, version, *numbers)]
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.count = 0
        self.suite = ""
        self._expect("ready")

    def _expect(self, word):
        line = self.process.stdout.readline().split()
        if not line or line[0] != word:
            self.close()
            raise RuntimeError(f"{' '.join(self.process.args)}: the load did not work")
        return line

    def go(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        _, self.suite, count = self._expect("done")
        self.count = int(count)
        return self

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def cores():
    return len(os.sched_getaffinity(0))
