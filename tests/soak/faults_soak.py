"""Every system call that can fail, failing once with each of its errors, under each command and at each
stage of a connection."""

import soak  # noqa: F401  (makes what the program tests share importable)

import fault_commands
import fault_connections
import faults
import support
from soak import figure


def told(text):
    print(text, flush=True)


class FaultsSoak(support.ProgramTest):
    def finish(self, tally, least):
        for site in tally.never_reached():
            told("never reached: " + " < ".join(site))
        for command, count in sorted(tally.by_command().items()):
            figure(f"faults under {command}", count)
        figure("faults, each a site and an error", len(tally.faults))
        figure("sites", len({site for site, _ in tally.faults}))
        figure("sites never reached", len(tally.never_reached()))
        figure("runs with a fault", tally.runs)
        figure("runs that went wrong", len(tally.failures))
        self.assertEqual(tally.failures, [], "\n".join(tally.failures))
        self.assertGreaterEqual(len(tally.faults), least)

    def test_every_command(self):
        bench, tally = fault_commands.Bench(self), fault_commands.Tally()
        for command in fault_commands.COMMANDS:
            errors = (lambda name: faults.ERRORS[name][:1]) if command.alone else faults.ERRORS.get
            fault_commands.torture(bench, command, tally, errors, told)
        self.finish(tally, 600)

    def test_every_stage_of_a_connection(self):
        tally = fault_commands.Tally()
        for kind in (fault_connections.Path, fault_connections.RelayPath):
            path = kind(self)
            for name in path.clients:
                fault_connections.torture(path, name, tally, say=told)
            path.reckon()
        self.finish(tally, 150)


if __name__ == "__main__":
    support.main()
