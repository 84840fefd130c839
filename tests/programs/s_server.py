"""`openssl s_server` as a peer, at a port that the system gave it: nobody else can have taken it."""

import re
import subprocess
import tempfile

import support


def start(test, *command):
    """Start a command that is an s_server at port 0, in the directory of `tlsmatrix certs`; return
    its process, which is gone when the test ends, and its port."""
    with tempfile.NamedTemporaryFile(dir=test.directory, prefix="s_server-", delete=False) as log:
        process = subprocess.Popen(
            command,
            env=test.environment,
            cwd=test.certificates(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=support.end_with_tests,
        )
    test.addCleanup(stop, process)

    def accepting():
        with open(log.name, encoding="utf-8") as output:
            said = output.read()
        if process.poll() is not None:
            test.fail(f"openssl s_server ended: {said}")
        return re.search(r"^ACCEPT .*:(\d+)$", said, re.MULTILINE)

    return process, int(support.wait_for(accepting, "s_server does not accept").group(1))


def stop(process):
    process.kill()
    process.wait()
