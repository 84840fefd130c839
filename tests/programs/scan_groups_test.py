"""`tlsmatrix scan` of servers whose groups are known: those of their command lines."""

import scan_peers
import scan_support
import support
import s_server

CURVES = ["x25519", "secp256r1", "secp384r1", "secp521r1", "x448"]
FIELDS = ["ffdhe2048", "ffdhe3072", "ffdhe4096", "ffdhe6144", "ffdhe8192"]
HYBRIDS = ["X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024"]
OPENSSLS = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521", "x25519": "X25519",
            "x448": "X448"}


class GroupsTest(scan_support.ScanTest):
    def openssl(self, groups, *flags, certificate="rsa"):
        names = ":".join(OPENSSLS.get(name, name) for name in groups)
        _, port = s_server.start(
            self, support.need_peer("openssl"), "s_server", "-accept", "127.0.0.1:0", "-www",
            "-cert", f"server-{certificate}.pem", "-key", f"server-{certificate}.key",
            *(["-groups", names] if groups else []), *flags,
        )
        return port

    def groups(self, report, version):
        """The names by what is known of them, and whose order decides."""
        found = self.version(report, version)["groups"]
        named = {True: [], False: [], None: []}
        for group in found["asked"]:
            named[group["supported"]].append(group["name"])
        return named[True], named[False], named[None], found["preference"]

    def test_each_group_is_told_from_the_others(self):
        for groups in (
            ["x25519"], ["secp521r1", "x448"], ["secp384r1", "ffdhe2048"], ["ffdhe8192", "secp256r1"],
        ):
            with self.subTest(groups):
                report = self.scan(f"127.0.0.1:{self.openssl(groups, '-serverpref')}")
                supported, refused, undecided, preference = self.groups(report, "1.3")
                self.assertEqual((supported, undecided), (groups, []))
                self.assertEqual(sorted(refused),
                                 sorted(set(CURVES + FIELDS + HYBRIDS) - set(groups)))
                self.assertEqual(preference, "single" if len(groups) == 1 else "server")
                curves = [name for name in groups if name in CURVES]
                supported, _, undecided, _ = self.groups(report, "1.2")
                # Fields are another matter below 1.3: its own prime, or none.
                self.assertEqual([name for name in supported if name in CURVES], curves)
                self.assertEqual(undecided, [])

    def test_the_clients_order_is_told_from_the_servers(self):
        groups = ["secp384r1", "x25519", "secp256r1"]
        for flags, expected in ((), "client"), (["-serverpref"], "server"):
            with self.subTest(expected):
                report = self.scan(f"127.0.0.1:{self.openssl(groups, *flags)}")
                # At 1.3 some OpenSSLs go by their own order in any case, once no share is sent.
                for version in ("1.2", "1.3") if expected == "server" else ("1.2",):
                    supported, _, _, preference = self.groups(report, version)
                    self.assertEqual(preference, expected)
                    self.assertEqual(sorted(supported), sorted(groups))
                    self.assertTrue(expected == "client" or supported == groups, supported)

    def test_beside_a_certificate_with_a_curve_a_group_needs_that_curve(self):
        """Below 1.3: x25519 alone is refused by a server that has it."""
        port = self.openssl(["x25519", "secp256r1"], "-no_tls1_3", certificate="ecdsa")
        supported, refused, undecided, _ = self.groups(self.scan(f"127.0.0.1:{port}"), "1.2")
        self.assertEqual(sorted(supported), ["secp256r1", "x25519"])
        self.assertEqual(refused, [])
        self.assertEqual(undecided, ["secp384r1", "secp521r1", "x448"])

    def test_hybrids_are_there_where_the_library_has_them(self):
        listed = self.peer(support.need_peer("openssl"), "list", "-kem-algorithms").out
        expected = [name for name in HYBRIDS if name in listed]
        for groups in [[name] for name in expected] or [["x25519"]]:
            with self.subTest(groups):
                report = self.scan(f"127.0.0.1:{self.openssl(groups, '-tls1_3')}")
                self.assertEqual(self.groups(report, "1.3")[0], groups)

    def test_our_own_server_and_nginx_have_what_they_were_given(self):
        server = self.serve("--tls", "1.2+", "--groups", "P-384:X448", "--listen", support.LOOPBACK)
        nginx = scan_peers.Nginx(
            self, ["1.2,1.3"], "ssl_ecdh_curve secp384r1:X448; ssl_prefer_server_ciphers on;"
        )
        for port in server.port(), nginx.ports["1.2,1.3"]:
            report = self.scan(f"127.0.0.1:{port}")
            for version in "1.2", "1.3":
                supported, refused, _, _ = self.groups(report, version)
                self.assertEqual(sorted(set(supported) - set(FIELDS)), ["secp384r1", "x448"])
                self.assertIn("x25519", refused)

    def test_it_stands_in_the_table_and_is_null_below_1_2(self):
        server = self.serve("--tls", "all", "--groups", "P-384", "--listen", support.LOOPBACK)
        run = self.tlsmatrix("scan", f"127.0.0.1:{server.port()}")
        self.assertRegex(run.out, r"(?m)^TLSv1\.3 groups\n  secp384r1\n  not x25519, secp256r1, ")
        report = self.scan(f"127.0.0.1:{server.port()}")
        self.assertIsNone(self.version(report, "1.1")["groups"])

    def test_no_group_is_denied_that_no_hello_got_an_answer_for(self):
        """A server of 1.2 that ends its flight behind the ServerHello, and one that wants several
        groups at once."""
        answer = scan_support.chooser([0x0303], [0xC02F])
        report = self.scan(scan_support.Fake(self, answer).target)
        supported, refused, undecided, _ = self.groups(report, "1.2")
        self.assertEqual((supported, refused, undecided), ([], [], CURVES))

        def choosy(connection, record):
            alone = b"\x00\x0a\x00\x04\x00\x02" in record  # supported_groups of one
            return scan_support.alert(40) if alone else answer(connection, record)

        report = self.scan(scan_support.Fake(self, choosy).target)
        self.assertEqual(self.groups(report, "1.2")[:3], ([], [], CURVES))

    def test_a_server_that_tells_no_group_is_asked_for_each(self):
        """wolfSSL's HelloRetryRequest for a group that it has not names none."""
        chosen = bytearray(scan_support.server_hello(0x0303, 0x1301))
        extensions = b"\x00\x06\x00\x2b\x00\x02\x03\x04"
        chosen[4] += len(extensions)
        chosen[8] += len(extensions)

        def mute(connection, record):
            of_1_3_alone = b"\x00\x2b\x00\x03\x02\x03\x04" in record
            return bytes(chosen + extensions) if of_1_3_alone else scan_support.alert(70)

        report = self.scan(scan_support.Fake(self, mute).target)
        asked = self.version(report, "1.3")["groups"]["asked"]
        self.assertEqual({(it["supported"], it["words"]) for it in asked},
                         {(None, "chose TLSv1.3, and told no group")})


if __name__ == "__main__":
    support.main()
