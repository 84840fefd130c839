"""What some tests ask of the machine, apart from peers: what it lacks is named in the failure."""

import os
import pty


def open_terminal():
    """Both ends of a pseudo-terminal."""
    try:
        return pty.openpty()
    except OSError as error:
        raise AssertionError(
            f"this machine gives no pseudo-terminal ({error}): mount devpts on /dev/pts"
        ) from None


def need_shared_memory(folder="/dev/shm"):
    """A folder that whoever runs the tests can write to; faketime has a semaphore there."""
    if not os.access(folder, os.W_OK | os.X_OK):
        wrong = "can't be written to" if os.path.isdir(folder) else "isn't there"
        raise AssertionError(
            f"{folder} {wrong}, where faketime has its semaphore: mount a tmpfs there with mode 1777"
        )
