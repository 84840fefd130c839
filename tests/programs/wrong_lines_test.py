"""What people mistype who come from curl, openssl, nginx, nmap, pytest: each answer is one sentence that names the wrong
word, the right one where one is near, and where to read on."""

import shlex

import support

# Where the habit is from, the line, and what the answer must have: the wrong word, and the right one. {here} is an empty directory.
LINES = [
    # A flag that is nearly ours.
    ("a slip", "check --requires 1.2+ -- curl {url}", "'--requires'", "--require?"),
    ("a slip", "check --requires=1.2+ -- curl {url}", "'--requires'", "--require?"),
    ("a slip", "check --minimum 1.2 -- curl {url}", "'--minimum'", "--min?"),
    ("a slip", "serve --cipher HIGH", "'--cipher'", "--ciphers?"),
    ("spelling", "serve --behavior reset=localhost:0", "'--behavior'", "--behaviour?"),
    ("spelling", "scan --colour always localhost", "'--colour'", "--color?"),
    ("a slip", "request --timout 5 https://x.invalid/", "'--timout'", "--timeout?"),
    ("a slip", "certs out --names a.example", "'--names'", "--name?"),
    ("case", "request --TLS 1.2 https://x.invalid/", "'--TLS'", "--tls?"),
    ("GNU", "serve --help-all", "'--help-all'", "--help?"),
    ("a slip", "--verion", "'--verion'", "--version?"),
    # A flag of another program.
    ("curl", "request --tlsv1.2 https://x.invalid/", "'--tlsv1.2'", "--tls 1.2?"),
    ("curl", "request --tls-max 1.2 https://x.invalid/", "'--tls-max'", "--tls?"),
    ("curl", "request -m 5 https://x.invalid/", "'-m'", "--timeout?"),
    ("curl", "request --max-time 5 https://x.invalid/", "'--max-time'", "--timeout?"),
    ("curl", "check --tlsv1.2 -- curl {url}", "'--tlsv1.2'", "--require 1.2?"),
    ("openssl", "serve -accept 8443", "'-accept'", "--listen?"),
    ("openssl", "serve -tls1_2", "'-tls1_2'", "--tls 1.2?"),
    ("openssl", "serve -cert a.pem -key a.key", "'-cert'", "--cert?"),
    ("openssl", "serve -Verify 1", "'-Verify'", "--verify-client?"),
    ("openssl", "scan -connect localhost:443", "'-connect'", "HOST:PORT, without a flag?"),
    ("openssl", "scan -servername a.example localhost", "'-servername'", "--sni?"),
    ("openssl", "s_client -connect localhost:443", "'s_client'", "request?"),
    ("openssl", "request --curves X25519 https://x.invalid/", "'--curves'", "--groups?"),
    ("nginx", "serve --access-log a.log", "'--access-log'", "--log-"),
    ("nmap", "scan -p 443 localhost", "'-p'", "HOST:PORT, without a flag?"),
    ("nmap", "scan --script ssl-enum-ciphers localhost", "'--script'", ""),
    ("nmap", "nmap localhost", "'nmap'", "scan?"),
    ("pytest", "matrix -k pinned", "'-k'", "--filter?"),
    ("pytest", "matrix -n 4", "'-n'", "--jobs?"),
    ("pytest", "check --junitxml=a.xml -- true", "'--junitxml'", "--report junit=FILE?"),
    ("pytest", "check --junit-xml a.xml -- true", "'--junit-xml'", "--report junit=FILE?"),
    ("make", "matrix -j8", "'-j8'", "--jobs?"),
    ("docker", "run --tls 1.2 -- true", "'--tls'", "--pin?"),
    ("a server", "serve --bind 127.0.0.1:8443", "'--bind'", "--listen?"),
    ("jq", "scan --json localhost", "'--json'", "--format json?"),
    # A flag at another place.
    ("ours", "serve --require 1.2", "'--require'", "'check' and 'scan'"),
    ("ours", "check --tls 1.2+ -- curl {url}", "'--tls'", "--require?"),
    ("git", "--tls 1.2 serve", "'--tls'", "tlsmatrix serve --tls"),
    ("ours", "check -- --require 1.2+ curl {url}", "'--require'", "before --"),
    ("ours", "run -- -x pytest", "'-x'", "name a program first"),
    ("env", "check --require 1.2+ curl -sS {url}", "'-sS'", "behind --"),
    ("env", "run pytest -k tls", "'-k'", "behind --"),
    ("env", "check", "no command is given", "tlsmatrix check [OPTION...] -- COMMAND..."),
    ("env", "check --require 1.2+ --", "no command is given", "-- COMMAND..."),
    # A command.
    ("a slip", "srve", "'srve'", "serve?"),
    ("a slip", "server", "'server'", "serve?"),
    ("a slip", "help srve", "'srve'", "serve?"),
    ("git", "version", "'version'", "--version?"),
    ("pytest", "test", "'test'", "check?"),
    ("nothing of ours", "frobnicate", "'frobnicate'", ""),
    ("nothing", "", "no command is given", "serve, run, matrix"),
    # Versions.
    ("hope", "serve --tls 1.4", "'1.4'", "1.0, 1.1, 1.2 or 1.3"),
    ("nmap", "serve --tls TLSv1_2", "'TLSv1_2'", "1.2?"),
    ("speech", "serve --tls tls12", "'tls12'", "1.2?"),
    ("a comma", "serve --tls 1,2", "'1,2'", "1.2?"),
    ("nginx", "serve --tls 'TLSv1.2 TLSv1.3'", "'TLSv1.2 TLSv1.3'", "1.2,1.3?"),
    ("ranges", "serve --tls 1.0..1.2", "'1.0..1.2'", "1.0-1.2?"),
    ("pip", "request --tls '>=1.2' https://x.invalid/", "'>=1.2'", "1.2+?"),
    ("openssl", "check --require TLSv1_2 -- true", "'TLSv1_2'", "1.2?"),
    ("SSL", "serve --tls SSLv3", "'SSLv3'", "1.0, 1.1, 1.2 or 1.3"),
    ("a set", "check --min 1.2+ -- true", "'1.2+'", "1.2?"),
    ("a comma", "scan --min 1,2 localhost", "'1,2'", "1.2?"),
    ("backwards", "run --pin 1.3-1.1 -- true", "'1.3-1.1'", "1.1-1.3"),
    ("a range apart", "scan --require 1.2 + localhost:443", "'+'", "HOST:PORT"),
    ("positionals", "explain 1.2 1.3", "'1.2'", "--client 1.2 --server 1.3?"),
    ("half", "explain --client 1.2", "--server is missing", "--server SET"),
    # Addresses and ports.
    ("a URL", "serve --listen https://localhost:8443/", "'https://localhost:8443/'", "such as localhost:8443"),
    ("a host", "serve --listen localhost", "'localhost'", "localhost:8443"),
    ("docker", "serve --pin 1.2:8012", "'1.2:8012'", "such as 1.2=8012"),
    ("docker", "serve --pin 8012=1.2", "'8012=1.2'", "such as 1.2=8012"),
    ("a set alone", "serve --pin 1.2", "'1.2'", "such as 1.2=localhost:0"),
    ("telnet", "scan localhost 443", "'443'", "localhost:443?"),
    ("a port", "scan localhost:99999", "'localhost:99999'", "from 1 to 65535"),
    ("ftp", "scan ftp://localhost/", "'ftp://localhost/'", "HOST:PORT"),
    # Values.
    ("a slip", "matrix --format josn", "'josn'", "json?"),
    ("another format", "check --format yaml -- true", "'yaml'", "allowed: table, json"),
    ("a slip", "matrix --preset fulll", "'fulll'", "full?"),
    ("another word", "serve --verify-client require", "'require'", "required?"),
    ("a slip", "serve --engine opensll", "'opensll'", "openssl?"),
    ("another engine", "request --engine nss https://x.invalid/", "'nss'", "allowed: exact, openssl"),
    ("another release", "explain --client 1.2 --server 1.2 --profile openssl-3.2", "'openssl-3.2'", "openssl-3."),
    ("a unit", "request --timeout 5s https://x.invalid/", "'5s'", "--timeout takes a number from 0.001 to 86400"),
    ("nothing", "matrix --jobs 0", "'0'", "--jobs takes a number from 1 to 256"),
    ("pytest", "check --report a.xml -- true", "'a.xml'", "junit=report.xml"),
    ("a slip", "explain --client 1.2 --server 1.2 --axis client-levl=1", "'client-levl=1'", "client-level?"),
    ("a shell", "completion tcsh", "'tcsh'", "allowed: bash, zsh, fish"),
    ("none", "explain --line", "--line has no value", "--line LINE"),
    ("twice", "serve --tls 1.2 --tls 1.3", "--tls", "more than once"),
    ("one of two", "matrix --diff openssl-3.0", "--diff takes 2 values", "--diff A B"),
    ("both", "check --require 1.2 --min 1.2 -- true", "--require and --min", "leave one of them out"),
    ("a format", "report check.json html", "'html'", "--format html?"),
    ("a service", "serve start", "'start'", ""),
    ("none", "scan", "TARGET is missing", "tlsmatrix scan [OPTION...] TARGET"),
    ("none", "request -k", "URL is missing", "tlsmatrix request [OPTION...] URL"),
    ("two", "request https://a.invalid/ https://b.invalid/", "'https://b.invalid/'", "one URL, and has 'https://a.invalid/'"),
]

