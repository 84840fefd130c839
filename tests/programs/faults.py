"""System calls that fail, one at a time: strace injects the errors, and tells from where each call came.

A site is a system call and the functions of the program that led to it. A fault is a site and the
error that it got.
"""

import collections
import os
import pathlib
import re
import signal
import subprocess
import time

import support
from fault_errors import ERRORS

CALL = re.compile(r"^(\d+) +(?:<\.\.\. )?([a-z0-9_]+)(?:\(| resumed)(.*)$")
FRAME = re.compile(r"^ > (.+?)\((.*)\+0x[0-9a-f]+\) \[0x([0-9a-f]+)\]$")
MARK = "TLSMATRIX_FAULT_RUN"
# Who looks at all processes looks at few of them: each is a call whose stack is written down.
ALONE = ["unshare", "--pid", "--fork", "--mount-proc"] if os.geteuid() == 0 else []


class Call:
    """One line of strace's and its stack."""

    def __init__(self, thread, name, rest, number):
        self.thread, self.name, self.rest, self.number = thread, name, rest, number
        self.frames = []  # innermost first: the object, the function, its place

    @property
    def own(self):
        names = [(name, place) for object, name, place in self.frames if object == PROGRAM]
        return [(name, place) for name, place in names if name not in ("_start", "main")]

    @property
    def is_ours(self):
        """Whether the program has begun: what the loader needs before is not its own to mend."""
        return any(object == PROGRAM and name != "_start" for object, name, _ in self.frames)

    @property
    def can_fail(self):
        """Whether the kernel could let it: what an eventfd counts is nowhere that could fail."""
        return not re.match(r"\d+<anon_inode:\[(eventfd|timerfd)\]>", self.rest)

    @property
    def is_unheard(self):
        """Asio looks at no result where its reactor adds its own two descriptors to epoll, so that a
        program whose kernel has no memory at that moment waits for ever; nor at those of its pipe for
        signals, where the kernel has no reason to fail."""
        names = [name for _, name, _ in self.frames]
        made = any("service_registry::create" in name for name in names)
        signals = any("signal_set_service" in name or "signal_handler" in name for name in names)
        return self.name == "epoll_ctl" and made or self.name in ("fcntl", "read", "write") and signals

    @property
    def is_injected(self):
        return self.rest.endswith("(INJECTED)")

    @property
    def error(self):
        found = re.search(r"= -1 (E[A-Z0-9]+) ", self.rest)
        return found and found[1]

    @property
    def on_standard_streams(self):
        return self.name in ("write", "writev") and re.match(r"[12](<|,)", self.rest) is not None

    @property
    def closes_output(self):
        """Whether whoever reads the output seems to have gone."""
        return self.on_standard_streams and self.rest.startswith("1") and self.error == "EPIPE"

    @property
    def site(self):
        """The call, the place in the program that it came from, the functions of ours that led to it,
        Boost's in their place, and the file, where one is named."""
        path = re.search(r'"([^"]*)"', self.rest) if self.name in NAMED else None
        file = re.sub(r"[0-9a-f]{8,}|\d+", "N", pathlib.Path(path[1]).name) if path else ""
        names = [plain_name(name) for name, _ in self.own]
        ours = [name for name in names if name.startswith("tlsmatrix::")]
        functions = list(dict.fromkeys(ours or names))[:6]
        place = self.own[0][1] if self.own else ""
        return (self.name, place, *functions, file)


def plain_name(name):
    """A function's name without its parameters and those of its templates."""
    name = name.replace("(anonymous namespace)::", "")
    while (less := re.sub(r"<[^<>]*>|\([^()]*\)", "", name)) != name:
        name = less
    return name.partition(" [clone")[0].rpartition(" ")[2]


NAMED = ("openat", "mkdir", "newfstatat", "rename", "unlink", "execve", "faccessat2", "readlink")
PROGRAM = str(pathlib.Path(support.PROGRAM).resolve())


def calls_in(trace):
    """The calls of a trace, each with its number among its thread's of that name, from 1."""
    calls, numbers = [], collections.Counter()
    for line in trace.read_text(errors="replace").splitlines():
        if frame := FRAME.match(line):
            if calls:
                calls[-1].frames.append((frame[1], frame[2], frame[3]))
        elif line.startswith(" > "):
            continue
        elif (call := CALL.match(line)) and not line.endswith("<unfinished ...>"):
            thread, name, rest = call.groups()
            numbers[thread, name] += 1
            calls.append(Call(thread, name, rest, numbers[thread, name]))
    return calls


def tracing(trace, names, *flags):
    """The beginning of a command line that traces these calls of the program and its threads; who
    is executed is left alone."""
    return [
        support.need_peer("strace"), "-f", "-b", "execve", "-k", "-y", "-qq", "-o", str(trace),
        "-e", "trace=" + ",".join(f"?{name}" for name in names), "-e", "signal=none", *flags,
    ]  # fmt: skip


def injection(name, error, number):
    return ["-e", f"inject={name}:error={error}:when={number}"]


def plan_of(calls, errors=lambda name: ERRORS[name], known=()):
    """(call, error, number) for each site among these, at its first call, in their order, but for what
    is known."""
    seen, plan = set(), []
    for call in calls:
        if call.is_ours and call.can_fail and not call.is_unheard and call.site not in seen:
            seen.add(call.site)
            plan += [
                (call.name, error, call.number)
                for error in errors(call.name)
                if (call.site, error) not in known
            ]
    return list(dict.fromkeys(plan))


def marked(mark):
    """The processes whose environment has the mark, but for strace's."""
    found = []
    for directory in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if f"{MARK}={mark}".encode() in directory.joinpath("environ").read_bytes().split(b"\0"):
                found.append(int(directory.name))
        except OSError:
            continue
    return found


def injected(calls):
    return [call for call in calls if call.is_injected]


class Traced:
    """A finished run under strace: its code, output, calls, and what it left."""

    def __init__(
        self, arguments, trace, names, flags, environment, patience, directory, alone, meanwhile=None
    ):
        self.wrong = []
        mark = f"{os.getpid()}-{time.monotonic_ns()}"
        start = time.monotonic()
        process = subprocess.Popen(
            [*(ALONE if alone else ()), *tracing(trace, names, *flags), PROGRAM, *arguments],
            env={**environment, MARK: mark},
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self.hung = False
        try:
            if meanwhile:
                self.wrong = meanwhile(process, directory)
            out, err = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            self.hung = True
            os.killpg(process.pid, signal.SIGKILL)
            for pid in marked(mark):
                os.kill(pid, signal.SIGKILL)
            out, err = process.communicate()
        self.seconds = time.monotonic() - start
        self.code, self.out, self.err = process.returncode, out.decode(), err.decode()
        self.left = marked(mark)
        for pid in self.left:
            os.kill(pid, signal.SIGKILL)
        self.calls = calls_in(trace)
        self.injected = injected(self.calls)
