"""`tlsmatrix check --wait`: a client that check does not start, and may never see."""

import json
import re
import signal
import subprocess
import threading

import support
from check_support import CheckTest, validator

QUIET = ["--quiet", "0.3"]


class Waiting:
    """A check that waits, and what it has asked for so far."""

    def __init__(self, test, *flags):
        command = [support.PROGRAM, "check", "--wait", "--format", "json", *QUIET, *flags]
        self.process = subprocess.Popen(
            [str(word) for word in command], env=test.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=support.end_with_tests)
        test.addCleanup(self.process.stderr.close)
        test.addCleanup(self.process.stdout.close)
        test.addCleanup(self.process.wait)
        test.addCleanup(self.process.kill)
        self.asked = []
        self.ca = None
        self.lines = []
        self.news = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stderr:
            with self.news:
                self.lines.append(line)
                found = re.search(r"connect to (https://\S+) +\((.*)\)", line)
                if found:
                    self.asked.append(found.groups())
                found = re.search(r"trust (\S+\.pem)", line)
                self.ca = found[1] if found else self.ca
                self.news.notify_all()
        with self.news:
            self.asked.append(None)
            self.news.notify_all()

    def urls(self):
        """Each URL as it is asked for, with its server's name."""
        at = 0
        while True:
            with self.news:
                self.news.wait_for(lambda at=at: len(self.asked) > at, support.PATIENCE)
                if len(self.asked) <= at:
                    raise AssertionError(f"nothing was asked for: {self.lines}")
                asked = self.asked[at]
            if asked is None:
                return
            at += 1
            yield asked

    def report(self):
        out = self.process.stdout.read()
        code = self.process.wait(support.PATIENCE)
        report = json.loads(out)
        validator().validate(report)
        return code, report


class WaitTest(CheckTest):
    def curl(self, waiting, url, *flags):
        return self.peer("curl", "-qsS", "--cacert", waiting.ca, *flags, url)

    def test_a_client_that_comes_everywhere_is_judged_as_one_that_was_started(self):
        support.need_peer("curl")
        waiting = Waiting(self, "--min", "1.2")
        for url, _ in waiting.urls():
            self.curl(waiting, url, "--tlsv1.2")
        code, report = waiting.report()
        self.assertEqual((code, report["summary"]["accepts"]), (0, ["1.2", "1.3"]))
        self.assertEqual([it["rests_on"] for it in report["versions"][:2]], ["client", "client"])
        self.assertEqual(report["client"], [])
        self.assertEqual(report["wait"]["ended"], "complete")
        started = self.report("curl", "-qsS", "--tlsv1.2", "{url}", flags=["--min", "1.2"])
        self.assertEqual({run["server"]: run["outcome"] for run in self.all_runs(report)},
                         {run["server"]: run["outcome"] for run in self.all_runs(started)})
        self.assertEqual({run["exit_word"] for run in self.all_runs(report)}, {"agrees"})

    def test_where_nobody_came_nothing_is_decided(self):
        waiting = Waiting(self, "--timeout", "1", "--refuse", "1.0")
        code, report = waiting.report()
        self.assertEqual((code, report["wait"]["ended"]), (1, "timed_out"))
        self.assertEqual(set(self.outcomes(report).values()), {"undecided"})
        self.assertEqual({run["outcome"] for run in self.all_runs(report)}, {"never_connected"})
        self.assertIn("Nobody came to ", " ".join(report["summary"]["observations"]))

    def test_an_interrupt_ends_it_with_what_it_has(self):
        support.need_peer("curl")
        waiting = Waiting(self, "--min", "1.2")
        for url, server in waiting.urls():
            if server == "1.2 ECDHE-RSA":
                self.curl(waiting, url, "--tlsv1.2", "--tls-max", "1.2")
                with waiting.news:
                    done = waiting.news.wait_for(
                        lambda url=url: any("done with " + url in it for it in waiting.lines),
                        support.PATIENCE)
                self.assertTrue(done, waiting.lines)
                waiting.process.send_signal(signal.SIGINT)
            elif server in ("all", "reset", "alert 40", "end of file"):
                self.curl(waiting, url, "--tlsv1.2", "--tls-max", "1.2")
        code, report = waiting.report()
        self.assertEqual((code, report["wait"]["ended"]), (1, "interrupted"))
        self.assertEqual(self.outcomes(report),
                         {"1.0": "undecided", "1.1": "undecided", "1.2": "accepts",
                          "1.3": "undecided"})
        self.assertEqual({each["reason"] for each in report["left_out"]},
                         {"the wait ended before it"})

    def test_a_client_that_comes_twice_is_one(self):
        support.need_peer("curl")
        waiting = Waiting(self, "--min", "1.2")
        for url, _ in waiting.urls():
            self.curl(waiting, url, "--tlsv1.2")
            self.curl(waiting, url, "--tlsv1.2")
        code, report = waiting.report()
        self.assertEqual((code, report["summary"]["accepts"]), (0, ["1.2", "1.3"]))

    def test_two_clients_at_once_leave_open_whose_it_was(self):
        support.need_peer("curl")
        for shared, undecided in ("all", {"1.0", "1.1", "1.2", "1.3"}), ("1.3", {"1.3"}):
            with self.subTest(shared):
                waiting = Waiting(self, "--min", "1.2")
                for url, server in waiting.urls():
                    self.curl(waiting, url, "--tlsv1.2")
                    if server.split()[0] == shared:
                        self.curl(waiting, url, "--tlsv1.2", "--ciphers", "AES128-SHA")
                code, report = waiting.report()
                self.assertEqual(code, 1)
                outcomes = self.outcomes(report)
                self.assertEqual({at for at in outcomes if outcomes[at] == "undecided"}, undecided)
                self.assertIn("another client", json.dumps(report["summary"]["unmet"]))

    def test_a_name_is_in_the_urls_and_off_loopback_asked_for(self):
        support.need_peer("curl")
        waiting = Waiting(self, "--name", "bench.example.com", "--expose", "--timeout", "60")
        url, _ = next(waiting.urls())
        self.assertRegex(url, r"^https://bench\.example\.com:\d+/$")
        port = url.rsplit(":", 1)[1].rstrip("/")
        # All of 127.0.0.0/8 is this machine, and only 127.0.0.1 is listened on without --expose.
        run = self.curl(waiting, url, "--resolve", f"bench.example.com:{port}:127.0.0.5")
        self.assertEqual(run.code, 0, run)
        waiting.process.send_signal(signal.SIGINT)
        _, report = waiting.report()
        self.assertEqual(report["all_versions"]["outcome"], "served")
        self.assertTrue(report["wait"]["exposed"])

    def test_bad_input_is_one_sentence(self):
        for arguments, needle in {
            ("--wait", "--", "curl", "{url}"): "--wait starts no command",
            ("--wait", "--proxy", "--name", "api.example.com"): "--proxy",
            ("--wait", "--expose"): "--expose needs --name NAME",
            ("--expose", "--", "true"): "--wait",
            ("--quiet", "1", "--", "true"): "--wait",
            ("--wait", "--quiet", "0"): "--quiet",
            ("--wait", "--stdin", "x"): "--stdin",
        }.items():
            with self.subTest(arguments):
                self.assert_complains(self.tlsmatrix("check", *arguments), needle)


if __name__ == "__main__":
    support.main()
