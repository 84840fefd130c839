"""What is measured side by side. Each task is a function of a Setting that yields Rows."""

import contextlib
import dataclasses
import functools
import json
import pathlib
import re
import subprocess
import time

import measure
import servers
from measure import Load, Spread, alternate, processor_seconds


@dataclasses.dataclass
class Setting:
    tools: object  # the programs, by name
    here: pathlib.Path  # a folder of our own
    rounds: int
    scale: float  # how much work a round has; 1 is what the documented figures are of
    keys: dict

    def many(self, count, least=1):
        return max(int(count * self.scale), least)

    def here_for(self, name):
        """A folder in it, for a server that another of its kind runs beside."""
        folder = self.here / name
        folder.mkdir(exist_ok=True)
        return folder


@dataclasses.dataclass
class Row:
    """One comparison: ours by theirs. Without a peer it is a figure by itself."""

    work: str
    unit: str
    ours: Spread
    peer: str = ""
    theirs: Spread = None
    ratio: Spread = None
    target: str = ""

    @staticmethod
    def of(work, unit, seen, ours, peer, target=""):
        """Ratios are of the same round."""
        ratios = [mine / its for mine, its in zip(seen[ours], seen[peer])]
        return Row(work, unit, Spread.of(seen[ours]), peer, Spread.of(seen[peer]),
                   Spread.of(ratios), target)


def processor_time_each(server, load):
    """Microseconds of the server's processor time for each unit of the load's work."""
    with load:
        before = processor_seconds(server.pid)
        load.go()
        spent = processor_seconds(server.pid) - before
        return 1e6 * spent / load.count


TURNS = 6  # of a round: what slows the machine for a moment meets all alike where turns are short


def take_turns(setting, running, version, mode, *numbers):
    """Processor time for each unit, by the name under which a server runs."""
    return alternate(
        setting.rounds * TURNS,
        {
            name: lambda it=it: processor_time_each(
                it, Load(setting.tools.load, mode, it.port, version, *numbers)
            )
            for name, it in running.items()
        },
    )


def under_load(setting, kinds, version, key, mode, *numbers):
    """All stand while the rounds go round."""
    with contextlib.ExitStack() as stack, measure.on_one_core():
        running = {
            kind.name: stack.enter_context(kind(setting.tools, setting.here, version, key))
            for kind in kinds
        }
        return take_turns(setting, running, version, mode, *numbers)


def with_another_build(setting, kinds):
    return [*kinds, servers.Beside] if setting.tools.beside else kinds


def beside_each(work, seen, kinds, target):
    """Ours is the first of the kinds; the target is of nginx."""
    for peer in kinds[1:]:
        yield Row.of(work, "µs of CPU", seen, "tlsmatrix", peer.name,
                     target if peer is servers.Nginx else "")


HANDSHAKE_LOADS = {
    # The client says goodbye: nginx does not answer that, we do (RFC 5246 section 7.2.1).
    "handshake": [servers.Ours, servers.Nginx, servers.SServer, servers.Thin],
    # The server does, as the request asks it to: both send the same.
    "once": [servers.Ours, servers.Nginx],
}


def handshakes(setting):
    count = setting.many(100, 5)
    for load, kinds in HANDSHAKE_LOADS.items():
        kinds = with_another_build(setting, kinds)
        ending = ", server closes" if load == "once" else ""
        for version in ["1.2", "1.3"]:
            for key in setting.keys.values():
                seen = under_load(setting, kinds, version, key, load, count)
                work = f"handshake and request, {version}, {key.name}{ending}"
                yield from beside_each(work, seen, kinds, "< 1")


def keep_alive(setting):
    kinds = with_another_build(setting, [servers.Ours, servers.Nginx])
    for version in ["1.2", "1.3"]:
        seen = under_load(setting, kinds, version, setting.keys["ecdsa"], "keep-alive", 64,
                          setting.many(3200, 64))
        yield from beside_each(f"keep-alive request, {version}", seen, kinds, "<= 1")


COLLECTED = re.compile(r"Collected : (\d+)")


