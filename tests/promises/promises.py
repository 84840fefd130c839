"""Promises of docs/reliability.md, each with the code that keeps it and the test that must fail without it.

    promises.py --check            the texts are in the tree, each once, and so are the tests
    promises.py TREE [REGEX]       take each away in turn in TREE, a copy that may be changed

scripts/promises makes the copy.
"""

import dataclasses
import pathlib
import re
import resource
import subprocess
import sys
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
MEMORY = 6 << 30  # what is without its bound must not take the machine's


@dataclasses.dataclass
class Promise:
    what: str
    file: str
    kept_by: str  # stands there once
    without: str  # what stands in its place when it is taken away
    target: str
    test: str  # a GoogleTest filter


PROMISES = [
    Promise(
        "What users name is read up to a bound",
        "base/input_file.cpp",
        "if (content.bytes.size() > max_bytes) {",
        "if (content.bytes.size() > max_bytes * 64) {",
        "base_tests",
        "ReadInput.TakesNoMoreThanItsBoundOfWhatHasNoEnd",
    ),
    Promise(
        "One record is one line, whatever the client sends",
        "base/escape.cpp",
        "return !is_printable_ascii(byte) || byte == '\"'",
        "return static_cast<unsigned char>(byte) >= 0x7F || byte == '\"'",
        "base_tests",
        "Escape.EscapesExactlyTheBytesOfTheRule",
    ),
    Promise(
        "What a client of check prints is kept up to 64 KiB",
        "process/child_process.cpp",
        "output.erase(0, output.size() - Finished::max_output);",
        "",
        "process_tests",
        "RunChild.KeepsTheEndOfALongOutputAndCountsAll",
    ),
    Promise(
        "A client of check ends with all of its process group",
        "process/child_process.cpp",
        "::kill(-pid_, signal);",
        "",
        "process_tests",
        "RunChild.EndsTheWholeGroupWithItsLeader",
    ),
    Promise(
        "A client of check is ended though it has joined another process group",
        "process/child_process.cpp",
        "        ::kill(pid_, signal);\n",
        "",
        "process_tests",
        "RunChild.EndsALateOneThatHasJoinedAnotherGroup",
    ),
    Promise(
        "A client that ignores TERM is killed",
        "process/child_process.cpp",
        "self->set_deadline(patience_after_term, SIGKILL);",
        "",
        "process_tests",
        "RunChild.EndsALateOneWithTermAndAStubbornOneWithKill",
    ),
    Promise(
        "A child that cannot be waited for is ended and reaped",
        "process/child_process.cpp",
        "            await_killed(pid_);\n",
        "",
        "process_tests",
        "RefusedCallDeathTest.AChildThatCannotBeWaitedForIsEndedAndReaped",
    ),
    Promise(
        "A command of run has its standard streams though descriptors cannot be listed",
        "process/foreground.cpp",
        "return failed ? probed_descriptors() : found;",
        "return found;",
        "process_tests",
        "RefusedCallDeathTest.ACommandHasItsStandardStreamsThoughDescriptorsCannotBeListed",
    ),
    Promise(
        "A relay looks at no message above its bound, and keeps so many of a handshake",
        "relay/wire_watch.cpp",
        "if (passages_.size() == max_passages) {",
        "if (passages_.size() == max_passages + 1) {",
        "relay_tests",
        "WireWatch.KeepsNoMoreThanItsBounds",
    ),
    Promise(
        "What a server under scan answers is read up to 100,000 bytes",
        "scan/dialler.cpp",
        "if (heard.size() > max_heard_bytes) {",
        "if (heard.size() > max_heard_bytes * 1'000) {",
        "scan_tests",
        "Dialler.TakesNoMoreThanItsBoundOfAServerThatWarnsWithoutEnd",
    ),
    Promise(
        "A key of a matrix file has so many parts at the most",
        "matrix/matrix_file.cpp",
        "if (const auto line = line_of_deep_key(text)) {",
        "if (const auto line = line_of_deep_key(text); false && line) {",
        "matrix_tests",
        "ParseMatrixFile.RefusesWhatIsNestedTooDeep",
    ),
    Promise(
        "A server's interim responses have a bound",
        "client/exchange.cpp",
        "return ++interim_ > max_interim ?",
        "return ++interim_ > max_interim * 1'000'000 ?",
        "client_tests",
        "HostileServer.WithoutEndMeetsTheLimits",
    ),
    Promise(
        "A request's header has so many fields at the most",
        "server/http/field_rules.cpp",
        "if (++facts.fields > limits.header_fields) {",
        "if (++facts.fields > limits.header_fields + 1) {",
        "server_tests",
        "RequestReader.TakesWhatIsAtALimitAndRefusesOneMore",
    ),
    Promise(
        "A request's body has a bound",
        "server/http/field_rules.cpp",
        "return *facts.content_length <= limits.body_bytes ?",
        "return *facts.content_length <= limits.body_bytes + 1 ?",
        "server_tests",
        "RequestReader.TakesWhatIsAtALimitAndRefusesOneMore",
    ),
    Promise(
        "More than 32 handshake messages behind one another end the connection",
        "engine/observer.cpp",
        "messages_in_row_ += from != self_ ? 1 : 0;",
        "messages_in_row_ += 0;",
        "server_tests",
        "Limit.OfKeyUpdatesEndsAFlood",
    ),
    Promise(
        "A handler that is due when its connection closes keeps no stopped server alive",
        "engine/stream.cpp",
        "        deadline = Clock::time_point::max();\n        timer.cancel();\n        error_code",
        "        timer.cancel();\n        error_code",
        "life_tests",
        "Life.OfAConnectionEndsOnceWithOneLineInEveryOrderOfEvents",
    ),
    Promise(
        "The stop ends what is in flight when its time is over",
        "server/worker.cpp",
        "        session.stream->expires_after({});\n    }\n    stop_ends_",
        "    }\n    stop_ends_",
        "life_tests",
        "Life.OfAConnectionEndsOnceWithOneLineInEveryOrderOfEvents",
    ),
    Promise(
        "The live page keeps the latest 256 connections",
        "live/sightings.cpp",
        "if (kept_.size() > max_kept_) {",
        "if (kept_.size() > max_kept_ + 1) {",
        "live_tests",
        "LivePage.KeepsTheLatest256Sightings",
    ),
]


