"""Connections under faults: strace attaches itself to a server that runs, one of its calls fails while a
client is served, and the next client must be served all the same."""

import os
import pathlib
import re
import signal
import subprocess
import time

import faults
import support
from fault_clients import BEHAVIOURS, CLIENTS, PATIENCE, RELAYED, SET, get, secured


def tracer_of(thread):
    try:
        status = (thread / "status").read_text()
    except OSError:
        return None
    return int(status.split("TracerPid:")[1].split()[0])


class Attached:
    """strace on a server, until the end of the `with`."""

    def __init__(self, server, trace, names, flags=()):
        self.threads = pathlib.Path(f"/proc/{server.process.pid}/task")
        self.trace = trace
        self.process = subprocess.Popen(
            [*faults.tracing(trace, names, *flags), "-p", str(server.process.pid)],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=support.end_with_tests,
        )

    def __enter__(self):
        support.wait_for(
            lambda: all(tracer_of(each) == self.process.pid for each in self.threads.iterdir()),
            "strace is attached",
        )
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)
        self.calls = faults.calls_in(self.trace)
        self.injected = faults.injected(self.calls)


class Path:
    """The path of a connection through one server."""

    command, clients, versions = "serve", tuple(CLIENTS), "1.3"
    tells_of_accept = True

    def __init__(self, test):
        self.test = test
        self.start()
        self.trace = test.directory / "trace"
        for name in self.clients:
            self.meet(CLIENTS[name])
        self.is_served()
        self.descriptors = self.count_descriptors()
        self.owed = 0  # lines, of connections that were accepted

    def start(self):
        """`server` is what fails, and `front` what clients come to."""
        self.log = self.test.directory / "access.log"
        behaviours = [
            word for name in BEHAVIOURS for word in ("--behaviour", f"{name}={support.LOOPBACK}")
        ]
        self.server = self.test.serve(
            "--pin", f"{SET}={support.LOOPBACK}", "--pin", f"1.3={support.LOOPBACK}", *behaviours,
            "--log-file", self.log,
        )  # fmt: skip
        self.front = self.server

    def meet(self, client):
        """Let it come, and tell how long it took; what becomes of it is its own affair."""
        start = time.monotonic()
        try:
            client(self.front)
        except OSError:
            pass
        return time.monotonic() - start

    def is_served(self):
        with secured(self.front, "1.3", self.versions) as connection:
            connection.sendall(get("/healthz", "Connection: close\r\n"))
            answer = b""
            while part := connection.recv(65536):
                answer += part
        self.test.assertIn(b" 200 ", answer)

    def lines(self):
        """What was written and what was told as dropped."""
        return self.log.read_bytes().count(b"\n")

    def count_descriptors(self):
        return len(os.listdir(f"/proc/{self.server.process.pid}/fd"))

    def descriptors_are_back(self):
        support.wait_for(
            lambda: self.count_descriptors() <= self.descriptors, "all descriptors are given back"
        )

    def trace_of(self, client, names, flags=()):
        with Attached(self.server, self.trace, names, flags) as attached:
            before, lines = self.server.errors(), self.lines()
            attached.seconds = self.meet(client)
            if self.server.process.poll() is None:
                self.settle(lines)
        attached.told = self.server.errors()[len(before):]
        return attached

    def is_thrifty(self, name):
        """Whether only that fails of it which has failed of no connection before."""
        return name.startswith("at ")

    def reckon(self):
        """Stop it, and see that each line was written or told of."""
        self.server.stop()
        told = re.findall(r"dropped in all: (\d+)", self.server.errors())
        written = self.lines()
        self.test.assertGreaterEqual(written + sum(map(int, told)), self.owed, self.server.errors())

    def settle(self, lines):
        """Wait until the server has nothing more to do with the client, and has written its line,
        where it has one."""
        deadline = time.monotonic() + PATIENCE
        while self.count_descriptors() > self.descriptors and time.monotonic() < deadline:
            time.sleep(0.002)
        deadline = min(deadline, time.monotonic() + 0.25)
        while self.lines() == lines and time.monotonic() < deadline:
            time.sleep(0.002)


class Relayed:
    """A server as clients see it behind a relay."""

    def __init__(self, relay, server):
        self.relay, self.ca_file = relay, server.ca_file

    def port(self, versions=None):
        return self.relay.port()


class RelayPath(Path):
    """... through a relay before a server that nothing happens to."""

    command, clients = "relay", tuple(RELAYED)
    tells_of_accept = False

    def start(self):
        server = self.test.serve("--pin", f"{SET}={support.LOOPBACK}")
        self.server = self.test.serve(
            "--to", f"127.0.0.1:{server.port()}", command=(support.PROGRAM, "relay")
        )
        self.log = self.test.directory / "server-2" / "out"
        self.front = Relayed(self.server, server)

    def is_thrifty(self, name):
        return name != RELAYED[0]


def torture(path, name, tally, errors=lambda call: faults.ERRORS[call], say=lambda text: None):
    client = CLIENTS[name]
    baseline = path.trace_of(client, faults.ERRORS)
    tally.expect(path.command, baseline.calls)
    known = tally.faults if path.is_thrifty(name) else ()
    # A relay that cannot write what it is for ends.
    calls = [each for each in baseline.calls if not each.on_standard_streams]
    for call, error, number in faults.plan_of(calls, errors, known):
        before = path.lines()
        run = path.trace_of(client, [call], faults.injection(call, error, number))
        tally.add(path.command, run)
        what = f"{path.command}, {name}: {call} {error} #{number}"
        wrong = []
        if path.server.process.poll() is not None:
            raise AssertionError(f"{what}: the server ended: {path.server.errors()}")
        if run.seconds > PATIENCE:
            wrong.append(f"the client was kept for {run.seconds:.1f} s")
        path.is_served()
        path.owed += 1 if call in ("accept", "epoll_ctl") else 2
        try:
            path.descriptors_are_back()
        except AssertionError as error:
            wrong.append(f"{error}: {path.count_descriptors()}, not {path.descriptors}")
            path.descriptors = path.count_descriptors()
        # What goes on for a while is told once a second, with how much it has cost so far.
        cannot = "cannot accept" in path.server.errors() or not path.tells_of_accept
        told = call == "write" or cannot and call in ("accept", "epoll_ctl")
        support.wait_for(lambda: path.lines() >= before + 1, "the log has a line")
        if path.lines() < before + 2 and not told:
            try:
                support.wait_for(lambda: path.lines() >= before + 2, "the log has its line", 2)
            except AssertionError:
                wrong.append("it left no line")
        say(f"{what}: {run.seconds:.1f} s {run.told.strip()} {wrong or ''}")
        if wrong:
            sites = [" < ".join(call.site) for call in run.injected]
            tally.failures.append(f"{what}: {', '.join(wrong)}; at {sites}\n{run.told}")
