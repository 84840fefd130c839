"""`tlsmatrix check` of clients whose truth is known: no gate is green that should not be.

Each row is a client of zoo_client.py by its policy, what is required of it, what becomes of the gate
and, where it is told, of each version, lowest first: a accepts, r refuses, o offers, n no request,
u undecided; a dot is any.
"""

import concurrent.futures
import json
import os
import pathlib
import subprocess
import unittest

import support

CLIENT = pathlib.Path(__file__).with_name("zoo_client.py")
PYTHON = ["/usr/bin/python3", "-E", "-s", "-S"]

# Checks at once. Half of a client's time is its waiting.
WORKERS = 2 * len(os.sched_getaffinity(0))

LETTERS = {
    "a": "accepts",
    "r": "refuses",
    "o": "offers",
    "n": "no_request",
    "u": "undecided",
}

ALL = ["1.0", "1.1", "1.2", "1.3"]
MODERN = ["1.2", "1.3"]
OLD = ["1.0", "1.1"]
LEVEL_2 = "DEFAULT:@SECLEVEL=2"
# OpenSSL 3.0 has 1.0 and 1.1 at that level, and no signature for them; from 3.1 on they are out.
OLD_AT_2 = support.offers_old(LEVEL_2)
STATIC_RSA = "kRSA"
DHE = "kDHE+aRSA"
ECDSA = "aECDSA"
ONLY_GCM = "ECDHE-RSA-AES128-GCM-SHA256"


def one(versions, **more):
    return {"tries": [{"versions": versions, **more}]}


def then(first, *others, **policy):
    return {"tries": [first, *others], **policy}


def offer(versions, **more):
    return {"versions": versions, **more}


MODERN_ONLY = ["--require", "1.2+"]
REFUSE_OLD = ["--refuse", "1.0-1.1"]
MIN_1_2 = ["--min", "1.2"]

