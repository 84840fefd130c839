"""Commands under faults: what each is run as, and what must hold whatever fails."""

import collections
import re

import fault_lives
import faults
import support

# Noise that no sentence of the program has.
NOISE = ("unexpected failure", "terminate called", "what():", "boost", "[system:", "Traceback")
# What is needed to remove a file, too: where that fails it stays.
REMOVING = ("unlink", "unlinkat", "rmdir", "openat", "newfstatat", "getdents64", "fcntl")
# What differs from run to run: times, ports, fingerprints, process ids, directories.
VARYING = re.compile(r"\b[0-9a-f]{16,}\b|\d+(\.\d+)?|\s+")


class Command:
    """A command line, in which {dir} is a directory of the run's own, {server} a server's URL, {host}
    its host and port, {ca} its CA, {report} a file that merge reads, {hello} a ClientHello."""

    def __init__(
        self, name, *arguments, patience=20, stable=True, alone=False, thrifty=False, codes=(0, 1, 2),
        meanwhile=None, may_lack=None,
    ):  # fmt: skip
        self.name, self.arguments, self.patience = name, arguments, patience
        self.codes = codes
        self.meanwhile = meanwhile  # what is done with one that goes on until it is told to end
        self.may_lack = may_lack  # a row that says so where it could not be found out
        self.stable = stable  # exit 0 comes with the same output, but for numbers
        self.alone = alone  # it looks at all processes
        self.thrifty = thrifty  # it takes seconds: only what has failed under no command before


CURL = ["curl", "-q", "-sS", "--noproxy", "*"]
ONE_CELL = ["matrix", "--clients", "1.2", "--servers", "1.2", "--engine", "exact"]

# A client and a server by name, a program beside them, and what is expected of their cells.
MATRIX = """
[clients]
old = "1.0,1.2"
app = { command = ["curl", "-q", "-sS", "--noproxy", "*", "--tlsv1.2", "{url}"], versions = "1.2+" }

[servers]
modern = "1.2+"
"""

COMMANDS = [
    Command("explain", "explain", "--client", "1.0,1.2", "--server", "1.1"),
    Command("explain --hello", "explain", "--hello", "{hello}", "--server", "1.2", "--format", "json"),
    Command("merge", "merge", "{report}"),
    Command("report", "report", "{report}", "--format", "html", "--output", "{dir}/page.html",
            "--report", "junit={dir}/results.xml"),
    Command("certs", "certs", "--client-auth", "{dir}/certs"),
    Command("request", "request", "--ca", "{ca}", "--timeout", "5", "--data", "@{report}", "{server}/anything"),
    Command("request --receipt", "request", "--ca", "{ca}", "--timeout", "5", "--keylog", "{dir}/keys",
            "--tls", "1.0,1.2", "--receipt", "{local}/redirect/1"),
    Command("completion", "completion", "bash"),
    Command("serve", "serve", "--pin", "1.2,1.3=localhost:0", "--ready-file", "{dir}/ready.json",
            "--log-file", "{dir}/access.log", "--keylog", "{dir}/keys", "--verify-client", "optional",
            stable=False, thrifty=True, patience=60, meanwhile=fault_lives.of_a_server),
    Command("relay", "relay", "--to", "{host}", "--ready-file", "{dir}/ready.json",
            stable=False, meanwhile=fault_lives.of_a_relay),
    Command("relay --", "relay", "--to", "{host}", "--ca", "{ca}", "--format", "json", "--trace",
            "--", *CURL, "{url}healthz", stable=False, thrifty=True),
    Command("run", "run", "--pin", "1.2", "--log-file", "{dir}/run.log", "--",
            "sh", "-c", 'curl -q -sS --noproxy "*" "$TLSMATRIX_URL_1_2"healthz || exit 1',
            codes=(0, 1, 2, 125), thrifty=True),
    Command("scan", "scan", "--timeout", "60", "{host}", patience=90, may_lack=" closing "),
    Command("doctor", "doctor", stable=False),
    Command("matrix", *ONE_CELL, "--format", "json"),
    Command("matrix FILE", "matrix", "{matrix}", "--report", "html={dir}/page.html", stable=False, thrifty=True),
    Command("check", "check", "--jobs", "1", "--timeout", "5", "--",
            *CURL, "{url}", stable=False, alone=True, thrifty=True, patience=60),
    Command("check --proxy", "check", "--jobs", "1", "--timeout", "5", "--proxy", "--name", "api.example.com",
            "--report", "markdown={dir}/page", "--", "curl", "-q", "-sS", "https://api.example.com/",
            stable=False, alone=True, thrifty=True, patience=60),
    Command("reproduce", "reproduce", stable=False, alone=True, thrifty=True, patience=60),
]  # fmt: skip


