#!/usr/bin/env python3
"""What a machine lacks is said in a sentence, by the test that wants it."""

import os
import unittest
from unittest import mock

import machine
import support


class MachineTest(unittest.TestCase):
    def test_a_machine_without_pseudo_terminals_is_told_of(self):
        with mock.patch("pty.openpty", side_effect=OSError("out of pty devices")):
            with self.assertRaisesRegex(AssertionError, r"no pseudo-terminal \(out of.*/dev/pts$"):
                machine.open_terminal()

    def test_where_semaphores_cannot_be_made_is_told(self):
        machine.need_shared_memory(os.getcwd())
        with self.assertRaisesRegex(AssertionError, r"^/nowhere isn't there, .* mode 1777$"):
            machine.need_shared_memory("/nowhere")
        with mock.patch("os.access", return_value=False):
            with self.assertRaisesRegex(AssertionError, r"^/ can't be written to, "):
                machine.need_shared_memory("/")


if __name__ == "__main__":
    support.main()