# name: policy, flags, exit status, outcomes
ZOO = {
    # What it offers.
    "everything": (one(ALL), MODERN_ONLY, 1, "aaaa"),
    "everything, free": (one(ALL), [], 0, "aaaa"),
    "1.2 and 1.3": (one(MODERN), MODERN_ONLY, 0, "rraa"),
    "1.2 and 1.3, by its floor": (one(MODERN), MIN_1_2, 0, "rraa"),
    "1.3 alone": (one(["1.3"]), ["--require", "1.3"], 0, "rrra"),
    "1.3 alone is not 1.2 and 1.3": (one(["1.3"]), MODERN_ONLY, 1, "rrra"),
    "1.3 alone has that floor": (one(["1.3"]), MIN_1_2, 0, "rrra"),
    "1.2 alone": (one(["1.2"]), ["--require", "1.2"], 0, "rrar"),
    "1.2 alone has that floor": (one(["1.2"]), MIN_1_2, 0, "rrar"),
    "1.2 alone has not this one": (one(["1.2"]), ["--min", "1.3"], 1, "rrar"),
    "1.1 alone": (one(["1.1"]), ["--require", "1.1"], 0, "rarr"),
    "1.1 alone is refused": (one(["1.1"]), REFUSE_OLD, 1, "rarr"),
    "1.0 alone": (one(["1.0"]), ["--require", "1.0"], 0, "arrr"),
    "1.0 alone has no such floor": (one(["1.0"]), MIN_1_2, 1, "arrr"),
    "old": (one(OLD), MODERN_ONLY, 1, "aarr"),
    "up to 1.2": (one(["1.0", "1.1", "1.2"]), MODERN_ONLY, 1, "aaar"),
    "from 1.1": (one(["1.1", "1.2", "1.3"]), REFUSE_OLD, 1, "raaa"),
    "from 1.1, and 1.0 is refused": (
        one(["1.1", "1.2", "1.3"]), ["--refuse", "1.0"], 0, "raaa"),
    "1.1 and 1.2": (one(["1.1", "1.2"]), ["--require", "1.1-1.2"], 0, "raar"),
    "a hole at 1.1": (one(["1.0", "1.2", "1.3"]), MODERN_ONLY, 1, "arrr"),
    # With which suites.
    "static RSA alone": (one(ALL, ciphers=STATIC_RSA), MODERN_ONLY, 1, "aaaa"),
    "static RSA alone, modern": (one(MODERN, ciphers=STATIC_RSA), MODERN_ONLY, 0, "rraa"),
    "static RSA alone, 1.2": (one(["1.2"], ciphers=STATIC_RSA), ["--require", "1.2"], 0, "rrar"),
    "DHE alone": (one(ALL, ciphers=DHE), MODERN_ONLY, 1, "aaaa"),
    "DHE alone, modern": (one(MODERN, ciphers=DHE), MODERN_ONLY, 0, "rraa"),
    "ECDSA alone": (one(ALL, ciphers=ECDSA), MODERN_ONLY, 1, "aaaa"),
    "ECDSA alone, modern": (one(MODERN, ciphers=ECDSA), MODERN_ONLY, 0, "rraa"),
    "GCM alone, modern": (one(MODERN, ciphers=ONLY_GCM), MODERN_ONLY, 0, "rraa"),
    "GCM alone, 1.2": (one(["1.2"], ciphers=ONLY_GCM), ["--require", "1.2"], 0, "rrar"),
    "GCM alone, all versions": (one(ALL, ciphers=ONLY_GCM), MODERN_ONLY, 1, "..aa"),
    "GCM alone, up to 1.2": (one(["1.0", "1.1", "1.2"], ciphers=ONLY_GCM), [], 0, "..ar"),
    "one suite of 1.2, none of the past": (
        one(["1.2"], ciphers="ECDHE-RSA-CHACHA20-POLY1305"), MIN_1_2, 0, "rrar"),
    "CBC alone": (one(["1.0", "1.1", "1.2"], ciphers="AES128-SHA"), MODERN_ONLY, 1, "aaar"),
    # At which level.
    "level 2, as Debian's": (
        one(ALL, ciphers=LEVEL_2), MODERN_ONLY, *((1, "aaaa") if OLD_AT_2 else (0, "rraa"))),
    "level 2 without static RSA": (
        one(ALL, ciphers="DEFAULT:!kRSA:@SECLEVEL=2"), MODERN_ONLY,
        *((1, "ooaa") if OLD_AT_2 else (0, "rraa"))),
    "level 2, modern": (one(MODERN, ciphers=LEVEL_2), MODERN_ONLY, 0, "rraa"),
    # What a failure makes of it.
    "again the same": (then(offer(MODERN), offer(MODERN)), MODERN_ONLY, 0, "rraa"),
    "down after anything": (then(offer(MODERN), offer(OLD)), MODERN_ONLY, 1, "aaaa"),
    "down to 1.0 after anything": (then(offer(MODERN), offer(["1.0"])), MODERN_ONLY, 1, "araa"),
    "down after a reset": (then(offer(MODERN), offer(OLD, after="reset")), MODERN_ONLY, 1, "rraa"),
    "down after a reset, free": (then(offer(MODERN), offer(OLD, after="reset")), [], 0, "rraa"),
    "down after a reset, 1.0 refused": (
        then(offer(MODERN), offer(OLD, after="reset")), REFUSE_OLD, 1, "rraa"),
    "down after a reset by its floor": (
        then(offer(MODERN), offer(OLD, after="reset")), MIN_1_2, 1, "rraa"),
    "down after an end of file": (then(offer(MODERN), offer(OLD, after="eof")), [], 0, "rraa"),
    "down after an end of file alone": (
        then(offer(MODERN), offer(OLD, after="eof")), MODERN_ONLY, 1, "rraa"),
    "down after an alert": (then(offer(MODERN), offer(OLD, after="alert")), MODERN_ONLY, 1, "aaaa"),
    "two steps down": (
        then(offer(["1.3"]), offer(["1.2"], after="reset"), offer(["1.0"], after="reset")),
        MIN_1_2, 1, "r..a"),
    "down to 1.2 after a reset": (
        then(offer(["1.3"]), offer(["1.2"], after="reset")), MIN_1_2, 0, "rr.a"),
    "down to 1.2 where 1.3 is required": (
        then(offer(["1.3"]), offer(["1.2"], after="reset")), ["--require", "1.3"], 1, "...a"),
    "another suite after a reset": (
        then(offer(MODERN), offer(MODERN, ciphers=STATIC_RSA, after="reset")),
        MODERN_ONLY, 0, "rraa"),
    "wider after a reset": (
        then(offer(MODERN), offer(ALL, after="reset")), MODERN_ONLY, 1, "rraa"),
    "two requests of their own": (
        then(offer(MODERN), offer(MODERN, after="success")), MODERN_ONLY, 0, "rraa"),
    "a second request that offers less": (
        then(offer(MODERN), offer(["1.2"], after="always"), exit=0), MODERN_ONLY, 0, "rraa"),
    "a second request that offers 1.0": (
        then(offer(MODERN), offer(["1.0"], after="always")), MODERN_ONLY, 1, "a.aa"),
    # How it ends.
    "a refusal said to be a success": (one(MODERN) | {"exit": 0}, MODERN_ONLY, 0, "rraa"),
    "a success said to be a failure": (one(MODERN) | {"exit": 3}, MODERN_ONLY, 1, "rraa"),
    "stopped after it was served": (
        one(MODERN) | {"last": 60}, [*MODERN_ONLY, "--timeout", "3"], 1, "uu.."),
    "asleep before it comes back with less": (
        then(offer(MODERN), offer(OLD, pause=60)), [*REFUSE_OLD, "--timeout", "3"], 1, "uu.."),
    "no request": (one(MODERN) | {"request": False}, MODERN_ONLY, 1, "rrnn"),
    "no request, where a handshake is enough": (
        one(MODERN) | {"request": False}, [*MODERN_ONLY, "--accept", "handshake"], 0, "rraa"),
    "no request and everything": (
        one(ALL) | {"request": False}, [*MIN_1_2, "--accept", "handshake"], 1, "aaaa"),
    "nobody's certificate": (one(MODERN) | {"trust": False}, MODERN_ONLY, 1, "..uu"),
    "nobody's certificate, free": (one(ALL) | {"trust": False}, [], 1, "uuuu"),
}


