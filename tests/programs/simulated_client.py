"""A client that is a policy, for check_simulation_test.py: simulated_client.py POLICY HOST PORT CA.

It knows nothing of the program that judges it. POLICY is JSON:
  errands   what it does, each by itself: "host" (whose policy is asked for; none: that of HOST),
            "times" (so many at once)
  policies  for each host its tries, one after the other while they fail: "versions", "ciphers", and
            "after", the failures that it comes after ("reset", "eof", "alert"; none: any)
  state     a file, for clients that change from run to run:
            "remembers": after a failure the next runs begin with the second try
            "every": in every so-manieth run they begin with it
  lies      its exit status is 0 whatever happened
"""

import concurrent.futures
import fcntl
import json
import socket
import ssl
import sys

NAMES = ["1.0", "1.1", "1.2", "1.3"]
CODES = dict(zip(NAMES, (ssl.TLSVersion(code) for code in (0x301, 0x302, 0x303, 0x304))))
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class State:
    """What one run leaves to the next, whoever runs beside it."""

    def __init__(self, policy):
        self.policy = policy

    def change(self, change):
        if "state" not in self.policy:
            return {}
        with open(self.policy["state"], "a+", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            state = json.loads(file.read() or "{}")
            change(state)
            file.seek(0)
            file.truncate()
            file.write(json.dumps(state))
        return state

    def first_try(self):
        def count(state):
            state["runs"] = state.get("runs", 0) + 1

        state = self.change(count)
        every = self.policy.get("every")
        is_turn = every and state["runs"] % every == 0
        return 1 if is_turn or (self.policy.get("remembers") and state.get("failed")) else 0

    def failed(self):
        self.change(lambda state: state.update(failed=True))


def context(attempt, ca):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.load_verify_locations(ca)
    made.minimum_version = CODES[attempt["versions"][0]]
    made.maximum_version = CODES[attempt["versions"][-1]]
    made.set_ciphers(attempt.get("ciphers", "DEFAULT") + ":@SECLEVEL=0")
    return made


def make(attempt, address, ca):
    try:
        with socket.create_connection(address, 10) as plain:
            with context(attempt, ca).wrap_socket(plain, server_hostname="localhost") as stream:
                stream.sendall(GET)
                while stream.recv(65536):
                    pass
        return None
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
        return "eof"
    except ssl.SSLError:
        return "alert"
    except OSError:
        return "reset"


def run(tries, first, address, ca, state):
    """Whether one of them succeeds."""
    failure = None
    begun = False
    for attempt in tries[first:]:
        if begun and failure not in attempt.get("after", [failure]):
            continue
        begun = True
        failure = make(attempt, address, ca)
        if failure is None:
            return True
    state.failed()
    return False


def main():
    policy, (host, port, ca) = json.loads(sys.argv[1]), sys.argv[2:]
    state = State(policy)
    first = state.first_try()
    jobs = []
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for errand in policy["errands"]:
            name = errand.get("host", host)
            tries = policy["policies"].get(name) or policy["policies"]["any"]
            for _ in range(errand.get("times", 1)):
                begin = min(first, len(tries) - 1)
                jobs.append(pool.submit(run, tries, begin, (name, int(port)), ca, state))
    good = all(job.result() for job in jobs)
    sys.exit(0 if good or policy.get("lies") else 1)


main()
