#!/usr/bin/env python3
"""What the pages name is there: files everywhere, and in architecture.md every function and type."""
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SOURCES = ("*.cpp", "*.hpp", "*.py", "*.sh", "*.cmake", "*CMakeLists.txt", "scripts/*", ".ci/*")
FILE = re.compile(r"[\w./-]+\.(?:cpp|hpp|py|sh|csv|toml|json|cmake|mjs|java|go|in)")
# What stands for a name of the reader's choice, or is made when the program runs.
NOT_HERE = re.compile(r"NAME|PRESET|FILE|X\.Y\.Z|^(?:ready|report|serve|cells|part|parts|seen|doctor|result|out|old|new)"
                      r"[\w-]*\.json$|^~|compile_commands|\.spdx\.json$|^[a-z]+_test\.py$|test_versions|versions?_?test")


def project_files(*patterns):
    words = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    return [name for name in subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\n")
            if name and (ROOT / name).is_file()]


def quoted(page):
    """The words in backticks, outside of blocks."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.S | re.M)
    return re.findall(r"`([^`\n]+)`", text)


class Docs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.files = project_files()
        cls.tails = {"/" + name for name in cls.files}
        code = "\n".join((ROOT / name).read_text() for name in project_files(*SOURCES) if not name.startswith("tests/scripts/docs"))
        cls.words = set(re.findall(r"\w+", code))

    def test_every_file_that_a_page_names_exists(self):
        missing = []
        for page in PAGES:
            if page.name == "CHANGELOG.md":
                continue
            for word in quoted(page):
                if FILE.fullmatch(word) and not NOT_HERE.search(word) and not any(tail.endswith("/" + word) for tail in self.tails):
                    missing.append(f"{page.relative_to(ROOT)}: {word}")
        self.assertEqual(missing, [])

    def test_every_folder_has_a_row_in_the_readme(self):
        folders = {name.split("/")[0] for name in self.files if "/" in name and not name.startswith(".")}
        table = (ROOT / "README.md").read_text().split("## The folders\n")[1]
        self.assertEqual(set(re.findall(r"(?m)^\| `([a-z_]+)/` \|", table)), folders)

    def test_every_function_and_type_that_architecture_names_exists(self):
        missing = []
        for word in quoted(ROOT / "docs" / "architecture.md"):
            if not re.fullmatch(r"~?[A-Za-z_][\w:]*(?:\(\))?", word) or "NAME" in word:
                continue
            missing += [word for part in re.findall(r"[A-Za-z_]\w*", word) if part not in self.words]
        self.assertEqual(missing, [])

    def test_no_file_cites_a_document_that_is_not_here(self):
        missing = []
        for name in project_files(*SOURCES):
            for page in re.findall(r"[\w/-]+\.md\b", (ROOT / name).read_text()):
                if "NAME" not in page and not any(tail.endswith("/" + page.lstrip("/")) for tail in self.tails):
                    missing.append(f"{name}: {page}")
        self.assertEqual(missing, [])

    def test_the_pages_are_found(self):
        self.assertGreater(len(PAGES), 8)
        self.assertIn("negotiate", self.words)
        self.assertNotIn("negotiate_" + "nothing_of_this_name", self.words)


if __name__ == "__main__":
    unittest.main()
