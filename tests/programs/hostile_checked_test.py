"""The same clients as hostile_clients_test.py's at `check`: each of its runs ends in time, and none makes
it large."""

import json
import os
import pathlib
import subprocess
import threading

import check_support
import support
from hostile_clients import ROWS

CLIENT = pathlib.Path(__file__).with_name("hostile_clients.py")
TIMEOUT = 1
MEMORY = 32 * 1024  # KB


def all_runs(report):
    """Every run that is in a report, wherever it stands."""
    if isinstance(report, dict):
        return ([report] if {"seconds", "exit"} <= report.keys() else []) + all_runs(list(report.values()))
    return [run for each in report for run in all_runs(each)] if isinstance(report, list) else []


class HostileCheckedTest(support.ProgramTest):
    def measured(self, *command):
        """The report of a check, and how large the program has been at most, in KB."""
        process = subprocess.Popen(
            [support.PROGRAM, "check", "--jobs", "8", "--timeout", str(TIMEOUT), "--format", "json",
             "--", *command],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, preexec_fn=support.end_with_tests,
        )  # fmt: skip
        over, largest = threading.Event(), [0]

        def watch():
            while not over.wait(0.02):
                try:
                    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
                except OSError:
                    return
                if "VmHWM:" in status:
                    largest[0] = int(status.split("VmHWM:")[1].split()[0])

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            out, err = process.communicate(timeout=support.PATIENCE * 5)
        finally:
            process.kill()
            over.set()
            watcher.join()
        self.assertIn(process.returncode, (0, 1), err)
        return json.loads(out), largest[0]

    def test_a_check_ends_each_run_in_time_and_takes_little_memory(self):
        _, idle = self.measured("true")
        self.assertGreaterEqual(len(ROWS), 40)
        for stage, what in ROWS:
            with self.subTest(stage=stage, what=what):
                report, memory = self.measured(*check_support.PYTHON, str(CLIENT), stage, what)
                runs = all_runs(report)
                self.assertGreater(len(runs), 3)
                for run in runs:
                    self.assertLess(run["seconds"], (TIMEOUT + 0.5) * support.SLOWNESS, run["sentence"])
                if not os.environ.get("TLSMATRIX_SANITIZER"):
                    self.assertLess(memory, idle + MEMORY)
        self.assertEqual(check_support.processes_with(str(CLIENT)), [])


if __name__ == "__main__":
    support.main()
