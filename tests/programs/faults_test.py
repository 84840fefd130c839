"""System calls that fail, a few of them: tests/soak/faults_soak.py has all."""

import fault_commands
import fault_connections
import faults
import support

# Quick ones, with the first error of each call.
QUICK = ("explain", "merge")


def first(name):
    return faults.ERRORS[name][:1]


def some(name):
    return faults.ERRORS[name][:3]


class FaultsTest(support.ProgramTest):
    def test_a_command_whose_call_fails_ends_with_a_sentence(self):
        bench, tally = fault_commands.Bench(self), fault_commands.Tally()
        for command in fault_commands.COMMANDS:
            if command.name in QUICK:
                fault_commands.torture(bench, command, tally, first)
        self.assertEqual(tally.failures, [], "\n".join(tally.failures))
        self.assertGreater(len(tally.faults), 8)

    def test_a_thread_that_cannot_be_started_is_a_sentence(self):
        bench = fault_commands.Bench(self)
        doctor = next(each for each in fault_commands.COMMANDS if each.name == "doctor")
        usual, reached = bench.run(doctor, ["clone3"]), 0
        for number in range(1, 6):
            flags = faults.injection("clone3", "EAGAIN", number)
            run = bench.run(doctor, ["clone3"], flags)
            reached += len(run.injected)
            self.assertEqual(fault_commands.problems(doctor, run, usual), [], run.err)
        self.assertGreater(reached, 0)

    def test_results_are_kept_in_a_file_that_never_has_a_name(self):
        bench = fault_commands.Bench(self)
        matrix = next(each for each in fault_commands.COMMANDS if each.name == "matrix")
        run = bench.run(matrix, ["unlink"], faults.injection("unlink", "EACCES", 1))
        self.assertEqual((run.code, run.files), (0, []), run.err)

    def test_a_command_that_cannot_be_waited_for_never_begins(self):
        bench = fault_commands.Bench(self)
        command = next(each for each in fault_commands.COMMANDS if each.name == "run")
        run = bench.run(command, ["pidfd_open"], faults.injection("pidfd_open", "EMFILE", 1))
        self.assertEqual((run.code, run.out), (125, ""), run.err)
        self.assertRegex(run.err, r"\Atlsmatrix: cannot run 'sh' \(Too many open files\): [^\n]+\n\Z")

    def test_a_relay_that_cannot_send_ends_the_connection_at_once(self):
        path = fault_connections.RelayPath(self)
        client = fault_connections.CLIENTS["two requests at 1.3"]
        for error in ("ENOBUFS", "EPIPE"):
            run = path.trace_of(client, ["sendto"], faults.injection("sendto", error, 1))
            self.assertEqual([call.error for call in run.injected], [error])
            self.assertLess(run.seconds, 5)  # and not when the handshake's ten are over
        support.wait_for(lambda: path.lines() >= 2, "each has its line")
        line = path.log.read_text().splitlines()[-2]
        self.assertIn("the relay cannot send to the server (No buffer space available), and reset", line)

    def test_a_connection_whose_call_fails_keeps_nobody_else_from_being_served(self):
        path, tally = fault_connections.Path(self), fault_commands.Tally()
        fault_connections.torture(path, "two requests at 1.3", tally, some)
        self.assertEqual(tally.failures, [], "\n".join(tally.failures))
        self.assertGreater(len(tally.faults), 20)  # which of two reads comes first is chance
        path.reckon()


if __name__ == "__main__":
    support.main()
