"""Out of descriptors, and out of room for the log: the server waits, goes on, and says so."""

import pathlib
import time

from soak import context_of, cpu_seconds, dial, figure, request, silent, support

# In a mount namespace of its own, which ends with the server.
ON_A_DISK_OF_64_KB = (
    *("unshare", "--map-root-user", "--mount", "sh", "-c"),
    'mount -t tmpfs -o size=64k tmpfs "$0" && exec "$@"',
)
LIMITED = ("sh", "-c", 'ulimit "$0" "$1" && shift && exec "$@"')


class ExhaustionSoak(support.ProgramTest):
    def serve_with(self, flag, value, *arguments):
        command = (*LIMITED, flag, value, support.PROGRAM, "serve")
        return self.serve("--listen", support.LOOPBACK, "--ephemeral", *arguments, command=command)

    def test_out_of_descriptors_it_hardly_works_and_recovers_at_once(self):
        server = self.serve_with("-n", "64")
        context = context_of(server)
        held, waiting = [], None
        said = "cannot accept connections"
        while said not in server.errors():
            # Known to the server by an answer, or waiting for a descriptor that there is none of.
            connection = silent(server.port())
            connection.settimeout(1)
            try:
                connection = context.wrap_socket(connection, server_hostname="localhost")
                request(connection)
                held.append(connection)
            except TimeoutError:
                waiting = connection
        waiting = waiting or silent(server.port())
        messages, work, start = server.errors().count(said), cpu_seconds(server), time.monotonic()
        time.sleep(10)  # what is measured is what happens meanwhile
        passed = time.monotonic() - start
        share = 100 * (cpu_seconds(server) - work) / passed
        rate = (server.errors().count(said) - messages) / passed
        figure("CPU while out of descriptors", share, "%")
        figure("messages while out of descriptors", rate, "a second")
        waiting.close()
        late = silent(server.port())
        start = time.monotonic()
        for connection in held[:4]:
            connection.close()
        request(context.wrap_socket(late, server_hostname="localhost"))
        recovery = time.monotonic() - start
        figure("serving again after", recovery, "s")
        self.assertLess(share, 5)
        self.assertLessEqual(rate, 1.1)
        self.assertLess(recovery, 1)

    def serve_many(self, server, count=2000):
        with dial(server, context_of(server)) as connection:
            for _ in range(count):
                status, _ = request(connection)
                self.assertEqual(status, "200")
        server.stop()

    def test_a_log_that_is_full_is_told_of_and_serving_goes_on(self):
        for name, server in (
            ("/dev/full", self.serve_with("-c", "0", "--log-file", "/dev/full")),
            ("a limit of 64 KB", self.serve_with("-f", "128", "--log-file", str(self.directory / "log"))),
        ):
            self.serve_many(server)
            told = [line for line in server.errors().splitlines() if "dropped" in line]
            self.assertTrue(told, server.errors())
            figure(f"last word of a log on {name}", told[-1])
            self.assertRegex(told[-1], r"dropped in all: \d+$")
        # The very last may be cut: nothing comes behind it.
        lines = (self.directory / "log").read_text().split("\n")[:-1]
        self.assertTrue(all(line.startswith('"GET ') for line in lines), "whole lines alone")
        figure("whole lines within the limit", len(lines))

    def test_a_full_disk_is_told_of_and_written_to_again_once_there_is_room(self):
        disk = self.directory / "disk"
        disk.mkdir()
        server = self.serve(
            *("--listen", support.LOOPBACK, "--ephemeral", "--log-file", disk / "log"),
            command=(*ON_A_DISK_OF_64_KB, disk, support.PROGRAM, "serve"),
        )
        inside = pathlib.Path(f"/proc/{server.process.pid}/root{disk}")
        (inside / "ballast").write_bytes(b"x" * 32768)
        with dial(server, context_of(server)) as connection:
            asked = 0
            while "access lines dropped so far" not in server.errors():
                self.assertEqual(request(connection)[0], "200")
                asked += 1
                self.assertLess(asked, 100000, "the disk was never full")
            (inside / "ballast").unlink()
            for _ in range(100):
                self.assertEqual(request(connection, "/tls")[0], "200")
                asked += 1
            support.wait_for(
                lambda: (inside / "log").read_text().count('"GET /tls') == 100,
                "the lines after there was room again",
            )
        lines = (inside / "log").read_text().splitlines()
        server.stop()
        told = [line for line in server.errors().splitlines() if "dropped" in line]
        dropped = int(told[-1].rsplit(" ", 1)[1])
        figure("requests answered around a full disk", asked)
        figure("whole lines on it", len(lines))
        figure("lines told to be dropped", dropped)
        self.assertEqual(len(lines) + dropped, asked)
        self.assertTrue(all(line.startswith('"GET ') for line in lines), "whole lines alone")


if __name__ == "__main__":
    support.main()
