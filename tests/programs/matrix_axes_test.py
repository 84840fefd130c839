"""What `tlsmatrix matrix` crosses beside sets and engines, and a run that is spread or only told."""

import collections
import json
import re

import support
from matrix_support import MatrixProgramTest, validator

# The outcomes of 225 cells with TLS_FALLBACK_SCSV, by engines of client and server.
FALLBACK = {
    ("exact", "exact"): "120/35/6/64",
    ("exact", "openssl"): "120/35/6/64",
    ("openssl", "exact"): "80/54/6/85",
    ("openssl", "openssl"): "80/54/6/85",
}


def kind(cell):
    saw = cell["saw"]["client"]
    if saw["outcome"] == "negotiated":
        return "negotiated"
    return f"{saw['by']} {saw['alert']}"


class MatrixAxesTest(MatrixProgramTest):
    def report(self, *arguments, code=0, **options):
        report = json.loads(self.matrix("--format", "json", *arguments, code=code, **options).out)
        self.assertEqual([it.message for it in validator().iter_errors(report)][:3], [])
        return report

    def kinds(self, *arguments):
        """How often each outcome came, where all is as predicted."""
        cells = self.report(*arguments)["cells"]
        self.assertEqual({cell["verdict"] for cell in cells}, {"passed"})
        return collections.Counter(kind(cell) for cell in cells)

    def test_fallback_scsv(self):
        for (client, server), expected in FALLBACK.items():
            with self.subTest(client=client, server=server):
                counts = self.kinds(
                    *("--axis", "scsv=on", "--client-engine", client, "--server-engine", server)
                )
                found = [
                    counts[it]
                    for it in (
                        "negotiated",
                        "server protocol_version",
                        "client protocol_version",
                        "server inappropriate_fallback",
                    )
                ]
                self.assertEqual("/".join(map(str, found)), expected)
                self.assertEqual(sum(found), 225)

    def test_an_ed25519_key_signs_nothing_below_1_2(self):
        counts = self.kinds("--axis", "certificate=ed25519", "--engine", "openssl")
        self.assertEqual(
            counts,
            {"negotiated": 68, "server handshake_failure": 103, "server protocol_version": 54},
        )

    def test_a_security_level_fails_at_the_signature_or_takes_the_versions_out(self):
        pinned = ("--clients", "pinned", "--servers", "pinned", "--engine", "exact")
        at_3_0 = self.report(*pinned)["tool"]["openssl"].startswith("3.0.")
        for axis, sender in (("server-level=1", "server"), ("client-level=2", "client")):
            counts = self.kinds(*pinned, "--axis", axis)
            self.assertEqual(counts["negotiated"], 2)  # 1.2 and 1.3 with themselves
            if at_3_0:
                self.assertGreaterEqual(counts[f"{sender} internal_error"], 2)
            else:
                self.assertEqual(set(counts), {
                    "negotiated", "server protocol_version", f"{sender} protocol_version"})

    def test_the_id_names_every_axis(self):
        cells = self.report(
            *("--clients", "1.2", "--servers", "1.2", "--engine", "exact"),
            *("--axis", "scsv=all", "--axis", "client-level=0,1"),
            *("--filter", "* scsv=on client-level=1"),
        )["cells"]
        self.assertEqual(
            [cell["id"] for cell in cells],
            ["client=1.2/exact server=1.2/exact scsv=on client-level=1"],
        )
        self.assertEqual(cells[0]["axes"], {"scsv": "on", "client-level": "1"})
        self.assertIn("--axis scsv=on --axis client-level=1", cells[0]["repeat"]["tlsmatrix"])

    def test_shards_make_the_whole(self):
        few = ("--clients", "ranges", "--servers", "pinned")
        paths = []
        for index, options in enumerate(
            (
                {"env": self.environment | {"CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "3"}},
                {"env": self.environment | {"GTEST_SHARD_INDEX": "1", "GTEST_TOTAL_SHARDS": "3"}},
                {"env": self.environment},
            )
        ):
            paths.append(self.directory / f"{index}.json")
            by_flag = ("--shard", "3/3") if index == 2 else ()
            run = self.matrix(*few, *by_flag, "--format", "json", "--output", paths[-1], **options)
            self.assertEqual("shard" in run.err, index < 2, run)
            self.assertEqual("by CI_NODE_INDEX: the cells of the other" in run.err, index == 0)
        merged = self.tlsmatrix("merge", *paths)
        self.assertEqual((merged.code, merged.err), (0, ""), merged)
        report = json.loads(merged.out)
        self.assertEqual([it.message for it in validator().iter_errors(report)][:3], [])
        whole = self.report(*few)
        self.assertEqual(
            [cell["id"] for cell in report["cells"]], [cell["id"] for cell in whole["cells"]]
        )
        self.assertEqual(report["summary"]["passed"], 80)
        self.assert_an_edited_cell_is_found(paths)
        self.assert_strangers_are_refused(paths, few)
        run = self.matrix(*few, "--no-shard", env=self.environment | {"CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "3"})
        self.assertIn("80 of 80 cells", run.out)
        self.assertEqual(run.err, "")
        short = self.tlsmatrix("merge", *paths[:2])
        self.assertEqual(short.code, 1, short)
        self.assertIn("shard 3 of 3 is missing", short.err)

    def assert_an_edited_cell_is_found(self, paths):
        """Verdicts are counted from the cells, and a passed one has what was expected of it."""
        edited = self.directory / "edited.json"
        text = paths[0].read_text()
        edited.write_text(text.replace('"verdict":"passed"', '"verdict":"failed"', 1))
        run = self.tlsmatrix("merge", edited, *paths[1:])
        self.assertEqual((run.code, json.loads(run.out)["summary"]["failed"]), (1, 1), run)
        report = json.loads(text)
        report["cells"][0]["saw"]["client"] = {
            "outcome": "refused", "by": "server", "alert": "internal_error"}  # fmt: skip
        edited.write_text(json.dumps(report))
        run = self.tlsmatrix("merge", edited, *paths[1:])
        self.assertEqual(run.code, 1, run)
        self.assertIn("1 cell says that it passed, and what the ends saw is not", run.err)

    def assert_strangers_are_refused(self, paths, few):
        stranger = self.directory / "stranger.json"
        for flags, told in (
            (("--axis", "certificate=rsa"), "different plans"),
            (("--filter", "*1.1*"), "of 3 shards with 80 cells"),
            (("--waive", "*=known"), "different waivers"),
            (("--predict-only",), "one of them only predicts"),
        ):
            with self.subTest(flags):
                self.tlsmatrix(
                    *("matrix", *few, *flags, "--shard", "3/3"),
                    *("--format", "json", "--output", stranger),
                )
                run = self.tlsmatrix("merge", *paths[:2], stranger)
                self.assert_complains(run, "are of different runs", told)
        report = json.loads(paths[2].read_text())
        report["tool"]["openssl"] = "9.9.9"
        stranger.write_text(json.dumps(report))
        run = self.tlsmatrix("merge", *paths[:2], stranger)
        self.assert_complains(run, "are of different runs", "OpenSSL 9.9.9")

    def test_a_prediction_drives_nothing(self):
        report = self.report("--predict-only", "--engine", "openssl")
        self.assertEqual(report["summary"]["predicted"], 225)
        self.assertEqual({cell["saw"]["client"] for cell in report["cells"]}, {None})
        run = self.matrix(
            *("--predict-only", "--profile", "openssl-3.1", "--axis", "server-level=1"),
            *("--engine", "openssl"),
        )
        self.assertIn("225 cells predicted, none driven", run.out)
        self.assertIn(" 68 negotiated", run.out)

    def test_what_differs_is_told_once_whatever_the_engines_of_the_cells(self):
        for engines in ([], ["--engine", "exact"], ["--engine", "all"]):
            run = self.matrix(*engines, "--diff", "exact", "openssl")
            self.assertIn("47 of 225 cells differ between exact and openssl", run.out)
            told = "client=1.0,1.2 server=1.2\n    exact: TLSv1.2\n    openssl: the server"
            self.assertEqual(run.out.count(told), 1)

    def test_a_difference_that_lies_in_the_levels_is_said(self):
        run = self.matrix("--diff", "openssl-3.0", "openssl-3.1")
        self.assertIn("0 of 450 cells differ between openssl-3.0 and openssl-3.1", run.out)
        told = re.fullmatch(r"tlsmatrix: .* level 0; at all levels, which( --axis \S+ --axis \S+) crosses, (\d+) of \d+ differ\n",
                            run.err)  # fmt: skip
        self.assertTrue(told, run.err)
        self.assertGreater(int(told[2]), 0)
        crossed = self.matrix("--diff", "openssl-3.0", "openssl-3.1", *told[1].split())
        self.assertIn(f"\n{told[2]} of ", crossed.out)
        self.assertEqual(crossed.err, "")

    def test_a_flag_without_effect_on_a_difference_is_refused(self):
        for flag, value in (
            ("--shard", "1/2"),
            ("--waive", "*=why"),
            ("--jobs", "2"),
        ):
            with self.subTest(flag):
                run = self.tlsmatrix("matrix", "--diff", "exact", "openssl", flag, value)
                self.assert_complains(run, "--diff", flag)
        run = self.tlsmatrix(
            *("matrix", "--diff", "exact", "openssl", "--predict-only", "--profile", "openssl-3.1")
        )
        self.assert_complains(run, "--diff", "--profile")

    def test_the_full_preset_has_all_engines_unless_some_are_named(self):
        one = ("--preset", "full", "--predict-only", "--clients", "1.2", "--servers", "1.2")
        for flags, pairings in (
            ((), 4),
            (("--engine", "all"), 4),
            (("--engine", "both"), 2),
            (("--engine", "exact"), 1),
            (("--client-engine", "openssl"), 1),
        ):
            with self.subTest(flags):
                report = self.report(*one, *flags)
                ends = {
                    (cell["client"]["engine"], cell["server"]["engine"]) for cell in report["cells"]
                }
                self.assertEqual((len(ends), len(report["cells"])), (pairings, 54 * pairings))

    def test_bad_input_is_one_sentence(self):
        cases = {
            ("--axis", "colour=red"): "scsv, client-level, server-level, certificate",
            ("--axis", "scsv=maybe"): "off, on",
            ("--axis", "scsv=on", "--axis", "scsv=off"): "named twice",
            ("--shard", "4/3"): "4/3",
            ("--shard", ""): "empty",
            ("--shard", "1/2", "--no-shard"): "--no-shard",
            ("--profile", "openssl-3.1"): "--predict-only",
            ("--diff", "exact", "openssl-3.1"): "cannot compare",
            ("--preset", "half"): "--preset",
        }
        for arguments, needle in cases.items():
            with self.subTest(arguments):
                self.assert_complains(self.tlsmatrix("matrix", *arguments), needle)
        lonely = self.environment | {"CI_NODE_INDEX": "1"}
        self.assert_complains(self.tlsmatrix("matrix", env=lonely), "CI_NODE_TOTAL")
        nothing = self.directory / "nothing.json"
        self.assert_complains(self.tlsmatrix("merge", nothing), str(nothing))
        self.assert_complains(self.tlsmatrix("merge", self.directory), "cannot read the report")
        for text, why in {"{}": "'cells' is missing", "[]": "no object", '{"cells"': "too early"}.items():
            nothing.write_text(text)
            self.assert_complains(self.tlsmatrix("merge", nothing), "is no report", why)


if __name__ == "__main__":
    support.main()