# What is wrong only once it is tried: the sentence says what to do, and help would not.
TRIED = [
    ("a place", "check -- curl {ulr}", "{ulr}", "did you mean {url}?"),
    ("a program", "check -- no-such-client {url}", "'no-such-client'", "is it installed"),
    ("a report", "check --baseline no.json -- true", "'no.json'", "is the path right?"),
    ("a report", "merge no.json", "'no.json'", "is the path right?"),
    ("a report", "report /etc/passwd", "'/etc/passwd'", "--format json"),
    ("a matrix", "matrix no.toml", "'no.toml'", "is the path right?"),
    ("a body", "request -d @no.json https://x.invalid/", "'no.json'", "is the path right?"),
    ("a certificate", "serve --cert no.pem --key no.key", "'no.pem'", "check the path"),
    ("pytest", "matrix --filter client=1.2", "'client=1.2'", "did you mean '*client=1.2*'?"),
    ("nothing of ours", "matrix --filter spdy", "'spdy'", "an id reads 'client="),
    ("a slip", "serve --certificate a.pem", "'a.pem'", "--cert FILE"),
    ("a log", "serve --log-format combind", "'combind'", "combined"),
    ("nginx", "serve --log-format $requst", "$requst", "$request"),
    ("plain HTTP", "request http://localhost/", "'http://localhost/'", "https://localhost"),
    ("an address", "serve --listen 0.0.0.0:8443", "0.0.0.0", "--expose"),
    ("an attack", "relay --to localhost:443 --attack strip-version", "'strip-version'", "strip-versions"),
    ("a behaviour", "serve --behaviour reset-abov=localhost:0", "'reset-abov'", "reset-above"),
]


