"""A listener on loopback with a thread for each connection, for peers that are not ours."""

import itertools
import socket
import threading


class Listening:
    """Calls `serve` with each connection and its number from 1 on, on a thread of its own, until the
    test ends."""

    def __init__(self, test):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        test.addCleanup(self.stop)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        for number in itertools.count(1):
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection, number), daemon=True).start()

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
