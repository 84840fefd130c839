"""docs/scan.schema.json itself: it takes what may be, and refuses what is wrong."""

import json
import unittest

import scan_support
import support

SUITE = {"code": "0xc02f", "name": "ECDHE-RSA-AES128-GCM-SHA256",
         "iana": "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"}
REFUSED = {"answer": "alert", "alert": "protocol_version"}
CHOSE = {"answer": "server_hello", "version": "1.2", "cipher": "AES128-SHA"}
ELSEWHERE = {"address": "192.0.2.2", "server_name": None,
             "versions": [{"version": "1.2", "spoken": True, "refusal": None}]}
GROUP = {"code": "0x001d", "name": "x25519", "supported": True, "words": None}
CLOSED = {"answer": "closed", "reason": "closed the connection"}


def version(name, **changes):
    return {
        "version": name, "spoken": False, "ciphers": [], "preference": None,
        "chacha20_first": False, "sentinel": "none", "in_doubt": False, "refusal": REFUSED,
        "local_openssl": True,
    } | changes


def groups(**changes):
    return version("1.2", groups={"preference": "single", "asked": [GROUP | changes]})


def sample(first=None, **changes):
    names = ["SSLv3", "1.0", "1.1", "1.2", "1.3"]
    report = {
        "tool": {"version": "0.1.0", "openssl": "3.0.19", "boost": "1.81.0"},
        "schema": 1,
        "command": "scan",
        "target": {"host": "localhost", "port": 443, "address": "::1"},
        "complete": True,
        "versions": [first or version("SSLv2"), *map(version, names)],
        "fallback_scsv": {"verdict": "untested", "answer": None},
        "downgrade_sentinel": {"verdict": "untested", "at_highest": False, "amiss": []},
        "holes": {"verdict": "untested", "missing": [], "breaks": None},
        "server_name": "localhost",
        "elsewhere": [],
        "unreachable": [],
        "unknown_version": [],
        "grease": [],
        "connections": 1,
        "seconds": 0.1,
    }
    return json.loads(json.dumps(report | changes))


def probe(**changes):
    return {"probe": "odd", "expected": "1.2", "answer": CHOSE, "control": None, "verdict": "right"} | changes


class ScanSchemaTest(unittest.TestCase):
    """The schema must refuse what is wrong, or it proves nothing."""

    def test_it_takes_what_may_be(self):
        valid = scan_support.schema_validator()
        reset = {"answer": "reset", "reason": "x"}
        spoken = {"spoken": True, "ciphers": [SUITE], "preference": "single"}
        for report in [
            sample(),
            sample(complete=False, stopped="the time of 1 s ran out"),
            sample(version("1.2", **spoken, not_offered=SUITE, sentinel="1.1_or_below")),
            sample(version("SSLv2", spoken=None, refusal=None)),
            sample(version("SSLv2", ciphers=[SUITE | {"code": "0x0700c0", "iana": ""}])),
            sample(require={"kind": "require", "versions": ["1.2"], "met": True}),
            sample(version("1.2", groups=None)),
            sample(groups()),
            sample(groups(supported=None, words="it closed")),
            sample(version("1.2", groups={"preference": None, "asked": []})),
            sample(version("1.2", spoken=None, why_undecided="no answer came to a hello of it")),
            sample(server_name=None, unreachable=["192.0.2.3"], elsewhere=[ELSEWHERE]),
            sample(fallback_scsv={"verdict": "right", "answer": REFUSED}),
            sample(grease=[probe(), probe(answer=CLOSED), probe(answer=reset, expected=None)]),
        ]:
            valid.validate(report)

    def test_it_refuses_what_is_wrong(self):
        valid = scan_support.schema_validator()
        wrong = {
            "an unknown member": sample(note=1),
            "a version that is missing": sample() | {"versions": sample()["versions"][1:]},
            "an unknown version": sample(version("1.4")),
            "spoken in words": sample(version("1.2", spoken="yes")),
            "an unknown preference": sample(version("1.2", preference="mine")),
            "an unknown sentinel": sample(version("1.2", sentinel="DOWNGRD")),
            "a suite twice": sample(version("1.2", ciphers=[SUITE, SUITE])),
            "a suite without a code": sample(version("1.2", ciphers=[{"name": "x", "iana": ""}])),
            "a code in decimal": sample(version("1.2", ciphers=[SUITE | {"code": "49199"}])),
            "a name in place of IANA's": sample(version("1.2", ciphers=[SUITE | {"iana": "x-y"}])),
            "stopped and complete": sample(stopped="why"),
            "neither stopped nor complete": sample(complete=False),
            "met although incomplete": sample(
                complete=False, stopped="why", require={"kind": "require", "versions": ["1.2"], "met": True}
            ),
            "an empty requirement": sample(require={"kind": "require", "versions": [], "met": True}),
            "SSL required": sample(require={"kind": "require", "versions": ["SSLv3"], "met": True}),
            "an unknown verdict": sample(fallback_scsv={"verdict": "fine", "answer": None}),
            "an alert without a name": sample(grease=[probe(answer={"answer": "alert"})]),
            "an unknown answer": sample(grease=[probe(answer={"answer": "lost", "reason": "x"})]),
            "a hello with a reason": sample(grease=[probe(answer=CHOSE | {"reason": "x"})]),
            "no connection": sample(connections=0),
            "a place without an address": sample(elsewhere=[ELSEWHERE | {"address": None}]),
            "a group in words": sample(groups(supported="yes")),
            "a group without a code": sample(groups(code="29")),
            "an empty word of a group": sample(groups(supported=None, words="")),
            "an empty reason": sample(version("1.2", spoken=None, why_undecided="")),
            "port 0": sample(target={"host": "x", "port": 0, "address": "::1"}),
        }
        self.assertEqual([name for name, report in wrong.items() if valid.is_valid(report)], [])
        for member in sample():
            report = sample()
            del report[member]
            self.assertFalse(valid.is_valid(report), member)
        for member in version("SSLv2"):
            first = version("SSLv2")
            del first[member]
            self.assertFalse(valid.is_valid(sample(first)), member)


if __name__ == "__main__":
    support.main()
