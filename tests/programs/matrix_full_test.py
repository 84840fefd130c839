"""The full product: every set, engine pairing, fallback, level and certificate. Takes minutes."""

import json
import os
import subprocess

import support
from matrix_support import MatrixProgramTest


class MatrixFullTest(MatrixProgramTest):
    def test_every_cell_of_the_full_product_is_as_predicted(self):
        path = self.directory / "full.json"
        self.matrix("--preset", "full", "--format", "json", "--output", path, patience=1500)
        report = json.loads(path.read_text())
        cells = report["cells"]
        self.assertEqual(len(cells), 225 * 4 * 2 * 3 * 3 * 3)
        self.assertEqual(report["summary"]["passed"], len(cells))
        expectations = {
            (json.dumps(cell["expected"], sort_keys=True), len(cell["saw"]["attempts"]))
            for cell in cells
        }
        seconds = report["summary"]["seconds"]
        print(
            f"{len(cells)} cells, {len(expectations)} distinct expectations, {seconds:.1f} s, "
            f"{len(cells) / seconds:.0f} cells a second, ",
            end="",
            flush=True,
        )

    def peak(self, *arguments):
        """The program's peak of resident memory in KiB, and how many cells it drove."""
        path = self.directory / "peak.json"
        process = subprocess.Popen(
            [support.PROGRAM, "matrix", *arguments, "--format", "json", "--output", path],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            preexec_fn=support.end_with_tests,
        )
        _, status, usage = os.wait4(process.pid, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 0)
        return usage.ru_maxrss, json.loads(path.read_text())["summary"]["passed"]

    def test_memory_does_not_grow_with_the_cells(self):
        few, few_cells = self.peak("--engine", "all")
        axes = [f"--axis={axis}=all" for axis in ("scsv", "client-level", "server-level")]
        axes.append("--axis=certificate=ecdsa,rsa,ed25519")
        many, many_cells = self.peak("--engine", "both", *axes)
        print(f"{few_cells} cells: {few} KiB, {many_cells} cells: {many} KiB, ", end="", flush=True)
        self.assertEqual((few_cells, many_cells), (900, 24300))
        # A byte or two is kept of each: what fills the grids, and the list of what is to be done.
        self.assertLess(many - few, 8 * 1024)


if __name__ == "__main__":
    support.main()
