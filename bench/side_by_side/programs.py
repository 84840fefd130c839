"""Whole programs side by side: starts, matrices, scans, and how cost grows."""

import contextlib
import functools
import os
import signal
import subprocess
import time

import measure
import servers
import tasks
from measure import Load, alternate, wall_seconds
from tasks import Row

VERSIONS = ["1.0", "1.1", "1.2", "1.3"]


def our_start(setting, key):
    """Milliseconds until four pinned listeners accept and have proved themselves."""
    before = time.monotonic()
    process = subprocess.Popen(
        [str(it) for it in servers.ours_command(setting.tools.program, setting.here, VERSIONS, key)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )
    process.stdout.readline()
    spent = time.monotonic() - before
    process.send_signal(signal.SIGTERM)
    process.wait(measure.PATIENCE)
    process.stdout.close()
    return 1e3 * spent


def nginx_start(setting, key):
    """Milliseconds until nginx has bound four servers and left for the background."""
    with servers.held_ports(len(VERSIONS)) as ports:
        listeners = zip(VERSIONS, ports)
        configuration = servers.nginx_configuration(setting.here, listeners, key, background=True)
        spent = wall_seconds([setting.tools.nginx, "-p", setting.here, "-c", configuration])
    pid_file = setting.here / "nginx.pid"
    for _ in range(1000):
        if pid_file.exists() and pid_file.read_text().strip():
            break
        time.sleep(0.002)
    pid = int(pid_file.read_text())
    os.kill(pid, signal.SIGTERM)
    for _ in range(5000):
        if not pid_file.exists():  # nginx takes it away last
            return 1e3 * spent
        time.sleep(0.002)
    raise RuntimeError(f"nginx, process {pid}, did not end")


def start(setting):
    key = setting.keys["ecdsa"]
    seen = alternate(
        setting.rounds,
        {
            "tlsmatrix": lambda: our_start(setting, key),
            "nginx": lambda: nginx_start(setting, key),
            "proof": lambda: tasks.figure(setting, "start", "bare_proof/4", 1e-6),
        },
    )
    seen["nginx + bare proof"] = [a + b for a, b in zip(seen["nginx"], seen["proof"])]
    yield Row.of("start to ready, four pinned listeners", "ms", seen, "tlsmatrix",
                 "nginx + bare proof", "<= 1")
    yield Row.of("start to ready, four pinned listeners", "ms", seen, "tlsmatrix", "nginx")


def flag_of(version):
    return "-tls1" if version == "1.0" else "-tls" + version.replace(".", "_")


def cell_of_processes(setting, client, server, key):
    """The usual way to try a cell: a server process and a client process for it."""
    listening = subprocess.Popen(
        [setting.tools.openssl, "s_server", "-accept", "127.0.0.1:0", flag_of(server), "-cipher",
         "DEFAULT:@SECLEVEL=0", "-cert", key.certificate, "-key", key.key],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )
    while not (accepting := listening.stdout.readline()).startswith(b"ACCEPT"):
        if listening.poll() is not None:
            raise RuntimeError("s_server did not start")
    where = accepting.decode().split()[-1]
    wall_seconds([setting.tools.openssl, "s_client", "-connect", where, flag_of(client), "-cipher",
                  "DEFAULT:@SECLEVEL=0"])
    listening.kill()
    listening.wait()
    listening.stdout.close()


def processes_each(setting):
    """Milliseconds for each of the 16 cells of single versions."""
    before = time.monotonic()
    for client in VERSIONS:
        for server in VERSIONS:
            cell_of_processes(setting, client, server, setting.keys["ecdsa"])
    return 1e3 * (time.monotonic() - before) / 16


def matrix(setting):
    """The program itself, its start included."""
    command = [setting.tools.program, "matrix"]
    seen = alternate(
        setting.rounds,
        {
            "tlsmatrix": lambda: 1e3 * wall_seconds(command) / 450,
            "two processes": lambda: processes_each(setting),
        },
    )
    yield Row.of("a cell", "ms", seen, "tlsmatrix", "two processes", "<= 0.025")


def scan(setting):
    """Versions and cipher suites of one nginx, which speaks all four versions."""
    with servers.Nginx(setting.tools, setting.here, ",".join(VERSIONS), setting.keys["rsa"]) as it:
        where = f"127.0.0.1:{it.port}"
        sslscan = [setting.tools.sslscan, "--no-check-certificate", "--no-compression",
                   "--no-fallback", "--no-groups", "--no-heartbleed", "--no-renegotiation", where]
        seen = alternate(
            setting.rounds,
            {
                "tlsmatrix": lambda: 1e3 * wall_seconds([setting.tools.program, "scan", where]),
                "sslscan": lambda: 1e3 * wall_seconds(sslscan),
            },
        )
    yield Row.of("scan: versions and suites", "ms", seen, "tlsmatrix", "sslscan", "< 1")


def growth(setting):
    """A line, a cell and a connection among few and among many."""
    line = functools.partial(tasks.figure, setting, "access_line", clock="cpu_time")
    seen = alternate(
        setting.rounds,
        {
            "10,000": lambda: line("queue_lines/10000", 1e-4),
            "one": lambda: line("queue_lines/1"),
        },
    )
    yield Row.of("growth: a line among 10,000", "ns of CPU", seen, "10,000", "one", "1")
    cell = functools.partial(tasks.figure, setting, "cells", clock="cpu_time")
    seen = alternate(
        setting.rounds,
        {
            "450 cells": lambda: cell("over_loopback/450", 1e-6 / 450),
            "4,500 cells": lambda: cell("over_loopback/4500", 1e-6 / 4500),
        },
    )
    yield Row.of("growth: a cell of 4,500", "ms of CPU", seen, "4,500 cells", "450 cells", "1")

    yield from growth_with_connections(setting)


def growth_with_connections(setting):
    """A server of its own for few and for many, so that what one keeps does not count for the
    other; and nginx, which has the same libssl and the same malloc."""
    room = min(10_000, measure.allow_many_files() - 1000)
    crowd, count = setting.many(room, 10), setting.many(100, 5)
    kinds = [servers.Ours, servers.Nginx]
    with contextlib.ExitStack() as stack, measure.on_one_core():
        running = {
            (kind.name, how): stack.enter_context(
                kind(setting.tools, setting.here_for(f"{kind.name}-{how}"), "1.3",
                     setting.keys["ecdsa"])
            )
            for kind in kinds
            for how in ["few", "many"]
        }
        for kind in kinds:
            port = running[kind.name, "many"].port
            stack.enter_context(Load(setting.tools.load, "idle", port, "1.3", crowd)).go()
        seen = tasks.take_turns(setting, running, "1.3", "handshake", count)
    for kind in kinds:
        whose = "" if kind is servers.Ours else f", {kind.name}'s"
        yield Row.of(f"growth: a handshake beside {crowd:,} connections{whose}", "µs of CPU",
                     {"many": seen[kind.name, "many"], "none": seen[kind.name, "few"]},
                     "many", "none", "1" if kind is servers.Ours else "")
