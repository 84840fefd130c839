"""The full product: every set, engine pairing, fallback, level and certificate. Takes minutes."""

import json

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


if __name__ == "__main__":
    support.main()