def check(policy, flags):
    """What `tlsmatrix check` makes of that client."""
    patience = [] if "--timeout" in flags else ["--timeout", "20"]
    return subprocess.run(
        [
            *(support.PROGRAM, "check", "--format", "json", "--jobs", "4", *patience, *flags, "--"),
            *(*PYTHON, CLIENT, json.dumps(policy), "{host}", "{port}", "{ca}"),
        ],
        env=support.environment(support.home()),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=support.PATIENCE,
        check=False,
    )


class ZooTest(support.ProgramTest):
    """One test a client: made below. All of them are under check at once, as many as there are
    workers, and a test waits for its own: a client that is met with silence waits, and so does
    who sleeps."""

    chosen = []  # whom this run of the tests is about
    checks = {}

    @classmethod
    def setUpClass(cls):
        cls.pool = concurrent.futures.ThreadPoolExecutor(WORKERS)
        cls.addClassCleanup(cls.pool.shutdown, cancel_futures=True)
        # Who waits longest begins, so that nobody waits for it alone.
        for name in sorted(cls.chosen, key=waits, reverse=True):
            cls.checks[name] = cls.pool.submit(check, *ZOO[name][:2])

    def judge(self, name):
        policy, flags, code, outcomes = ZOO[name]
        done = self.checks[name].result() if name in self.checks else check(policy, flags)
        run = support.Run(done)
        report = json.loads(run.out) if run.out else {"versions": [], "summary": run.err}
        found = [each["outcome"] for each in report["versions"]]
        expected = [LETTERS.get(letter) for letter in outcomes]
        same = [want in (None, got) for want, got in zip(expected, found)]
        self.assertEqual((run.code, same), (code, [True] * 4), (found, report["summary"]))


def waits(name):
    policy = ZOO[name][0]
    return "last" in policy or len(policy["tries"]) > 1


def test_of(name):
    return lambda self: self.judge(name)


for client in ZOO:
    setattr(ZooTest, "test_" + client, test_of(client))


def load_tests(_loader, tests, _pattern):
    """Notes whom -k leaves."""
    every = [test for suite in tests for test in suite]
    ZooTest.chosen = [
        name for test in every if (name := test.id().partition(".test_")[2]) in ZOO
    ]
    return tests


class ZooSizeTest(unittest.TestCase):
    def test_there_are_sixty_clients(self):
        self.assertGreaterEqual(len(ZOO), 60)


if __name__ == "__main__":
    support.main()
