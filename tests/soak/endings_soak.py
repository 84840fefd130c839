"""Clients that reset, half-close or just go, at every stage, ten thousand times each."""

import os
import socket
import struct

from soak import HOST, context_of, descriptors, figure, memory, request, support

from memory_tls import MemoryTls

TIMES = int(os.environ.get("TLSMATRIX_SOAK_TIMES", "10000"))
AT_ONCE = struct.pack("ii", 1, 0)


def connected(server):
    plain = socket.create_connection((HOST, server.port()), timeout=support.PATIENCE)
    return plain


def after_connect(plain, context):
    pass


def within_hello(plain, context):
    plain.sendall(MemoryTls(plain, context).hello()[:50])


def after_hello(plain, context):
    plain.sendall(MemoryTls(plain, context).hello())


def after_server_flight(plain, context):
    plain.sendall(MemoryTls(plain, context).hello())
    plain.recv(1)


def after_handshake(plain, context):
    wire = MemoryTls(plain, context)
    wire.until_done(wire.tls.do_handshake)
    return wire


def within_request(plain, context):
    wire = after_handshake(plain, context)
    wire.until_done(lambda: wire.tls.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123"))


def after_answer(plain, context):
    wire = after_handshake(plain, context)
    wire.until_done(lambda: wire.tls.write(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"))
    wire.until_done(lambda: wire.tls.read(4096))


STAGES = (after_connect, within_hello, after_hello, after_server_flight, after_handshake,
          within_request, after_answer)


def reset(plain):
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    plain.close()


def half_close(plain):
    plain.shutdown(socket.SHUT_WR)
    while True:
        try:
            if not plain.recv(65536):
                break
        except ConnectionResetError:
            break
    plain.close()


def just_go(plain):
    plain.close()  # without close_notify


class EndingsSoak(support.ProgramTest):
    def test_no_ending_at_any_stage_leaves_anything_behind(self):
        server = self.serve("--listen", support.LOOPBACK, "--ephemeral", "--key-type", "ecdsa",
                            "--log-file", str(self.directory / "log"))
        context = context_of(server)
        self.run_all(server, context, max(TIMES // 20, 10))  # what the allocator keeps is kept now
        open_before, memory_before = descriptors(server), memory(server)
        for stage in STAGES:
            before = memory(server)
            self.run_stage(server, context, stage, TIMES)
            figure(f"memory's growth over {TIMES} endings {stage.__name__}",
                   memory(server) - before, "KB")
        support.wait_for(lambda: descriptors(server) <= open_before, "descriptors leaked", 30)
        grown = memory(server) - memory_before
        figure("endings", TIMES * len(STAGES))
        figure("descriptors leaked", descriptors(server) - open_before)
        figure("resident memory's growth", grown, "KB")
        with context.wrap_socket(connected(server), server_hostname="localhost") as connection:
            self.assertEqual(request(connection)[0], "200")
        self.assertLess(grown, 5 * 1024)
        server.stop()
        self.assertNotIn("unexpectedly", server.errors())

    def run_all(self, server, context, times):
        for stage in STAGES:
            self.run_stage(server, context, stage, times)

    def run_stage(self, server, context, stage, times):
        for number in range(times):
            plain = connected(server)
            stage(plain, context)
            (reset, half_close, just_go)[number % 3](plain)


if __name__ == "__main__":
    support.main()
