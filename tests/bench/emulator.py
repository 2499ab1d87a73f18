# SPDX-License-Identifier: BSD-2-Clause
"""The machine that a disk is booted on: QEMU with SeaBIOS."""

import contextlib
import json
import socket
import subprocess
import sys
import time
from typing import NamedTuple

DEADLINE = 300      # seconds; a boot takes a few

# With shift=0, one instruction takes one nanosecond of QEMU's virtual time, which its time stamp counter counts.
COUNTING_CLOCK = ["-icount", "shift=0,sleep=off", "-rtc", "base=2024-01-01,clock=vm"]

# Each interface is that of a disk of its own, which SeaBIOS reads.
DEVICES = {
    "ahci": ["-M", "q35", "-device", "ide-hd,drive=disk,bus=ide.0"],
    "ide": ["-M", "pc", "-device", "ide-hd,drive=disk,bus=ide.0"],
    "xhci": ["-M", "q35", "-device", "qemu-xhci", "-device", "usb-storage,drive=disk"],
    "ehci": ["-M", "q35", "-device", "usb-ehci", "-device", "usb-storage,drive=disk"],
    "nvme": ["-M", "q35", "-device", "nvme,drive=disk,serial=bench"],
}


class Machine(NamedTuple):
    interface: str = "ahci"
    processor: str = "max"
    memory: str = "256M"


def command(machine, image):
    """Returns the command line without clock, serial line and port E9h."""
    return ["qemu-system-x86_64", "-cpu", machine.processor, "-m", machine.memory,
            # It may be more than the host has.
            "-object", f"memory-backend-ram,id=memory,size={machine.memory},reserve=off",
            "-machine", "memory-backend=memory", "-display", "none", "-vga", "std", "-nodefaults",
            "-drive", f"id=disk,file={image},format=raw,if=none,snapshot=on", *DEVICES[machine.interface]]


class Boot:
    """A boot that goes on: the output to port E9h and to COM1 so far, and QEMU's monitor."""

    def __init__(self, qemu, work):
        self.qemu, self.work = qemu, work

    @property
    def port(self):
        return self._read("e9")

    @property
    def serial(self):
        return self._read("serial")

    def _read(self, name):
        path = self.work / name
        return path.read_bytes() if path.exists() else b""

    def wait(self, done):
        end = time.monotonic() + DEADLINE
        while not done(self):
            if time.monotonic() > end or self.qemu.poll() is not None:
                sys.exit("bench: a boot did not come to its end")
            time.sleep(0.02)

    def ask(self, execute, **arguments):
        """Gives a command to QEMU's monitor (QMP) and returns the answer."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self.work / "qmp"))
            lines = connection.makefile("rw")
            lines.readline()
            for words in ({"execute": "qmp_capabilities"}, {"execute": execute, "arguments": arguments}):
                print(json.dumps(words), file=lines, flush=True)
                while "event" in (answer := json.loads(lines.readline())):
                    pass
        return answer["return"]


@contextlib.contextmanager
def booting(work, image, machine, options):
    """Boots the image under the counting clock, until the block ends."""
    for name in ("e9", "serial", "qmp"):
        (work / name).unlink(missing_ok=True)
    qemu = subprocess.Popen([*command(machine, image), *COUNTING_CLOCK, "-debugcon", f"file:{work / 'e9'}",
                             "-qmp", f"unix:{work / 'qmp'},server=on,wait=off", *options], stdin=subprocess.DEVNULL)
    try:
        yield Boot(qemu, work)
    finally:
        qemu.kill()
        qemu.wait()
