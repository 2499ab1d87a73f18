# SPDX-License-Identifier: BSD-2-Clause
"""Takes a picture of the screen of a boot in QEMU, for the README, when certain words appear on COM1.

    /usr/bin/python3 tests/boot/screenshot.py IMAGE PICTURE.png [WORDS]

If the kernel is at its prompt, some commands are typed first.
QEMU, "QEMU Machine Protocol Reference Manual", "screendump".
"""
import sys
from pathlib import Path

from machine import Machine

READY = "ready for commands: try 'help'\n> "
COMMANDS = ["map FFFFFFFF80000000", "mem"]


def ask(machine, command):
    """Types on COM1. Returns the kernel's output until the next prompt."""
    begin = len(machine.serial)
    machine.send(command + "\r")
    machine.wait_until(lambda: machine.serial.find("\n> ", begin) >= 0, f"an end of the answer to {command}")
    echo, answer = machine.serial[begin:].removesuffix("> ").split("\n", 1)
    assert echo == command
    return answer


def take(image, picture, words=READY):
    with Machine(image, debug_exit=False) as machine:
        machine.wait_for_serial(words)
        if words == READY:
            for command in COMMANDS:
                ask(machine, command)
        machine.command("screendump", filename=str(Path(picture).absolute()), format="png")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    take(*sys.argv[1:])
