"""docs/matrix.schema.json itself: it takes what may be, and refuses what is wrong."""

import json
import unittest

import support
from matrix_support import validator


class SchemaTest(unittest.TestCase):
    """The schema must refuse what is wrong, or it proves nothing."""

    CELL = {
        "id": "client=1.0/exact server=1.3/exact",
        "client": {"versions": ["1.0"], "engine": "exact"},
        "server": {"versions": ["1.3"], "engine": "exact"},
        "axes": {},
        "expected": {
            "client": {"outcome": "refused", "by": "server", "alert": "protocol_version"},
            "server": {"outcome": "refused", "by": "server", "alert": "protocol_version"},
        },
        "saw": {"client": None, "server": None, "attempts": []},
        "verdict": "broken",
        "explanation": "nothing came",
        "repeat": {"tlsmatrix": "tlsmatrix matrix --clients 1.0", "openssl": None},
    }

    def sample(self, **changes):
        cell = json.loads(json.dumps(self.CELL)) | changes
        return {
            "tool": {"version": "0.1.0", "openssl": "3.0.19", "boost": "1.81.0"},
            "schema": 1,
            "command": "matrix",
            "summary": {
                "cells": 1,
                "passed": 0,
                "failed": 0,
                "unsupported": 0,
                "broken": 1,
                "waived": 0,
                "seconds": 0.1,
            },
            "cells": [cell],
        }

    def test_it_takes_every_outcome(self):
        valid = validator()
        negotiated = {"outcome": "negotiated", "version": "1.2", "cipher": "TLS_AES_128_GCM_SHA256"}
        refused = {"outcome": "refused", "by": "client", "alert": "alert(127)"}
        others = [{"outcome": it, "reason": "why"} for it in ("aborted", "closed", "timed_out")]
        for outcome in [negotiated, refused, *others]:
            saw = {
                "client": outcome,
                "server": None,
                "attempts": [outcome | {"offered": ["1.0", "1.1"]}, outcome | {"offered": []}],
            }
            valid.validate(self.sample(saw=saw))
            valid.validate(self.sample(saw=saw, verdict="failed"))
            both = saw | {"server": outcome}
            valid.validate(self.sample(saw=both, verdict="passed", explanation=""))
        valid.validate(self.sample(waived="no TLS 1.0 here"))

    def test_it_refuses_what_is_wrong(self):
        valid = validator()
        self.assertTrue(valid.is_valid(self.sample()))
        negotiated = {"outcome": "negotiated", "version": "1.2", "cipher": "X"}
        saw = {"client": None, "server": None, "attempts": []}
        wrong = {
            "an unknown member": {"note": 1},
            "an unknown verdict": {"verdict": "fine"},
            "an unknown engine": {"client": {"versions": ["1.0"], "engine": "nss"}},
            "an unknown version": {"client": {"versions": ["1.4"], "engine": "exact"}},
            "an empty set": {"client": {"versions": [], "engine": "exact"}},
            "a version twice": {"client": {"versions": ["1.0", "1.0"], "engine": "exact"}},
            "an id without its server": {"id": "client=1.0/exact"},
            "an axis that is no text": {"axes": {"key": 1}},
            "a waiver without a reason": {"waived": ""},
            "negotiated without a version": {"saw": saw | {"client": {"outcome": "negotiated"}}},
            "negotiated with an alert": {"saw": saw | {"client": negotiated | {"alert": "x"}}},
            "refused by nobody": {
                "saw": saw | {"client": {"outcome": "refused", "alert": "internal_error"}}
            },
            "closed without a reason": {"saw": saw | {"client": {"outcome": "closed"}}},
            "an unknown outcome": {"saw": saw | {"client": {"outcome": "lost", "reason": "x"}}},
            "an attempt without an offer": {"saw": saw | {"attempts": [negotiated]}},
            "passed without a sight": {"verdict": "passed", "explanation": ""},
            "no explanation": {"explanation": ""},
            "a cipher that was predicted": {
                "expected": {"client": negotiated, "server": negotiated}
            },
        }
        accepted = [name for name, change in wrong.items() if valid.is_valid(self.sample(**change))]
        self.assertEqual(accepted, [])
        for member in ("tool", "schema", "command", "summary", "cells"):
            report = self.sample()
            del report[member]
            self.assertFalse(valid.is_valid(report), member)
        for member in self.CELL:
            report = self.sample()
            del report["cells"][0][member]
            self.assertFalse(valid.is_valid(report), member)


if __name__ == "__main__":
    support.main()
