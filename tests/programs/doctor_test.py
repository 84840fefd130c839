"""`tlsmatrix doctor` on this machine, and on machines that are made ill by their environment."""

import json
import os
import pathlib
import re

import machine
import support
from support import VERSIONS

SCHEMA = support.REPOSITORY / "docs" / "doctor.schema.json"

CONFIG = """openssl_conf = init
[init]
ssl_conf = ssl
[ssl]
system_default = system
[system]
{}
"""


class DoctorTest(support.ProgramTest):
    def doctor(self, code=0, **environment):
        """What it says in JSON."""
        run = self.tlsmatrix("doctor", "--format", "json", env=self.environment | environment)
        self.assertEqual((run.code, run.err), (code, ""), run)
        report = json.loads(run.out)
        support.need_peer("jsonschema")
        import jsonschema

        schema = json.loads(SCHEMA.read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.Draft202012Validator(schema).validate(report)
        self.assertEqual(report["can_run_matrix"], code == 0)
        return report

    def config(self, text):
        file = self.directory / "openssl.cnf"
        file.write_text(text)
        return str(file)

    def plain(self, report, key="rsa"):
        """The versions that a client gets which sets nothing itself."""
        return [
            trial["version"]
            for trial in report["trials"]
            if trial["level"] == "default"
            and trial["key"] == key
            and trial["client"]["outcome"] == "negotiated"
        ]

    def assert_own_handshakes_work(self, report):
        """The bench's own contexts at the level they have: no configuration touches them."""
        for trial in report["trials"]:
            legacy = trial["version"] in ("1.0", "1.1")
            if trial["key"] != "ed25519" and trial["level"] == (0 if legacy else 1):
                for end in ("client", "server"):
                    self.assertEqual(trial[end]["outcome"], "negotiated", trial)
                    self.assertEqual(trial[end]["version"], trial["version"])

    def assert_found(self, report, *words, severity="warning"):
        findings = [it for it in report["findings"] if all(word in str(it) for word in words)]
        self.assertEqual([it["severity"] for it in findings], [severity], report["findings"])

    def assert_not_found(self, report, word):
        self.assertNotIn(word, str(report["findings"]))

    def test_this_machine(self):
        report = self.doctor()
        self.assertEqual(report["compiled_in"], VERSIONS)
        self.assertEqual(len(report["trials"]), 48)
        self.assert_own_handshakes_work(report)
        self.assertEqual([it for it in report["findings"] if it["severity"] == "obstacle"], [])

    def test_the_table_fits_a_terminal_and_ends_in_a_verdict(self):
        run = self.tlsmatrix("doctor")
        self.assertEqual((run.code, run.err), (0, ""), run)
        lines = run.out.splitlines()
        self.assertEqual(lines[-1], "The whole default matrix can run.")
        long = [line for line in lines if len(line) > 80 and str(self.directory.parent) not in line]
        self.assertEqual(long, [])
        for key in ("rsa", "ecdsa", "ed25519"):
            self.assertEqual(sum(line.startswith(f"{key} ") for line in lines), 4)
        old = self.doctor()["tool"]["family"] == "openssl-3.0"  # or the client has nothing to offer
        self.assertRegex(run.out, rf"(?m)^rsa +TLSv1 +yes +{'S80' if old else 'C70'} ")
        self.assertRegex(run.out, r"(?m)^ed25519 +TLSv1 +[SC]40 ")

    def test_it_changes_nothing(self):
        empty = self.directory / "home"
        empty.mkdir()
        self.doctor(HOME=str(empty), XDG_STATE_HOME=str(empty / "state"), TMPDIR=str(empty))
        self.assertEqual(list(empty.iterdir()), [])

    def test_presets_concern_other_programs_and_not_the_bench(self):
        for lines, enabled, plain, level, words in (
            ("MinProtocol = TLSv1.2\nCipherString = DEFAULT:@SECLEVEL=2", ["1.2", "1.3"],
             ["1.2", "1.3"], 2,
             ["with TLSv1,TLSv1.1:", "'MinProtocol = TLSv1.2'", "the security level is 2"]),
            ("MaxProtocol = TLSv1.2\nCipherString = DEFAULT:@SECLEVEL=0", ["1.0", "1.1", "1.2"],
             ["1.0", "1.1", "1.2"], 0, ["with TLSv1.3: 'MaxProtocol = TLSv1.2'"]),
            ("Protocol = -TLSv1.2\nCipherString = DEFAULT:@SECLEVEL=0", ["1.0", "1.1", "1.3"],
             ["1.0", "1.1"], 0, ["with TLSv1.2,TLSv1.3", "nothing above a hole"]),
            ("MinProtocol = TLSv1\nCipherString = DEFAULT:@SECLEVEL=1", VERSIONS,
             ["1.2", "1.3"], 1, ["security level is 1", "SECLEVEL=0"]),
        ):  # fmt: skip
            with self.subTest(lines):
                file = self.config(CONFIG.format(lines))
                report = self.doctor(OPENSSL_CONF=file)
                self.assert_own_handshakes_work(report)
                self.assert_found(report, *words)
                presets = report["presets"]
                self.assertEqual(
                    (presets["file"], presets["from_environment"], presets["trouble"]),
                    (file, True, ""),
                )
                written = [f"{it['name']} = {it['value']}" for it in presets["written"]]
                self.assertEqual(written, lines.splitlines())
                self.assertEqual(presets["enabled"], enabled)
                self.assertEqual(presets["security_level"], level)
                self.assertEqual(self.plain(report), plain)

    def test_presets_that_open_everything_leave_nothing_to_find(self):
        lines = "MinProtocol = TLSv1\nCipherString = DEFAULT:@SECLEVEL=0"
        report = self.doctor(OPENSSL_CONF=self.config(CONFIG.format(lines)))
        self.assertEqual(self.plain(report), VERSIONS)
        self.assert_not_found(report, "other programs")

    def test_a_fix_that_is_told_lets_curl_through(self):
        """Each of them, done as it is written, at each version that it is told of."""
        server = self.serve_pins(*VERSIONS)
        for lines in (
            "",
            "MinProtocol = TLSv1.2\nCipherString = DEFAULT:@SECLEVEL=2",
            "Protocol = -ALL,TLSv1,TLSv1.2",
            "MaxProtocol = TLSv1.1\nCipherString = DEFAULT:@SECLEVEL=0",
            "CipherString = ECDHE-RSA-AES256-GCM-SHA384\n"
            "Ciphersuites = TLS_AES_128_GCM_SHA256\nGroups = P-256",
            "SignatureAlgorithms = ECDSA+SHA256",
        ):
            told = VERSIONS.copy()
            for finding in self.doctor(OPENSSL_CONF=self.config(CONFIG.format(lines)))["findings"]:
                about = re.search(r"get through with (\S+?):?( unless[^:]*| and a key[^:]*|): ",
                                  finding["problem"])  # fmt: skip
                if about is None or (" key " in about[2] and " rsa" not in about[2]):
                    continue
                text = CONFIG.format(lines)
                for line in re.findall(r"take '([^']*)'", finding["fix"]):
                    self.assertIn(line, text)
                    text = text.replace(line, "")
                flags = re.search(r"curl([^,]*),", finding["fix"])
                for version in VERSIONS:
                    if support.WIRE_NAMES[version] not in about[1].split(","):
                        continue
                    told.remove(version)
                    environment = self.environment | {"OPENSSL_CONF": self.config(text)}
                    with self.subTest(lines, finding=finding, version=version):
                        run = self.peer(
                            *("curl", "-q", "-sS", "--cacert", server.ca_file),
                            *(flags[1].split() if flags else []),
                            server.url(versions=version),
                            env=environment,
                        )
                        self.assertEqual(run.code, 0, run)
            environment = self.environment | {"OPENSSL_CONF": self.config(CONFIG.format(lines))}
            for version in told:
                with self.subTest(lines, nothing_told_of=version):
                    run = self.peer(
                        *("curl", "-q", "-sS", "--cacert", server.ca_file),
                        server.url(versions=version),
                        env=environment,
                    )
                    self.assertEqual(run.code, 0, run)

    def test_a_section_that_is_never_reached(self):
        way = "[d]\nssl_conf = s\n[s]\nsystem_default = t\n[t]\nMinProtocol = TLSv1.2\n"
        for text, problem, fix in (
            (way, "no 'openssl_conf' stands before the first section", "'openssl_conf = d'"),
            ("[new_oids]\nopenssl_conf = d\n" + way,
             "'openssl_conf' stands in [new_oids], and none before the first section",
             "'openssl_conf = d'"),
            ("openssl_conf = d\n" + way.replace("ssl_conf", "ssl_config"),
             "no 'ssl_conf' stands in [d]", "write 'ssl_conf = s' into [d]"),
            ("openssl_conf = d\n" + way.replace("= t\n", "= u\n") + "[u]\nOptions = Bugs\n",
             "'system_default' in [s] names [u]", "let it name t"),
        ):  # fmt: skip
            with self.subTest(text):
                file = self.config(text)
                report = self.doctor(OPENSSL_CONF=file)
                self.assert_found(report, f"[t] of {file} is not in effect: {problem}", fix)
        for text in (
            "openssl_conf = d\n" + way,
            "openssl_conf = d\n" + way.replace("system_default", "some_program"),
        ):
            with self.subTest(text):
                self.assert_not_found(self.doctor(OPENSSL_CONF=self.config(text)), "not in effect")

    def test_options_in_effect(self):
        lines = "Options = ServerPreference,-SessionTicket"
        report = self.doctor(OPENSSL_CONF=self.config(CONFIG.format(lines)))
        self.assertLessEqual(
            {"CIPHER_SERVER_PREFERENCE", "NO_TICKET"}, set(report["presets"]["options"])
        )

    def test_a_file_that_is_not_in_effect_as_it_is_written(self):
        for text, trouble in (
            ("openssl_conf = init\n[init]\nno equal sign\n", "line 3"),
            (CONFIG.format("MinProtocol = TLSv9"), "MinProtocol"),
            (CONFIG.format("NoSuchCommand = 1"), "NoSuchCommand"),
        ):
            with self.subTest(text):
                file = self.config(text)
                report = self.doctor(OPENSSL_CONF=file)
                self.assert_own_handshakes_work(report)
                self.assertIn(trouble, report["presets"]["trouble"])
                self.assert_found(report, file, trouble)

    def test_a_mistake_that_openssl_is_told_to_report_is_none_of_the_bench(self):
        for text in (
            "config_diagnostics = 1\n" + CONFIG.format("MinProtocol = TLSv9"),
            "config_diagnostics = 1\nopenssl_conf = init\n[init]\nalg_section = algs\n"
            "[algs]\nnonsense = yes\n",
        ):
            with self.subTest(text):
                file = self.config(text)
                report = self.doctor(OPENSSL_CONF=file)
                self.assert_own_handshakes_work(report)
                self.assertTrue(report["presets"]["diagnostics"])
                self.assert_not_found(report, "FIPS")
                if not report["presets"]["allows_contexts"]:
                    self.assert_found(report, file, "config_diagnostics")
                run = self.tlsmatrix(
                    *("matrix", "--clients", "1.2", "--servers", "1.2", "--engine", "exact"),
                    env=self.environment | {"OPENSSL_CONF": file},
                )
                self.assertEqual(run.code, 0, run)

    def test_other_programs_offer_what_their_hello_says(self):
        lines = "MinProtocol = TLSv1\nCipherString = DEFAULT:@SECLEVEL=1"
        report = self.doctor(OPENSSL_CONF=self.config(CONFIG.format(lines)))
        old = report["tool"]["family"] == "openssl-3.0"
        self.assertEqual(
            report["presets"]["offered"],
            "TLSv1.3,TLSv1.2,TLSv1.1,TLSv1" if old else "TLSv1.3,TLSv1.2",
        )

    def test_what_others_wrote_is_quoted_without_harm(self):
        file = self.directory / "openssl.cnf"
        file.write_bytes(CONFIG.format("MinProtocol = \x1b[31m~").encode() + b"Options = \xff\n")
        self.assertIn("\x1b[31m~", self.doctor(OPENSSL_CONF=str(file))["presets"]["trouble"])
        run = self.tlsmatrix("doctor", env=self.environment | {"OPENSSL_CONF": str(file)})
        self.assertEqual(run.code, 0, run)
        self.assertNotIn("\x1b", run.out)

    def test_a_file_that_is_not_there(self):
        report = self.doctor(OPENSSL_CONF=str(self.directory / "none.cnf"))
        self.assertFalse(report["presets"]["exists"])
        self.assert_found(report, "none.cnf", "No such file")
        self.assertEqual(self.doctor(OPENSSL_CONF="/dev/null")["presets"]["trouble"], "")

    def test_what_is_no_file_of_presets(self):
        for path, words in ((str(self.directory), "Is a directory"), ("/dev/zero", "larger than 1 MiB")):
            with self.subTest(path):
                report = self.doctor(OPENSSL_CONF=path)
                self.assertIn(words, report["presets"]["trouble"])
                self.assert_found(report, path, words)

    def test_an_openssl_without_algorithms_is_an_obstacle(self):
        file = self.config(
            "openssl_conf = init\n[init]\nproviders = providers\n"
            "[providers]\nnull = nothing\n[nothing]\nactivate = 1\n"
        )
        report = self.doctor(code=1, OPENSSL_CONF=file)
        self.assert_found(
            report, "no handshake works", "OPENSSL_CONF=/dev/null", file, severity="obstacle"
        )
        run = self.tlsmatrix("doctor", env=self.environment | {"OPENSSL_CONF": file})
        self.assertEqual(run.code, 1, run)
        self.assertIn("\nThe default matrix cannot run whole.\n", run.out)

    def test_a_place_for_the_authority_that_cannot_be_used(self):
        self.config("")
        in_a_file = str(self.directory / "openssl.cnf" / "below")
        open_to_all = self.directory / "open"
        open_to_all.joinpath("tlsmatrix").mkdir(parents=True)
        open_to_all.joinpath("tlsmatrix").chmod(0o777)
        damaged = self.directory / "damaged"
        damaged.joinpath("tlsmatrix", "ecdsa").mkdir(parents=True, mode=0o700)
        damaged.joinpath("tlsmatrix").chmod(0o700)
        for place, words in (
            (in_a_file, "is no directory"),
            (str(open_to_all), "chmod"),
            (str(damaged), "ca.pem"),
        ):
            with self.subTest(place):
                report = self.doctor(XDG_STATE_HOME=place)
                self.assert_found(report, "cannot keep an authority", words, "--ephemeral")
        with self.subTest("a directory that may not be written to"):
            closed = self.directory / "closed"
            closed.mkdir(mode=0o555)
            environment = self.environment | {"XDG_STATE_HOME": str(closed)}
            run = self.bound_tlsmatrix("doctor", env=environment)
            self.assertEqual(run.code, 0, run)
            self.assertIn("cannot be written to (Permission denied)", " ".join(run.out.split()))
        report = self.doctor(HOME="", XDG_STATE_HOME="")
        self.assertEqual(report["authority"]["directory"], "")
        self.assert_found(report, "neither XDG_STATE_HOME nor HOME")

    def test_an_authority_that_serve_made_can_be_used(self):
        self.serve("--tls", "1.2", "--listen", support.LOOPBACK).stop()
        report = self.doctor()
        self.assertEqual(report["authority"]["trouble"], "")
        self.assertEqual(
            report["authority"]["directory"], str(pathlib.Path(support.home()) / "state/tlsmatrix")
        )

    def test_a_clock_before_the_build(self):
        if os.environ.get("TLSMATRIX_SANITIZER"):
            self.skipTest("a sanitizer's runtime wants to be loaded before faketime's library")
        faketime = support.need_peer("faketime")
        machine.need_shared_memory()
        server = self.serve("--tls", "1.2", "--listen", support.LOOPBACK)
        server.stop()
        # A day before UTC, so that no date is the same in both.
        environment = self.environment | {"TZ": "AHEAD-24"}

        def doctor(*arguments):
            clock = (faketime, "2001-02-04 04:05:06")
            run = self.peer(*clock, support.PROGRAM, "doctor", *arguments, env=environment)
            self.assertEqual(run.code, 0, run)
            return run.out

        self.assertRegex(doctor(), r"(?m)^clock +2001-02-03 04:0\d:\d\d UTC$")
        report = json.loads(doctor("--format", "json"))
        self.assertRegex(report["clock"]["now"], r"\A2001-02-03T04:0\d:\d\dZ\Z")
        self.assert_found(report, "the clock says 2001-02-03", "timedatectl")
        self.assert_own_handshakes_work(report)

    def test_wrong_usage(self):
        self.assert_complains(self.tlsmatrix("doctor", "--format", "xml"), "--format", "xml")
        self.assert_complains(self.tlsmatrix("doctor", "now"), "now")


if __name__ == "__main__":
    support.main()