class Bench:
    """What all commands of a test need: a server, a report, and a directory for each run."""

    def __init__(self, test):
        self.test = test
        self.server = test.serve("--listen", support.LOOPBACK)
        self.report = test.directory / "report.json"
        self.report.write_text(test.tlsmatrix(*ONE_CELL, "--format", "json").out)
        self.hello = test.directory / "hello.bin"
        self.hello.write_bytes(fault_lives.hello())
        self.matrix = test.directory / "matrix.toml"
        self.matrix.write_text(MATRIX)
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
            "{hello}": str(self.hello),
            "{matrix}": str(self.matrix),
            "{server}": self.server.url("").rstrip("/"),
            "{local}": self.server.url("").rstrip("/").replace("127.0.0.1", "localhost"),
            "{host}": f"127.0.0.1:{self.server.port()}",
        }
        arguments = []
        for word in command.arguments:
            for name, value in values.items():
                word = word.replace(name, value)
            arguments.append(word)
        run = faults.Traced(
            arguments, directory / "trace", names, flags, self.environment(directory),
            command.patience * support.SLOWNESS, directory, command.alone, command.meanwhile,
        )  # fmt: skip
        run.directory, run.arguments = directory, arguments
        run.files = [path for path in (directory / "tmp").rglob("*")]
        return run


def normalised(text, without=None):
    if without:
        text = "\n".join(line for line in text.splitlines() if without not in line)
    return VARYING.sub(lambda found: " " if found[0].isspace() else "N", text)


def problems(command, run, baseline):
    """What is wrong with a run some call of which failed."""
    found = list(run.wrong)
    if run.hung:
        found.append(f"it hung for {command.patience} s")
    elif run.code == 141 and any(call.closes_output for call in run.injected):
        pass
    elif run.code not in command.codes:
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
    usual = [normalised(line) for line in baseline.err.splitlines()]
    said = [line for line in run.err.splitlines() if normalised(line) not in usual]
    once = 1 <= len(said) <= max(1, len(run.injected))  # two threads may have a call of that number
    if run.code in (2, 125) and told and not (once and all(it.startswith("tlsmatrix: ") for it in said)):
        found.append("it complained with other than one sentence")
    outputs = {normalised(each.out, command.may_lack) for each in (run, baseline)}
    if run.code == 0 and command.stable and len(outputs) > 1:
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
    """Let each site of a command fail once with each of its errors; of a thrifty one, each that
    no command before has had."""
    baseline = bench.run(command, faults.ERRORS)
    assert not problems(command, baseline, baseline) and baseline.code == 0, (
        command.name, baseline.code, baseline.out, baseline.err)  # fmt: skip
    tally.expect(command.name, baseline.calls)
    for name, error, number in faults.plan_of(baseline.calls, errors, tally.faults if command.thrifty else ()):
        run = bench.run(command, [name], faults.injection(name, error, number))
        tally.add(command.name, run)
        if run.injected and not any(call.is_ours for call in run.injected):
            continue  # a thread's call has the number of one that the loader makes before main
        if any(call.is_unheard for call in run.injected):
            continue  # ... or of one of those
        wrong = problems(command, run, baseline)
        what = f"{command.name}: {name} {error} #{number}"
        say(f"{what}: exit {run.code}, {run.seconds:.1f} s {wrong or ''}")
        if wrong:
            sites = [" < ".join(call.site) for call in run.injected]
            tally.failures.append(f"{what}: {', '.join(wrong)}; at {sites}\n{run.err}{run.out[-500:]}")
