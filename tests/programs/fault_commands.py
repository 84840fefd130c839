"""Commands under faults: what each is run as, and what must hold whatever fails."""

import collections
import re

import faults
import support

# Noise that no sentence of the program has.
NOISE = ("unexpected failure", "terminate called", "what():", "boost", "[system:", "Traceback")
# What is needed to remove a file, too: where that fails it stays.
REMOVING = ("unlink", "unlinkat", "rmdir", "openat", "newfstatat", "getdents64")
# What differs from run to run: times, ports, fingerprints, process ids, directories.
VARYING = re.compile(r"\b[0-9a-f]{16,}\b|\d+(\.\d+)?|\s+")


class Command:
    """A command line, in which {dir} is a directory of the run's own, {url} a server's URL, {host} its
    host and port, {ca} its CA, {report} a file that merge reads, {certs} a directory of `certs`."""

    def __init__(self, name, *arguments, patience=20, stable=True, alone=False):
        self.name, self.arguments, self.patience = name, arguments, patience
        self.stable = stable  # exit 0 comes with the same output, but for numbers
        self.alone = alone  # it looks at all processes, and takes seconds: one error of each call


COMMANDS = [
    Command("explain", "explain", "--client", "1.0,1.2", "--server", "1.1"),
    Command("merge", "merge", "{report}"),
    Command("certs", "certs", "--client-auth", "{dir}/certs"),
    Command("request", "request", "--ca", "{ca}", "--timeout", "5", "--data", "@{report}", "{url}/anything"),
    Command("scan", "scan", "--timeout", "60", "{host}", patience=90),
    Command("doctor", "doctor", stable=False),
    Command(
        "matrix", "matrix", "--clients", "1.2", "--servers", "1.2", "--engine", "exact", "--format", "json",
    ),
    Command("check", "check", "--jobs", "1", "--timeout", "5", "--",
            "curl", "-q", "-sS", "{url}", stable=False, alone=True, patience=60),
    Command("reproduce", "reproduce", stable=False, alone=True, patience=60),
]  # fmt: skip


class Bench:
    """What all commands of a test need: a server, a report, and a directory for each run."""

    def __init__(self, test):
        self.test = test
        self.server = test.serve("--listen", support.LOOPBACK)
        self.report = test.directory / "report.json"
        made = test.tlsmatrix(
            "matrix", "--clients", "1.2", "--servers", "1.2", "--engine", "exact", "--format", "json"
        )
        self.report.write_text(made.out)
        self.runs = 0

    def environment(self, directory):
        return {
            **self.test.environment,
            "XDG_STATE_HOME": str(directory / "state"),
            "TMPDIR": str(directory / "tmp"),
            "HOME": str(directory),
        }

    def run(self, command, names, flags=()):
        self.runs += 1
        directory = self.test.directory / f"run-{self.runs}"
        (directory / "tmp").mkdir(parents=True)
        values = {
            "{dir}": str(directory),
            "{ca}": self.server.ca_file,
            "{report}": str(self.report),
            "{host}": f"127.0.0.1:{self.server.port()}",
        }
        arguments = []
        for word in command.arguments:
            for name, value in values.items():
                word = word.replace(name, value)
            if command.name == "request":
                word = word.replace("{url}", self.server.url("").rstrip("/"))
            arguments.append(word)
        run = faults.Traced(
            arguments, directory / "trace", names, flags, self.environment(directory),
            command.patience * support.SLOWNESS, directory, command.alone,
        )  # fmt: skip
        run.directory, run.arguments = directory, arguments
        run.files = [path for path in (directory / "tmp").rglob("*")]
        return run


def normalised(text):
    return VARYING.sub(lambda found: " " if found[0].isspace() else "N", text)


def problems(command, run, baseline):
    """What is wrong with a run some call of which failed."""
    found = []
    if run.hung:
        found.append(f"it hung for {command.patience} s")
    elif run.code not in (0, 1, 2):
        found.append(f"it ended with {run.code}")
    if run.left:
        found.append(f"{len(run.left)} processes were left")
    removing = any(call.name in REMOVING for call in run.injected)
    if run.files and not removing:
        found.append(f"files were left: {[path.name for path in run.files]}")
    for noise in NOISE:
        if noise in run.err:
            found.append(f"'{noise}' on standard error")
    told = not any(call.on_standard_streams and call.rest.startswith("2") for call in run.injected)
    if run.code == 2 and told and not re.fullmatch(r"tlsmatrix: [^\n]+\n", run.err):
        found.append("it complained with other than one sentence")
    if run.code == 0 and command.stable and normalised(run.out) != normalised(baseline.out):
        found.append("it ended with 0 and other output")
    if run.code == 1 and not run.out and not run.err:
        found.append("it ended with 1 and not a word")
    return found


class Tally:
    """The faults that were injected, the sites that were not, and what went wrong."""

    def __init__(self):
        self.faults, self.sites, self.reached = {}, {}, set()
        self.failures, self.runs = [], 0

    def expect(self, command, calls):
        for call in calls:
            if call.is_ours and call.can_fail:
                self.sites.setdefault((command, *call.site), call)

    def add(self, command, run):
        self.runs += any(call.is_ours for call in run.injected)
        for call in run.injected:
            if call.is_ours:
                self.faults.setdefault((call.site, call.error), command)
                self.reached.add((command, *call.site))

    def never_reached(self):
        return sorted(set(self.sites) - self.reached)

    def by_command(self):
        return collections.Counter(self.faults.values())


def torture(bench, command, tally, errors=lambda name: faults.ERRORS[name], say=lambda text: None):
    """Let each site of a command fail once with each of its errors."""
    baseline = bench.run(command, faults.ERRORS)
    assert not problems(command, baseline, baseline) and baseline.code == 0, (
        command.name, baseline.code, baseline.out, baseline.err)  # fmt: skip
    tally.expect(command.name, baseline.calls)
    for name, error, number in faults.plan_of(baseline.calls, errors):
        run = bench.run(command, [name], faults.injection(name, error, number))
        tally.add(command.name, run)
        if run.injected and not any(call.is_ours for call in run.injected):
            continue  # a thread's call has the number of one that the loader makes before main
        wrong = problems(command, run, baseline)
        what = f"{command.name}: {name} {error} #{number}"
        say(f"{what}: exit {run.code}, {run.seconds:.1f} s {wrong or ''}")
        if wrong:
            sites = [" < ".join(call.site) for call in run.injected]
            tally.failures.append(f"{what}: {', '.join(wrong)}; at {sites}\n{run.err}{run.out[-500:]}")
