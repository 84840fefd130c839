"""`tlsmatrix serve --behaviour`: each server that misbehaves does so, says so, and is found by scan."""

import http.client
import json
import os
import socket
import ssl

import scan_support
import support

# What a scan has of each: the list, the row there, and the verdict. Unclear is what no standard
# forbids outright.
FOUND = {
    **{
        f"{way}-above-{version}": (
            ("hellos", "versions up to TLSv1.3", "wrong")
            if version == "1.2"
            else ("unknown_version", "legacy_version 0x0304", "wrong")
        )
        for way in ("alert", "reset", "close", "silence")
        for version in ("1.2", "1.1", "1.0")
    },
    "blind-to-supported-versions": ("hellos", "all versions but TLSv1.2", "wrong"),
    "bogus-version": ("findings", "chosen versions", "wrong"),
    "sentinel-missing": ("downgrade_sentinel", None, "wrong"),
    "sentinel-false": ("downgrade_sentinel", None, "wrong"),
    "sentinel-private": ("downgrade_sentinel", None, "wrong"),
    "chokes-on-grease": ("grease", "a cipher suite", "wrong"),
    "chokes-on-long-hello": ("hellos", "2000 bytes", "wrong"),
    "chokes-on-split-hello": ("hellos", "in two records", "wrong"),
    "chokes-on-unknown-extensions": ("hellos", "an unknown extension", "wrong"),
    "one-suite": ("findings", "one suite alone", "unclear"),
    "warning-before-hello": ("findings", "warnings", "wrong"),
    "half-open": ("findings", "closing", "wrong"),
    "answers-sslv2": ("versions", "SSLv2", True),
}

# All of them are under the slow label: a scan of silence waits.
ALL = os.environ.get("TLSMATRIX_ALL_BEHAVIOURS") == "1"

# Rows that are wrong for the same cause; every other row must be right, unclear or untested.
BESIDE = {
    "chokes-on-grease": {"a version", "extensions and groups"},
    "chokes-on-split-hello": {"in two segments"},
    "chokes-on-unknown-extensions": {"extensions and groups"},
    "answers-sslv2": set(),
}
INTOLERANT = {"legacy_version 0x0304", "legacy_version 0x0305", "versions up to TLSv1.3"}


def verdicts(report):
    """(list, row) -> verdict of all that a scan judges."""
    rows = {}
    for member in ("unknown_version", "grease", "hellos"):
        rows.update({(member, it["probe"]): it["verdict"] for it in report[member]})
    rows.update({("findings", it["finding"]): it["verdict"] for it in report["findings"]})
    rows["downgrade_sentinel", None] = report["downgrade_sentinel"]["verdict"]
    rows.update(
        {("versions", it["version"]): it["spoken"] for it in report["versions"] if it["version"] == "SSLv2"}
    )
    return rows


