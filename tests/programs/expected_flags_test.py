"""Flags that hands expect: curl's of `request`, `serve --port`, `matrix --list`, --client beside --clients."""

import json

import support


class RequestFlagsTest(support.ProgramTest):
    def setUp(self):
        super().setUp()
        self.server = self.serve("--tls", "1.2", "--port", "0")

    def request(self, *words, code=0):
        run = self.tlsmatrix("request", *words)
        self.assertEqual(run.code, code, run)
        return run

    def test_cacert_headers_data_and_method(self):
        run = self.request("--cacert", self.server.ca_file, "-H", "X-Some: thing", "-X", "PUT", "-d", "body",
                           self.server.url("/anything"))  # fmt: skip
        told = json.loads(run.out)
        self.assertEqual(told["method"], "PUT")
        self.assertIn("body", run.out)
        self.assertIn("thing", run.out)

    def test_k_trusts_anybody(self):
        nobody = self.certificates() / "ca.pem"
        self.request("--cacert", nobody, self.server.url("/healthz"), code=1)
        self.request("-k", self.server.url("/healthz"))

    def test_v_tells_the_handshakes(self):
        self.assertEqual(self.request(self.server.url("/healthz")).err, "")
        for flag in ("-v", "--verbose", "--receipt"):
            self.assertIn("attempt 1: offered TLSv1.3,TLSv1.2: TLSv1.2", self.request(flag, self.server.url("/healthz")).err)

    def test_o_writes_the_body_to_a_file(self):
        path = self.directory / "body"
        self.assertEqual(self.request("-o", path, self.server.url("/healthz")).out, "")
        self.assertEqual(path.read_text(), self.request(self.server.url("/healthz")).out)
        self.assertEqual(self.request("-o", "-", self.server.url("/healthz")).out, path.read_text())
        asked = self.request("-o", self.directory / "no" / "body", self.server.url("/status/500"), code=2)
        self.assertIn("name a file", asked.err)
        self.server.stop()
        self.assertNotIn("/status/500", "\n".join(self.server.log()), "nothing is asked whose answer cannot be kept")

    def test_i_prints_the_head(self):
        head, body = self.request("-i", self.server.url("/testpost"), "-d", "x").out.split("\r\n\r\n")
        self.assertEqual(body, support.ANSWER)
        first, *fields = head.splitlines()
        self.assertEqual(first, "HTTP/1.1 200")
        self.assertIn("content-length: 43", [field.lower() for field in fields])

    def test_L_follows(self):
        self.assertNotIn('"method"', self.request(self.server.url("/status/302")).out)
        self.assertIn('"method"', self.request("-L", self.server.url("/status/302")).out)

    def test_s_leaves_warnings_out_and_keeps_errors(self):
        hole = ("--tls", "1.0,1.2")
        self.assertEqual(self.request("-sS", *hole, self.server.url("/healthz")).err, "")
        self.assertIn("127.0.0.1:1", self.request("-s", "https://127.0.0.1:1/", code=2).err)


class OtherFlagsTest(support.ProgramTest):
    def test_port_is_localhosts(self):
        for flag in ("--port", "-p"):
            server = self.serve(flag, "0", "--tls", "1.3")
            server.stop()
            self.assertIn("  https://localhost:", server.errors())
        self.assert_complains(self.tlsmatrix("serve", "--port", "1", "--listen", "localhost:1"), "--port", "--listen")
        self.assert_complains(self.tlsmatrix("serve", "--port", "99999"), "'99999'", "0 to 65535")
        busy = self.serve("--port", "0")
        port = busy.url("/").rsplit(":", 1)[1].rstrip("/")
        self.assert_complains(self.tlsmatrix("serve", "-p", port), port, "in use")

    def test_scan_takes_a_url(self):
        server = self.serve("--tls", "1.3", "--port", "0")
        run = self.tlsmatrix("scan", "--require", "1.3", server.url("/some/path"))
        self.assertEqual(run.code, 0, run)

    def test_list_names_the_cells_and_drives_none(self):
        few = ("--clients", "pinned", "--servers", "1.2", "--engine", "exact")
        run = self.tlsmatrix("matrix", *few, "--list")
        self.assertEqual((run.code, run.err), (0, ""), run)
        ran = self.tlsmatrix("matrix", *few, "--format", "json")
        self.assertEqual(run.out.splitlines(), [cell["id"] for cell in json.loads(ran.out)["cells"]])
        self.assertEqual(len(run.out.splitlines()), 4)
        some = self.tlsmatrix("matrix", "--filter", "*server=1.1/*", "--list").out.splitlines()
        self.assertTrue(some and all("server=1.1/" in line for line in some), some)

    def test_one_and_many_are_both_written(self):
        for flags in (("--client", "--server"), ("--clients", "--servers")):
            for command, more in (("matrix", ["--list"]), ("explain", [])):
                run = self.tlsmatrix(command, flags[0], "1.2", flags[1], "1.3", *more)
                self.assertEqual((run.code, run.err), (0, ""), run)

    def test_what_cannot_be_reached_is_no_verdict(self):
        port = self.refusing_port()
        for words in (["request", f"https://127.0.0.1:{port}/"], ["scan", f"127.0.0.1:{port}"],
                      ["request", "https://no-such-host.invalid/"], ["scan", "no-such-host.invalid"],
                      ["relay", "--to", "no-such-host.invalid:443", "--", "true"]):
            run = self.tlsmatrix(*words)
            self.assertEqual((run.code, run.out), (2, ""), run)
            self.assertIn(words[-1].split("/")[2] if "//" in words[-1] else "no-such" if "true" in words else words[-1], run.err)


if __name__ == "__main__":
    support.main()
