"""A process whose socket(2) has no IPv6, as on a machine that has none, by seccomp(2)."""

import ctypes
import errno
import os
import socket
import struct

_LIBC = ctypes.CDLL(None, use_errno=True)
_NUMBER_OF_SOCKET = {"x86_64": 41, "aarch64": 198}
_SET_NO_NEW_PRIVS, _SET_SECCOMP, _BY_FILTER = 38, 22, 2  # of prctl(2)
_FAIL, _ALLOW = 0x00050000, 0x7FFF0000  # SECCOMP_RET_ERRNO, SECCOMP_RET_ALLOW
_LOAD, _EQUALS, _RETURN = 0x20, 0x15, 0x06  # BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ, BPF_RET


class _Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


def go_without():
    """For preexec_fn: from now on, and in all that this process starts."""
    steps = [
        (_LOAD, 0, 0, 0),  # the number of the call
        (_EQUALS, 0, 3, _NUMBER_OF_SOCKET[os.uname().machine]),
        (_LOAD, 0, 0, 16),  # its first argument
        (_EQUALS, 0, 1, socket.AF_INET6),
        (_RETURN, 0, 0, _FAIL | errno.EAFNOSUPPORT),
        (_RETURN, 0, 0, _ALLOW),
    ]
    words = _Filter(len(steps), b"".join(struct.pack("=HBBI", *step) for step in steps))
    if _LIBC.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or _LIBC.prctl(
        _SET_SECCOMP, _BY_FILTER, ctypes.byref(words), 0, 0
    ):
        raise OSError(ctypes.get_errno(), "this machine has no seccomp filters")
