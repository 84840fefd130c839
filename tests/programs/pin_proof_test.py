"""The pin proof: a server that does not speak exactly what was asked never gets ready.

misconfigured_serve is the program with one mistake in its server's SSL_CTX.
"""

import os
import re

import support
from support import LOOPBACK, WIRE_NAMES

MISCONFIGURED = os.environ.get("TLSMATRIX_MISCONFIGURED_SERVE")


def spoken_versions(told):
    """Which versions it says were spoken that should not have been."""
    return re.findall(r" spoke (TLSv1(?:\.\d)?)", told)


class PinProofTest(support.ProgramTest):
    def setUp(self):
        super().setUp()
        if not MISCONFIGURED:
            self.fail("TLSMATRIX_MISCONFIGURED_SERVE must name the build's misconfigured_serve")

    def refused(self, mistake, versions, *needles):
        """It ends with 2 and one sentence, and was never ready."""
        ready = self.directory / "ready.json"
        run = self.peer(
            MISCONFIGURED, mistake, "serve", "--tls", versions, "--listen", LOOPBACK,
            "--key-type", "ecdsa", "--ready-file", ready, patience=support.LITTLE_PATIENCE,
        )
        told = run.err.splitlines()
        if told and told[0].startswith("tlsmatrix: made a new CA"):
            run.err = run.err.partition("\n")[2]
        self.assert_complains(run, "pin proof failed", "127.0.0.1:", *needles)
        self.assertFalse(ready.exists())
        return run.err

    def test_a_lower_version_is_spoken(self):
        told = self.refused("tls-1.2", "1.3", "to speak TLSv1.3 ", "did not speak TLSv1.3")
        self.assertEqual(spoken_versions(told), ["TLSv1.2"])

    def test_a_higher_version_is_spoken(self):
        told = self.refused("tls-1.3", "1.2", "to speak TLSv1.2 ", "did not speak TLSv1.2")
        self.assertEqual(spoken_versions(told), ["TLSv1.3"])

    def test_every_wrong_pin(self):
        for asked in support.VERSIONS:
            for spoken in support.VERSIONS:
                if spoken != asked:
                    with self.subTest(asked=asked, spoken=spoken):
                        told = self.refused(f"tls-{spoken}", asked)
                        self.assertEqual(spoken_versions(told), [WIRE_NAMES[spoken]])
                        self.assertIn(f"did not speak {WIRE_NAMES[asked]} ", told)

    def test_a_wrong_maximum(self):
        # Of {1.2,1.3} only 1.2 is left; of {1.3} nothing, and nothing is spoken.
        told = self.refused("max-1.2", "1.2+", "did not speak TLSv1.3")
        self.assertNotRegex(told, r"spoke|did not speak TLSv1\.2")
        told = self.refused("max-1.2", "1.3", "did not speak TLSv1.3")
        self.assertNotIn("spoke", told)

    def test_more_than_was_asked(self):
        told = self.refused("all", "1.1")
        self.assertEqual(spoken_versions(told), ["TLSv1", "TLSv1.2", "TLSv1.3"])
        told = self.refused("all", "1.2,1.3")
        self.assertEqual(spoken_versions(told), ["TLSv1", "TLSv1.1"])

    def test_a_hole_that_is_none(self):
        self.refused("no-holes", "1.0,1.2", "to speak TLSv1,TLSv1.2 ", "spoke TLSv1.1")

    def test_a_security_level_in_the_way(self):
        self.refused("level-2", "1.0-1.2", "did not speak TLSv1 ", "did not speak TLSv1.1 ")

    def test_one_wrong_listener_of_several(self):
        ready = self.directory / "ready.json"
        pins = [word for v in ("1.2", "1.3") for word in ("--pin", f"{v}={LOOPBACK}")]
        run = self.peer(
            MISCONFIGURED, "tls-1.2", "serve", *pins, "--key-type", "ecdsa", "--ready-file", ready,
            patience=support.LITTLE_PATIENCE,
        )
        self.assertEqual(run.code, 2, run)
        self.assertIn("to speak TLSv1.3 and nothing else", run.err)
        self.assertFalse(ready.exists())

    def test_without_a_mistake_it_serves(self):
        """Or else all of this would only show that misconfigured_serve never works."""
        server = self.serve(
            "--pin", f"1.0,1.2={LOOPBACK}", "--pin", f"1.3={LOOPBACK}", "--key-type", "ecdsa",
            command=(MISCONFIGURED, "none", "serve"),
        )
        self.assertEqual(len(server.listeners), 2)
        server.stop()


if __name__ == "__main__":
    support.main()
