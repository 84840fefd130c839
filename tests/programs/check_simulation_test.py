"""`tlsmatrix check` of thousands of clients that chance made, each a policy whose truth is computed
from the policy alone: no gate is green of a client that speaks less, and none red of one that does
not. TLSMATRIX_SIMULATED_CLIENTS says how many (40), TLSMATRIX_SIMULATION_SEED which (1)."""

import concurrent.futures
import json
import os
import pathlib
import random
import subprocess

import support

CLIENT = pathlib.Path(__file__).with_name("simulated_client.py")
PYTHON = ["/usr/bin/python3", "-E", "-s", "-S"]
NAMES = ["1.0", "1.1", "1.2", "1.3"]
OLD = {"1.0", "1.1"}

COUNT = int(os.environ.get("TLSMATRIX_SIMULATED_CLIENTS", "40"))
SEED = int(os.environ.get("TLSMATRIX_SIMULATION_SEED", "1"))
# A client that changes from run to run may show it in none of them.
UNDECIDED_AT_MOST = 0.02
# Failures that check provokes without being asked for more.
FAILURES = ["reset", "eof", "alert"]
ANY_VERSION = ["DEFAULT", "kRSA", "kDHE+aRSA", "aRSA"]


class Client:
    """One that a random generator made up."""

    def __init__(self, number):
        self.number = number
        self.random = random.Random(f"{SEED}/{number}")
        self.gate = self.random.choice(
            [["--min", "1.2"], ["--refuse", "1.0-1.1"], ["--require", "1.2+"]]
        )
        self.policy = {"errands": [{}], "policies": {"any": self.tries()}}
        habit = self.random.choice(["none"] * 4 + ["parallel", "host", "remembers", "every", "lies"])
        if habit == "parallel":
            self.policy["errands"] = [{"times": self.random.randint(2, 4)}]
        elif habit == "host":
            self.policy["errands"] = [{}, {"host": "localhost"}]
            self.policy["policies"]["localhost"] = self.tries()
        elif habit == "lies":
            self.policy["lies"] = True
        elif habit == "remembers":
            self.policy["remembers"] = True
        elif habit == "every":
            self.policy["every"] = self.random.randint(2, 3)
        self.keeps_state = habit in ("remembers", "every")

    def chance(self, likelihood):
        return self.random.random() < likelihood

    def versions(self):
        """Modern ones mostly: a gate that is red for all proves little."""
        if self.chance(0.65):
            return self.random.choice([["1.2", "1.3"], ["1.2"], ["1.3"]])
        first = self.random.randrange(4)
        return NAMES[first : self.random.randrange(first, 4) + 1]

    def attempt(self, versions):
        made = {"versions": versions}
        if self.chance(0.3) and versions != ["1.3"]:
            made["ciphers"] = self.random.choice(ANY_VERSION)
        return made

    def tries(self):
        tries = [self.attempt(self.versions())]
        while self.chance(0.35) and len(tries) < 3:
            # The same again with other suites, or something else.
            again = self.attempt(
                tries[-1]["versions"] if self.chance(0.4) else self.versions()
            )
            if self.chance(0.7):
                again["after"] = self.random.sample(FAILURES, self.random.randint(1, 2))
            tries.append(again)
        return tries

    # The truth, from the policy alone.

    def starts(self, tries):
        return {0, min(1, len(tries) - 1)} if self.keeps_state else {0}

    def reachable(self, tries):
        """The tries that come about where every handshake fails in the same way, whichever that
        is: nobody attacks in two ways at once."""
        return [
            attempt
            for start in self.starts(tries)
            for failure in FAILURES
            for index, attempt in enumerate(tries)
            if index == start or (index > start and failure in attempt.get("after", FAILURES))
        ]

    def asked(self):
        """The tries of each errand."""
        policies = self.policy["policies"]
        return [
            policies.get(errand.get("host"), policies["any"]) for errand in self.policy["errands"]
        ]

    def speaks_old(self):
        return any(
            OLD.intersection(attempt["versions"])
            for tries in self.asked()
            for attempt in self.reachable(tries)
        )

    def might_speak_old(self):
        """In some way or other, such as a reset followed by an alert."""
        return any(OLD.intersection(attempt["versions"]) for it in self.asked() for attempt in it)

    def accepts(self, version):
        """At a server pinned to it, where whoever is refused sees an alert."""

        def once(tries, start):
            for index in range(start, len(tries)):
                if index > start and "alert" not in tries[index].get("after", ["alert"]):
                    continue
                if version in tries[index]["versions"]:
                    return True
            return False

        return all(once(tries, 0) for tries in self.asked())

    def conforms(self):
        """True or False; None where it is neither, as of one that changes its mind."""
        if self.speaks_old():
            return False
        if self.might_speak_old():
            return None
        modern = [self.accepts(version) for version in ("1.2", "1.3")]
        if self.keeps_state and any(
            attempt["versions"] != tries[0]["versions"]
            for tries in self.asked()
            for attempt in tries
        ):
            return None
        if self.policy.get("lies") or len({str(tries) for tries in self.asked()}) > 1:
            return None if not all(modern) else True
        return {
            "--min": any(modern),
            "--refuse": True,
            "--require": all(modern),
        }[self.gate[0]]

    def check(self, directory):
        policy = dict(self.policy)
        if self.keeps_state:
            policy["state"] = str(directory / f"{SEED}-{self.number}")
        run = subprocess.run(
            [
                *(support.PROGRAM, "check", "--format", "json", "--jobs", "4", "--timeout", "30"),
                *(*self.gate, "--", *PYTHON, CLIENT, json.dumps(policy)),
                *("{host}", "{port}", "{ca}"),
            ],
            env=support.environment(support.home()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=10 * support.PATIENCE,
            check=False,
        )
        report = json.loads(run.stdout) if run.stdout else {"summary": {"unmet": [str(run.stderr)]}}
        return run.returncode, report["summary"]["unmet"]


class SimulationTest(support.ProgramTest):
    def test_no_client_passes_falsely_and_none_is_refused_falsely(self):
        clients = [Client(number) for number in range(COUNT)]
        self.assertGreater(sum(bool(client.conforms()) for client in clients), COUNT // 5)
        wrong, undecided = [], []
        with concurrent.futures.ThreadPoolExecutor(2 * len(os.sched_getaffinity(0))) as pool:
            results = pool.map(lambda client: client.check(self.directory), clients)
            for client, (code, unmet) in zip(clients, results):
                story = json.dumps(
                    [client.number, client.gate, client.policy, code, unmet], indent=1
                )
                self.assertIn(code, (0, 1), story)
                truth = client.conforms()
                if code == 0 and truth is False:
                    wrong.append("passed falsely: " + story)
                elif code == 1 and truth is True:
                    doubt = all("undecided" in sentence for sentence in unmet)
                    (undecided if doubt else wrong).append("refused falsely: " + story)
        self.assertEqual(wrong, [], "\n".join(wrong))
        self.assertLessEqual(len(undecided), UNDECIDED_AT_MOST * COUNT, "\n".join(undecided))


if __name__ == "__main__":
    support.main()
