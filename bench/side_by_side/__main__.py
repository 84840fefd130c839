"""Measures tlsmatrix beside what a user would take instead: scripts/bench runs this.

    python3 bench/side_by_side --build build/release --json report.json
"""

import argparse
import dataclasses
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import types

import measure
import programs
import servers
import tasks

TASKS = {
    "handshakes": tasks.handshakes,
    "keep-alive": tasks.keep_alive,
    "instructions": tasks.instructions,
    "memory": tasks.memory,
    "benchmarks": tasks.benchmarks,
    "start": programs.start,
    "matrix": programs.matrix,
    "scan": programs.scan,
    "growth": programs.growth,
}


def find(name):
    # Debian puts servers where not every user's PATH leads.
    found = shutil.which(name, path=os.environ.get("PATH", os.defpath) + ":/usr/sbin")
    if not found:
        sys.exit(f"side_by_side: {name} is missing; scripts/bench installs it.")
    return found


def tools_of(options):
    build = options.build.resolve()
    return types.SimpleNamespace(
        program=build / "tlsmatrix", beside=options.beside and options.beside.resolve(),
        load=build / "bench" / "load", benchmarks=build / "bench",
        nginx=find("nginx"), openssl=find("openssl"), sslscan=find("sslscan"),
    )


def number(value):
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}" if abs(value) < 1000 else f"{value:,.0f}"


def spread(it):
    return " / ".join(number(value) for value in dataclasses.astuple(it)) if it else "-"


HEADINGS = ["work", "unit", "tlsmatrix", "peer", "peer's", "ratio", "target"]


def cells(row):
    return [row.work, row.unit, spread(row.ours), row.peer or "-", spread(row.theirs),
            spread(row.ratio), row.target or "-"]


def line(words):
    return "| " + " | ".join(words) + " |"


def about(options):
    version = subprocess.run([find("openssl"), "version"], capture_output=True, text=True)
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"),
        "cores": measure.cores(),
        "load_before": os.getloadavg()[0],
        "openssl": version.stdout.split("(")[0].strip(),
        "rounds": options.rounds,
        "scale": options.scale,
    }


def parsed():
    parser = argparse.ArgumentParser(prog="side_by_side", description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True, help="the build tree")
    parser.add_argument("--beside", type=pathlib.Path, help="another build's tlsmatrix")
    parser.add_argument("--json", type=pathlib.Path, help="write the report here")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured")
    parser.add_argument("--scale", type=float, default=1, help="how much work a round has")
    parser.add_argument("--only", action="append", choices=TASKS, help="repeat for more")
    parser.add_argument("--skip", action="append", choices=TASKS, default=[])
    return parser.parse_args()


def measure_all(options, chosen, report):
    with tempfile.TemporaryDirectory(prefix="tlsmatrix-bench-") as made:
        here = pathlib.Path(made)
        keys = {kind: servers.Key(here, kind) for kind in ["ecdsa", "rsa"]}
        setting = tasks.Setting(
            tools_of(options), here, options.rounds, options.scale, keys
        )
        for name in chosen:
            for row in TASKS[name](setting):
                print(line(cells(row)), flush=True)
                report["rows"].append({"task": name, **dataclasses.asdict(row)})


def main():
    options = parsed()
    if options.beside and not os.access(options.beside, os.X_OK):
        sys.exit(f"side_by_side: --beside {options.beside} cannot be run: name another build's tlsmatrix.")
    report = {"about": about(options), "rows": []}
    chosen = [it for it in options.only or TASKS if it not in options.skip]
    measure.allow_many_files()
    print(line(HEADINGS))
    print(line(["---"] * len(HEADINGS)), flush=True)
    try:
        measure_all(options, chosen, report)
    finally:  # an interrupted run keeps what it has
        if options.json:
            options.json.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
