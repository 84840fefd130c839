"""`tlsmatrix check` of thirty clients of many makes, certificates verified: which versions each
accepts, held against what was measured with servers that are not ours."""

import functools
import re

import support
from check_support import CheckTest
from real_clients import CLIENTS, GO, JAVA

# Of all runs together: a Java takes its second, and a machine may be busy.
PATIENCE = 900


@functools.cache
def programs():
    """Java's classes and Go's program, made once."""
    directory = support.home() / "real"
    directory.mkdir()
    directory.joinpath("Real.java").write_text(JAVA)
    directory.joinpath("real.go").write_text(GO)
    return directory


class RealClientsTest(CheckTest):
    def make(self, source, made, *command):
        if not (programs() / made).exists():
            run = self.peer(*command, programs() / source, patience=PATIENCE)
            self.assertEqual(run.code, 0, run)

    def judge(self, client):
        for peer in client.needs:
            support.need_peer(peer)
        if "java" in client.needs:
            self.make("Real.java", "Real.class", "javac", "-d", programs())
        if "go" in client.needs:
            self.make("real.go", "real", "go", "build", "-o", programs() / "real")
        command = [word.replace("{made}", str(programs())) for word in client.command]
        report = self.report(*command, flags=["--timeout", "60", *client.flags], patience=PATIENCE)
        self.assertEqual(report["summary"]["accepts"], client.accepts)
        refused = {version for version, word in self.outcomes(report).items() if word == "refuses"}
        self.assertEqual(refused, set(support.VERSIONS) - set(client.accepts))


def test_of(client):
    return lambda self: self.judge(client)


for each in CLIENTS:
    name = "test_" + re.sub(r"[^a-z0-9]+", "_", each.name.lower())
    setattr(RealClientsTest, name, test_of(each))


class CountTest(CheckTest):
    def test_there_are_at_least_25(self):
        self.assertGreaterEqual(len({client.name for client in CLIENTS}), 25)


if __name__ == "__main__":
    support.main()