def command_of(line):
    words = shlex.split(line)
    known = ("serve", "run", "matrix", "merge", "report", "check", "request", "explain", "reproduce", "scan", "relay",
             "certs", "doctor", "completion")  # fmt: skip
    return next((word for word in words if word in known and words[0] != "help"), "")


class WrongLinesTest(support.ProgramTest):
    def answer(self, line):
        run = self.tlsmatrix(*shlex.split(line), cwd=self.directory, patience=support.LITTLE_PATIENCE)
        self.assertEqual((run.code, run.out), (125 if line.startswith("run") else 2, ""), run)
        self.assertRegex(run.err, r"\Atlsmatrix: [^\n]+\n\Z", run)
        self.assertLess(len(run.err), 420, run)
        for words_of_the_parser in ("not in {", "were not expected", "is required (", "TEXT", "UINT", "Value "):
            self.assertNotIn(words_of_the_parser, run.err)
        return run.err

    def test_each_answer_names_the_wrong_word_the_right_one_and_where_to_read_on(self):
        for origin, line, wrong, right in LINES:
            with self.subTest(f"{origin}: {line}"):
                answer = self.answer(line)
                self.assertIn(wrong, answer)
                self.assertIn(right, answer)
                self.assertTrue(answer.endswith(f"(see 'tlsmatrix {f'help {command_of(line)}'.strip()}')\n"), answer)

    def test_what_is_wrong_once_it_is_tried_is_answered_too(self):
        for origin, line, wrong, right in TRIED:
            with self.subTest(f"{origin}: {line}"):
                answer = self.answer(line)
                self.assertIn(wrong, answer)
                self.assertIn(right, answer)

    def test_where_to_read_on_is_there(self):
        for command in {command_of(line) for _, line, _, _ in LINES}:
            words = ["help", command] if command else ["help"]
            run = self.tlsmatrix(*words)
            self.assertEqual((run.code, run.err), (0, ""), run)
            self.assertEqual(run.out, self.tlsmatrix(*words[1:], "--help").out)
            self.assertIn(f"Usage: tlsmatrix {command}".strip(), run.out)

    def test_there_are_sixty_and_none_twice(self):
        lines = [line for _, line, _, _ in LINES + TRIED]
        self.assertGreaterEqual(len(LINES), 60)
        self.assertEqual(len(set(lines)), len(lines))


if __name__ == "__main__":
    support.main()
