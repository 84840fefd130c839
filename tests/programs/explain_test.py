"""`tlsmatrix explain`: the rule in steps, as text and as JSON, for the cells that surprise."""

import itertools
import json
import unittest

import support
from matrix_support import validator

NEGOTIATED = "negotiated"
SERVER_70 = {"outcome": "refused", "by": "server", "alert": "protocol_version"}
CLIENT_70 = {"outcome": "refused", "by": "client", "alert": "protocol_version"}
CLIENT_47 = {"outcome": "refused", "by": "client", "alert": "illegal_parameter"}
SERVER_86 = {"outcome": "refused", "by": "server", "alert": "inappropriate_fallback"}

# Client's set, server's set, and the outcome for (client's engine, server's engine).
TRAPS = [
    (
        # The server picks 1.0 and warns of the 1.2 that it speaks, though nobody meddled.
        ("1.0,1.1", "1.0,1.2"),
        {
            ("openssl", "openssl"): CLIENT_47,
            ("openssl", "exact"): "1.0",
            ("exact", "openssl"): CLIENT_47,
            ("exact", "exact"): "1.0",
        },
    ),
    (
        # A hole in the client: only the lowest run is offered.
        ("1.0,1.2", "all"),
        {
            ("openssl", "openssl"): "1.0",
            ("openssl", "exact"): "1.0",
            ("exact", "openssl"): "1.2",
            ("exact", "exact"): "1.2",
        },
    ),
    (
        ("1.0,1.2", "1.2"),
        {
            ("openssl", "openssl"): SERVER_70,
            ("openssl", "exact"): SERVER_70,
            ("exact", "openssl"): "1.2",
            ("exact", "exact"): "1.2",
        },
    ),
    (
        # Both: the lowest run, and in it the sentinel.
        ("1.0,1.1,1.3", "1.0,1.2,1.3"),
        {
            ("openssl", "openssl"): CLIENT_47,
            ("openssl", "exact"): "1.0",
            ("exact", "openssl"): "1.3",
            ("exact", "exact"): "1.3",
        },
    ),
    (
        # The hello carries no lower bound, so the client must refuse by itself, in every pairing.
        ("1.1", "1.0"),
        dict.fromkeys(
            itertools.product(("openssl", "exact"), repeat=2),
            CLIENT_70,
        ),
    ),
]


class ExplainTest(support.ProgramTest):
    def explain(self, *arguments):
        run = self.tlsmatrix("explain", *arguments)
        self.assertEqual((run.code, run.err), (0, ""), run)
        return run.out

    def explain_json(self, *arguments):
        told = json.loads(self.explain(*arguments, "--format", "json"))
        validator("explain").validate(told)
        for step in told["steps"]:
            self.assertRegex(step["source"], r"RFC \d+ |OpenSSL|exact engine")
        return told

    def test_the_traps_in_all_pairings(self):
        for (client, server), outcomes in TRAPS:
            for (client_engine, server_engine), expected in outcomes.items():
                arguments = (
                    "--client", client, "--client-engine", client_engine,
                    "--server", server, "--server-engine", server_engine,
                )
                with self.subTest(" ".join(arguments)):
                    if isinstance(expected, str):
                        expected = {"outcome": NEGOTIATED, "version": expected}
                    told = self.explain_json(*arguments)
                    self.assertEqual((told["client"], told["server"]), (expected, expected))

    def test_the_engine_of_both_ends(self):
        sets = ("--client", "1.0,1.1", "--server", "1.0,1.2")
        self.assertEqual(self.explain_json(*sets, "--engine", "openssl")["client"], CLIENT_47)
        exact = self.explain_json(*sets, "--engine", "exact")
        self.assertEqual(exact["client"]["outcome"], NEGOTIATED)
        self.assertEqual(self.explain_json(*sets), exact, "exact is the default")

    def test_fallback_scsv(self):
        sets = ("--client", "1.0-1.2", "--server", "all")
        told = self.explain_json(*sets, "--fallback-scsv")
        self.assertEqual(told["client"], SERVER_86)
        self.assertIn("RFC 7507", told["steps"][-1]["source"])
        self.assertIn("TLS_FALLBACK_SCSV", told["advice"])
        self.assertEqual(self.explain_json(*sets)["client"]["version"], "1.2")

    def test_the_text(self):
        text = self.explain("--client", "1.0,1.1", "--server", "1.0,1.2", "--engine", "openssl")
        self.assertNotIn("\x1b", text)
        first, _, *rest = text.splitlines()
        self.assertEqual(
            first,
            "client {1.0,1.1} (openssl) against server {1.0,1.2} (openssl): "
            "the client refuses with illegal_parameter",
        )
        self.assertTrue(rest[0].startswith(" 1. "), text)
        self.assertIn("[OpenSSL, ssl_choose_client_version; RFC 9846 section 4.2.3 (RFC 8446", text)
        self.assertIn("TLSv1 is the best version that both hold", text)
        text = self.explain("--client", "1.1", "--server", "1.2")
        self.assertIn("the server refuses with protocol_version", text)
        self.assertIn("no version is in both", text)

    def test_what_to_change_and_what_the_standards_ask(self):
        sets = ("--client", "1.0,1.1", "--server", "1.0,1.3", "--engine", "openssl")
        told = self.explain_json(*sets)
        self.assertIn("TLSv1.2 or TLSv1.3", told["advice"])
        text = " ".join(self.explain(*sets).split())  # however it breaks its lines
        self.assertIn(f"What to change: {told['advice']}", text)
        self.assertIn("a server with TLSv1.3 has to warn", text)
        for demand in told["standards"]:
            self.assertIn(("met " if demand["met"] else "not met ") + demand["text"], text)
        unmet = [demand["source"] for demand in told["standards"] if not demand["met"]]
        self.assertIn("RFC 9846 section 4.2.3 (RFC 8446 section 4.1.3)", unmet)
        self.assertTrue(any(source.startswith("RFC 8996") for source in unmet), unmet)
        met = self.explain_json("--client", "1.2+", "--server", "1.2+")
        self.assertTrue(all(demand["met"] for demand in met["standards"]), met)

    def test_text_and_json_tell_the_same(self):
        sets = ("--client", "1.0,1.3", "--server", "1.1,1.2", "--engine", "exact")
        text = self.explain(*sets)
        for step in self.explain_json(*sets)["steps"]:
            self.assertIn(step["text"], text)
            self.assertIn(f"[{step['source']}]", text)


