"""`tlsmatrix matrix FILE` with servers of the user's own: commands that are started, and urls."""

import json
import signal
import socket
import subprocess
import sys
import time

import support
from matrix_support import MatrixProgramTest, validator

EXAMPLE = support.REPOSITORY / "docs" / "matrix-servers.toml"
PYTHON = json.dumps(sys.executable)
SLEEPER = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(600)"


def has_ended(pid):
    """A process that is gone, or that only waits for its parent to look."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


class MatrixServersTest(MatrixProgramTest):
    def write(self, servers, clients='ours = "1.2+"'):
        path = self.directory / "servers.toml"
        path.write_text(f"[clients]\n{clients}\n[servers]\n{servers}\n")
        return path

    def cells(self, path, *flags, code=0, **options):
        report = json.loads(self.matrix(path, "--format", "json", *flags, code=code, **options).out)
        self.assertEqual([it.message for it in validator().iter_errors(report)][:3], [])
        return {it["id"]: it for it in report["cells"]}

    def test_the_example_of_the_docs_holds(self):
        support.need_peer("openssl")
        server = self.serve("--tls", "1.2+", "--listen", "localhost:0")
        listener = server.ready["listeners"][0]
        path = self.directory / "servers.toml"
        path.write_text(EXAMPLE.read_text().replace("8443", str(listener["port"])))
        environment = {**self.environment, "SSL_CERT_FILE": server.ready["ca_file"]}
        junit = self.directory / "junit"
        cells = self.cells(path, "--report", f"junit={junit}", env=environment)
        self.assertEqual(len(cells), 6)
        self.assertEqual({it["verdict"] for it in cells.values()}, {"passed"}, cells)
        cell = cells["client=modern server=legacy:1.2+"]
        self.assertEqual(cell["server"]["name"], "legacy:1.2+")
        self.assertEqual((cell["saw"]["client"]["version"], cell["saw"]["server"]), ("1.3", None))
        self.assertIn('name="client=old server=prod"', junit.read_text())

    def test_a_server_that_cannot_be_used_costs_its_own_cells_and_is_named(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            cases = [
                ("gone", f'"{self.directory}/gone", "{{port}}"', "", "is it installed"),
                ("crash", f'{PYTHON}, "-c", "exit(3)", "{{port}}"', "", "ended by itself (exit 3)"),
                ("taken", f'{PYTHON}, "-c", "exit(3)"', f", port = {port}", "somebody else listens"),
            ]
            lines = [f"{name} = {{ command = [{command}]{more} }}" for name, command, more, _ in cases]
            cells = self.cells(self.write("\n".join(['both = "1.2+"', *lines])), code=1)
        self.assertEqual(cells["client=ours server=both"]["verdict"], "passed")
        for name, _, _, needle in cases:
            with self.subTest(name):
                cell = cells[f"client=ours server={name}"]
                self.assertEqual(cell["verdict"], "broken")
                self.assertIn(f"{name}: ", cell["explanation"])
                self.assertIn(needle, cell["explanation"])

    def test_nothing_of_a_server_is_left_even_where_the_matrix_is_killed(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)):
            with self.subTest(number.name):
                mark = self.directory / f"started-{number}"
                path = self.write(
                    f'slow = {{ command = [{PYTHON}, "-c", {json.dumps(SLEEPER)}, "{mark}", "{{port}}"] }}'
                )
                with subprocess.Popen(
                    [support.PROGRAM, "matrix", path],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=self.environment,
                ) as run:
                    pid = int(self.wait_for(lambda: mark.exists() and mark.read_text()))
                    run.send_signal(number)
                    self.assertEqual(run.wait(support.PATIENCE), code)
                self.wait_for(lambda: has_ended(pid))

    def wait_for(self, fact):
        deadline = time.monotonic() + support.PATIENCE
        while time.monotonic() < deadline:
            if found := fact():
                return found
            time.sleep(0.02)
        self.fail("it never came to be")

    def test_what_is_not_to_be_driven_is_one_sentence(self):
        path = self.write('prod = { url = "https://example.org/" }')
        self.assert_complains(self.tlsmatrix("matrix", path), "prod", "example.org", "--remote")
        path = self.write('prod = { url = "https://localhost/" }', 'app = { command = ["true"] }')
        run = self.tlsmatrix("matrix", path)
        self.assert_complains(run, "client=app server=prod", "both ends are programs")
        path = self.write('own = { command = ["true", "{port}", "{uri}"] }')
        self.assert_complains(self.tlsmatrix("matrix", path), "{uri}")

    def test_a_url_that_nobody_serves_is_broken(self):
        with socket.socket() as idle:
            idle.bind(("127.0.0.1", 0))
            path = self.write(f'prod = {{ url = "https://127.0.0.1:{idle.getsockname()[1]}/" }}')
            cell = self.cells(path, code=1)["client=ours server=prod"]
        self.assertEqual(cell["verdict"], "broken")
        self.assertEqual(cell["server"]["url"][:8], "https://")


if __name__ == "__main__":
    support.main()
