"""A client's TLS over memory, for tests that decide themselves what is sent of it, and when."""

import ssl


class MemoryTls:
    """The TLS of a connection: what has been sent is exactly what was asked for."""

    def __init__(self, plain, context):
        self.plain = plain
        self.into, self.out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.into, self.out, server_hostname="localhost")

    def hello(self):
        """The bytes of the ClientHello, which are not sent."""
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            return self.out.read()

    def until_done(self, action):
        """Do it, sending and receiving what it needs."""
        while True:
            try:
                result = action()
                self.plain.sendall(self.out.read())
                return result
            except ssl.SSLWantReadError:
                self.plain.sendall(self.out.read())
                data = self.plain.recv(65536)
                self.into.write(data) if data else self.into.write_eof()