def misplaced():
    """Rows whose text is not in its file once, or whose test is not there."""
    tests = "".join(path.read_text() for path in REPOSITORY.glob("tests/**/*_test.cpp"))
    for promise in PROMISES:
        count = (REPOSITORY / promise.file).read_text().count(promise.kept_by)
        if count != 1:
            yield f"{promise.file} has {promise.kept_by!r} {count} times: {promise.what}"
        suite, _, name = promise.test.partition(".")
        if f"TEST({suite}, {name})" not in tests:
            yield f"there is no test {promise.test}: {promise.what}"


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.build = self.root / "build" / "release"

    def compiles(self, target):
        built = subprocess.run(
            ["cmake", "--build", str(self.build), "--target", target],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        if built.returncode:
            print(built.stdout[-4000:], file=sys.stderr)
        return built.returncode == 0

    def passes(self, promise):
        program = self.build / "tests" / promise.target
        try:
            run = subprocess.run(
                [program, f"--gtest_filter={promise.test}"],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120,
                preexec_fn=limit_memory, errors="replace",
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return False
        return run.returncode == 0 and "[  PASSED  ] 1 test" in run.stdout

    def judge(self, promise):
        """What is wrong with the promise's row, or None."""
        file = self.root / promise.file
        whole = file.read_text()
        try:
            file.write_text(whole.replace(promise.kept_by, promise.without))
            if not self.compiles(promise.target):
                return "does not compile without it"
            if self.passes(promise):
                return "the test passes without it"
        finally:
            file.write_text(whole)
        return None


def main():
    if sys.argv[1:] == ["--check"]:
        wrong = list(misplaced())
        print("\n".join(wrong) or f"{len(PROMISES)} promises, each with its code and its test")
        return 1 if wrong else 0
    tree, regex = Tree(sys.argv[1]), re.compile(sys.argv[2] if len(sys.argv) > 2 else "")
    chosen = [each for each in PROMISES if regex.search(f"{each.what} {each.file} {each.test}")]
    failed = 0
    for target in dict.fromkeys(each.target for each in chosen):
        rows = [each for each in chosen if each.target == target]
        if not tree.compiles(target) or not all(tree.passes(each) for each in rows):
            print(f"{target} does not pass as it is")
            failed += len(rows)
            continue
        for promise in rows:
            start = time.monotonic()
            wrong = tree.judge(promise)
            failed += wrong is not None
            told = wrong or f"{promise.test} fails without it"
            print(f"{promise.what}: {told} ({time.monotonic() - start:.0f} s)", flush=True)
    print(f"{len(chosen) - failed} of {len(chosen)} promises have a test that fails without their code")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