def instructions_of(setting, kind, version, key, mode, *numbers):
    """User instructions of a server's whole life, by callgrind."""
    words = setting.here / "callgrind.words"
    with open(words, "w") as output:
        prefix = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={setting.here}/callgrind"]
        with kind(setting.tools, setting.here, version, key, prefix, stderr=output) as server:
            with Load(setting.tools.load, mode, server.port, version, *numbers) as load:
                load.go()
    return int(COLLECTED.search(words.read_text())[1])


def instructions_each(setting, kind, version, key, mode, count, *before):
    """The difference of two lives, one with twice the work, by that work."""
    once = instructions_of(setting, kind, version, key, mode, *before, count)
    twice = instructions_of(setting, kind, version, key, mode, *before, 2 * count)
    return (twice - once) / count / 1000


def compared_instructions(setting, work, peer, target, *arguments):
    version, key, mode, count, *before = arguments
    ours, theirs = (
        instructions_each(setting, kind, version, key, mode, count, *before)
        for kind in [servers.Ours, peer]
    )
    once = {"tlsmatrix": [ours], peer.name: [theirs]}
    return Row.of(work, "1,000 instr.", once, "tlsmatrix", peer.name, target)


def instructions(setting):
    """They hardly vary, so each is counted once."""
    for version in ["1.2", "1.3"]:
        for key in setting.keys.values():
            yield compared_instructions(
                setting, f"handshake and request, {version}, {key.name}", servers.Thin, "<= 1.25",
                version, key, "handshake", setting.many(40, 2),
            )
    for version in ["1.2", "1.3"]:
        yield compared_instructions(
            setting, f"keep-alive request, {version}", servers.Nginx, "<= 0.9",
            version, setting.keys["ecdsa"], "keep-alive", setting.many(400, 20), 1,
        )


def memory_each(setting, kind, version, connections):
    with kind(setting.tools, setting.here, version, setting.keys["ecdsa"]) as server:
        with Load(setting.tools.load, "handshake", server.port, version, 20) as warm:
            warm.go()
        before = measure.resident_kib(server.pid)
        with Load(setting.tools.load, "idle", server.port, version, connections) as load:
            load.go()
            time.sleep(0.2)  # for the log to be written and its buffers to settle
            return (measure.resident_kib(server.pid) - before) / connections


def memory(setting):
    connections = setting.many(2000, 50)
    for version in ["1.2", "1.3"]:
        seen = alternate(
            setting.rounds,
            {
                kind.name: lambda kind=kind, version=version: memory_each(
                    setting, kind, version, connections
                )
                for kind in [servers.Ours, servers.Nginx]
            },
        )
        row = Row.of(f"idle connection of {connections}, {version}", "KiB", seen, "tlsmatrix",
                     "nginx")
        row.target = "<= 20 KiB"
        yield row


def figure(setting, program, name, scale=1.0, clock="real_time"):
    """A benchmark's time in nanoseconds, times the scale; `cpu_time` for what has one thread."""
    words = [f"{setting.tools.benchmarks}/{program}_bench", f"--benchmark_filter=^{name}(/|$)",
             "--benchmark_min_time=0.2", "--benchmark_format=json"]
    run = subprocess.run(words, capture_output=True, text=True, check=True,
                         timeout=measure.PATIENCE)
    found = json.loads(run.stdout)["benchmarks"][0]
    units = {"ns": 1, "us": 1e3, "ms": 1e6}
    return found[clock] * units[found["time_unit"]] * scale


def benchmarks(setting):
    """What needs no other server, from the programs of this folder."""
    seen = alternate(
        setting.rounds,
        {
            "tlsmatrix": lambda: figure(setting, "cells", "over_loopback/450", 1e-6),
            "bare": lambda: figure(setting, "cells", "bare_in_memory/450", 1e-6),
        },
    )
    yield Row.of("450 cells, beside their bare handshakes", "ms", seen, "tlsmatrix", "bare",
                 "<= 1.6")
    line = functools.partial(figure, setting, "access_line", clock="cpu_time")
    lines = [line("queue_lines/1") for _ in range(setting.rounds)]
    yield Row("access line, formatted and queued", "ns of CPU", Spread.of(lines), target="< 200 ns")
