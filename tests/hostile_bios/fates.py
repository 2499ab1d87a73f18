# SPDX-License-Identifier: BSD-2-Clause
"""Determines the fate of a loader in a scenario: it starts its kernel, a damaged kernel, or none.

A failed boot is detected by its last output, by a halted processor, or by the processor time of the emulator. It is not
detected by the elapsed time, because the load of the host would then change the results.
"""
import re
import time
from dataclasses import dataclass
from pathlib import Path

import runner

SURVIVES, NOT_MET, FAILS, WRONG_KERNEL = FATES = ("survives", "not met", "fails", "wrong kernel")

WORK = 15               # seconds of processor time; a boot takes one to three
WORK_FOR_NOTHING = 3    # the same, without progress; GRUB needs less than one to unpack itself
LOOK = 0.25             # seconds between looks at a machine
STANDS_STILL = 10       # looks in a row at a halted processor, without progress
FAR_AWAY = 3600         # seconds: only a machine that neither works nor stands still meets it, and that is our fault


@dataclass(frozen=True)
class Loader:
    name: str
    image: Path
    whole: str                  # regular expression: the kernel on the serial line, once it has looked at itself
    damaged: str = "kernel: damaged"
    gives_up: str = r"(?!)"    # its last words on the screen; without them a failure is seen later, but it is seen


class Watch:
    """Watches one boot until it is over, with a look from time to time."""

    def __init__(self, hostile, loader):
        self._hostile = hostile
        self._machine = hostile.machine
        self._loader = loader
        self._next_look = time.monotonic() + LOOK
        self._progress = None       # words on the serial line, and calls for the disk
        self._halted, self._work_before = 0, 0

    def is_over(self):
        if self.is_whole() or self.is_damaged() or self._machine.resets():
            return True
        if time.monotonic() < self._next_look:
            return False
        self._next_look = time.monotonic() + LOOK
        self._note_progress()
        return self._stands_still() or self._works_for_nothing() or self._has_given_up()

    def is_whole(self):
        return re.search(self._loader.whole, self._machine.serial)

    def is_damaged(self):
        return re.search(self._loader.damaged, self._machine.serial)

    def _note_progress(self):
        progress = len(self._machine.serial), self._hostile.log().disk_calls()
        if progress != self._progress:
            self._progress = progress
            self._halted, self._work_before = 0, self._machine.processor_seconds()

    def _stands_still(self):
        registers = self._machine.command("human-monitor-command", **{"command-line": "info registers"})
        self._halted = self._halted + 1 if "HLT=1" in registers else 0
        return self._halted >= STANDS_STILL

    def _works_for_nothing(self):
        work = self._machine.processor_seconds()
        return work > WORK or work - self._work_before > WORK_FOR_NOTHING

    def _has_given_up(self):
        return re.search(rf"No bootable device|{self._loader.gives_up}", self._machine.screen(), re.M)


def fate(scenario, loader, directory):
    """"not met" means an intact kernel whose loader did not make all the calls that the scenario changes."""
    directory.mkdir()
    hostile = runner.HostileMachine(scenario, loader.image, directory)
    with hostile.machine as machine:
        watch = Watch(hostile, loader)
        try:
            machine.wait_until(watch.is_over, f"the fate of {loader.name} in {scenario.name}", FAR_AWAY)
        except (AssertionError, OSError):
            machine.wait_until(machine.has_ended, "QEMU's end", 10)     # a program run wild may well cause it
    log = hostile.log()
    assert "HB1" in log.words and "B19" in log.words, f"the ROM did not run\n{machine.report()}"
    if watch.is_damaged():
        return WRONG_KERNEL
    if not watch.is_whole():
        return FAILS
    return SURVIVES if scenario.bites() <= log.faults() else NOT_MET