class SchemaTest(unittest.TestCase):
    """The schema must refuse what is wrong, or it proves nothing."""

    def sample(self, **changes):
        end = {"versions": ["1.0", "1.2"], "engine": "exact"}
        return {
            "tool": {"version": "0.1.0", "openssl": "3.0.19", "boost": "1.81.0"},
            "schema": 1,
            "command": "explain",
            "ends": {"client": end, "server": end},
            "client": CLIENT_47,
            "server": {"outcome": NEGOTIATED, "version": "1.2"},
            "steps": [{"text": "the client offers 1.2", "source": "RFC 5246 section 7.4.1.2"}],
            "advice": "Nothing.",
            "standards": [{"text": "so it is", "source": "RFC 8996 section 4", "met": True}],
        } | changes

    def test_it_refuses_what_is_wrong(self):
        valid = validator("explain")
        valid.validate(self.sample())
        valid.validate(self.sample(client=CLIENT_47 | {"alert": "alert(127)"}))
        step = self.sample()["steps"][0]
        wrong = {
            "an unknown member": {"note": 1},
            "another form": {"schema": 2},
            "another command": {"command": "scan"},
            "one end alone": {"ends": {"client": {"versions": ["1.0"], "engine": "exact"}}},
            "an unknown outcome": {"client": {"outcome": "lost"}},
            "an unknown version": {"client": {"outcome": NEGOTIATED, "version": "1.4"}},
            "negotiated without a version": {"client": {"outcome": NEGOTIATED}},
            "negotiated with an alert": {"client": SERVER_70 | {"outcome": NEGOTIATED}},
            "refused by nobody": {"client": {"outcome": "refused", "alert": "internal_error"}},
            "refused without an alert": {"client": {"outcome": "refused", "by": "client"}},
            "refused with a version": {"client": CLIENT_70 | {"version": "1.2"}},
            "no steps": {"steps": []},
            "no advice": {"advice": ""},
            "a demand of nobody": {"standards": [{"text": "so", "source": "us", "met": True}]},
            "a step without a word": {"steps": [step | {"text": ""}]},
            "a step without its source": {"steps": [{"text": "so it is"}]},
            "a step with more": {"steps": [step | {"note": 1}]},
        }
        accepted = [name for name, change in wrong.items() if valid.is_valid(self.sample(**change))]
        self.assertEqual(accepted, [])
        for member in self.sample():
            report = self.sample()
            del report[member]
            self.assertFalse(valid.is_valid(report), member)


if __name__ == "__main__":
    support.main()
