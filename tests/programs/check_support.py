"""What the tests of `tlsmatrix check` have in common."""

import json
import os
import pathlib

import support

SCHEMA = support.REPOSITORY / "docs" / "check.schema.json"
FAKE = pathlib.Path(__file__).with_name("fake_client.py")
PYTHON = ["/usr/bin/python3", "-E", "-s"]
# It takes all four, of whichever OpenSSL it is.
LAX_CURL = ["curl", "-qsS", "--tlsv1.0", "--ciphers", support.LEGACY_CIPHERS]
FAST = ["--jobs", "16"]
# For clients that end by themselves: sixteen Pythons that start at once may need their time.
PATIENT = [*FAST, "--timeout", "60"]


def validator():
    support.need_peer("jsonschema")
    import jsonschema

    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def processes_with(word):
    """The ids of processes whose command line has this word."""
    found = []
    for directory in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if word.encode() in directory.joinpath("cmdline").read_bytes().split(b"\0"):
                found.append(int(directory.name))
        except OSError:
            continue
    return found


class CheckTest(support.ProgramTest):
    def check(self, *arguments, code=0, **options):
        run = self.tlsmatrix("check", *arguments, **options)
        self.assertEqual(run.code, code, run)
        return run

    def report(self, *command, flags=(), code=0, **options):
        """The JSON of a check, valid by its schema."""
        run = self.check("--format", "json", *flags, "--", *command, code=code, **options)
        report = json.loads(run.out)
        validator().validate(report)
        return report

    def outcomes(self, report):
        return {each["version"]: each["outcome"] for each in report["versions"]}

    def fake(self, mode, started_by=(), flags=PATIENT, **options):
        # The word is how a process that survives is found.
        word = f"fake-{os.getpid()}-{mode}"
        self.addCleanup(lambda: self.assertEqual(processes_with(word), []))
        client = [*PYTHON, FAKE, mode, "{url}", word]
        return self.report(*started_by, *client, flags=flags, **options)

    def all_runs(self, report):
        return [run for version in report["versions"] for run in version["runs"]]