class BehavioursTest(scan_support.ScanTest):
    def misbehaving(self, *names, flags=()):
        server = self.serve(
            *(flag for name in names for flag in ("--behaviour", f"{name}={support.LOOPBACK}")), *flags
        )
        return server, {it["name"]: it["port"] for it in server.listeners}

    def listed(self):
        lines = self.tlsmatrix("serve", "--behaviour", "list").out.splitlines()
        return [line.split()[0] for line in lines if not line.startswith(" ")]

    def test_each_is_found_by_the_row_for_it_and_blamed_for_nothing_else(self):
        self.assertEqual(set(self.listed()), set(FOUND))
        tried = {
            name: row
            for name, row in FOUND.items()
            if ALL or not (name.startswith("silence") or name.endswith(("-1.1", "-1.0")))
        }
        _, ports = self.misbehaving(*tried)
        for name, (member, row, verdict) in tried.items():
            with self.subTest(name):
                code = 1 if name == "bogus-version" else 0
                # Whoever is silent to a third of a scan is not waited for as others are.
                silent = name.startswith("silence") or name == "half-open"
                flags = ["--answer-timeout", str(0.7 * support.SLOWNESS)] if silent else []
                report = self.scan(f"127.0.0.1:{ports[name]}", *flags, code=code)
                rows = verdicts(report)
                self.assertEqual(rows[member, row], verdict, report)
                beside = INTOLERANT if "-above-" in name else BESIDE.get(name, set())
                wrong = {each[1] for each, it in rows.items() if it == "wrong"}
                self.assertLessEqual(wrong - {row}, beside)

    def test_none_of_ours_that_behave_is_blamed(self):
        server = self.serve_pins(*support.VERSIONS, "1.0-1.2", "1.2,1.3", "all")
        for listener in server.listeners:
            with self.subTest(listener["name"]):
                rows = verdicts(self.scan(f"127.0.0.1:{listener['port']}"))
                self.assertEqual({it for it in rows if rows[it] == "wrong"}, set())

    def test_whoever_is_not_misbehaved_to_is_served(self):
        """With the real certificate, and the page of names."""
        cases = {
            "reset-above-1.2": ssl.TLSVersion.TLSv1_2,
            "sentinel-missing": ssl.TLSVersion.TLSv1_3,
            "sentinel-false": ssl.TLSVersion.TLSv1_2,
            "sentinel-private": ssl.TLSVersion.TLSv1_3,
            "blind-to-supported-versions": ssl.TLSVersion.TLSv1_3,
            "chokes-on-grease": ssl.TLSVersion.TLSv1_3,
            "chokes-on-long-hello": ssl.TLSVersion.TLSv1_3,
            "chokes-on-split-hello": ssl.TLSVersion.TLSv1_3,
            "chokes-on-unknown-extensions": ssl.TLSVersion.TLSv1_3,
            "one-suite": ssl.TLSVersion.TLSv1_3,
            "warning-before-hello": ssl.TLSVersion.TLSv1_2,
            "answers-sslv2": ssl.TLSVersion.TLSv1_3,
        }
        server, ports = self.misbehaving(*cases)
        for name, version in cases.items():
            with self.subTest(name):
                context = ssl.create_default_context(cafile=server.ca_file)
                context.minimum_version = context.maximum_version = version
                connection = http.client.HTTPSConnection("localhost", ports[name], context=context)
                connection.request("GET", "/")
                page = connection.getresponse().read().decode()
                self.assertIn(f"It misbehaves on purpose: {name}.", page)
                for each in FOUND:
                    self.assertIn(f"\n{each} ", page)

    def test_a_false_sentinel_is_signed_and_turns_away_who_looks_for_it_alone(self):
        server, ports = self.misbehaving("sentinel-false")
        for highest, reached in ((ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, False)):
            context = ssl.create_default_context(cafile=server.ca_file)
            context.maximum_version = highest
            with socket.create_connection(("127.0.0.1", ports["sentinel-false"])) as plain:
                if reached:
                    context.wrap_socket(plain, server_hostname="localhost").close()
                    continue
                with self.assertRaisesRegex(ssl.SSLError, "INAPPROPRIATE|DOWNGRADE|downgrade|ILLEGAL"):
                    context.wrap_socket(plain, server_hostname="localhost")

    def test_the_log_and_the_ready_file_name_the_behaviour_and_its_cause(self):
        server, ports = self.misbehaving("close-above-1.2", "half-open", "one-suite")
        for name in ports:
            listener = next(it for it in server.listeners if it["name"] == name)
            self.assertEqual(listener["behaviour"]["name"], name)
            self.assertRegex(listener["behaviour"]["breaks"], r"^RFC \d+ section|^RFC \d+ appendix")
        context = ssl.create_default_context(cafile=server.ca_file)
        with self.assertRaises((ssl.SSLError, OSError)):
            with socket.create_connection(("127.0.0.1", ports["close-above-1.2"])) as plain:
                context.wrap_socket(plain, server_hostname="localhost")
        with socket.create_connection(("127.0.0.1", ports["half-open"])) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as tls:
                tls.settimeout(0.3)
                tls.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                with self.assertRaises(TimeoutError):
                    tls.recv(1)
        connection = http.client.HTTPSConnection("localhost", ports["one-suite"], context=context)
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        connection.close()
        server.stop()
        log = "\n".join(server.log())
        for name, words in {
            "close-above-1.2": "closes without an alert on a hello that offers more than TLSv1.2, "
            "against RFC 5246 appendix E.1",
            "half-open": "says nothing more once the handshake is over, not even goodbye, against "
            "RFC 5246 section 7.2.1",
            "one-suite": "has one cipher suite a version",
        }.items():
            lines = [line for line in server.log() if f"tls_behaviour={name}" in line]
            self.assertTrue(lines, log)
            self.assertIn(f'misbehaves on purpose: {name} {words}', lines[0])

    def test_a_listener_that_misbehaves_stops_at_once(self):
        server, ports = self.misbehaving("half-open", "silence-above-1.2")
        context = ssl.create_default_context(cafile=server.ca_file)
        with socket.create_connection(("127.0.0.1", ports["half-open"])) as plain:
            with context.wrap_socket(plain, server_hostname="localhost"):
                with socket.create_connection(("127.0.0.1", ports["silence-above-1.2"])):
                    server.stop()

    def test_bad_names_and_addresses_are_one_sentence(self):
        for flag, *needles in (
            ("half-opened=127.0.0.1:0", "no behaviour 'half-opened'", "half-open"),
            ("half-open", "NAME=ADDR:PORT"),
            ("half-open=nowhere:1", "bad address 'nowhere:1'"),
        ):
            with self.subTest(flag):
                self.assert_complains(self.tlsmatrix("serve", "--behaviour", flag), *needles)

    def test_the_report_that_scan_makes_can_be_read_again_without_the_new_members(self):
        _, ports = self.misbehaving("one-suite")
        report = self.scan(f"127.0.0.1:{ports['one-suite']}")
        del report["hellos"], report["findings"]
        saved = self.directory / "old.json"
        saved.write_text(json.dumps(report))
        self.assertEqual(self.tlsmatrix("report", str(saved), "--format", "table").code, 0)


if __name__ == "__main__":
    support.main()
