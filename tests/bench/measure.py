# SPDX-License-Identifier: BSD-2-Clause
"""Counts what a loader spends until its kernel runs: disk reads, bytes, and instructions from 7C00h on.

With -icount shift=0, one instruction takes one nanosecond of QEMU's virtual time. So the time stamp counter at the
kernel's entry minus the counter at 7C00h is the number of instructions that loader and BIOS together have executed. The
counter at 7C00h comes from a boot sector in front of the disk's own (chain.asm). What that one and the BIOS did before,
its read included, is measured on a disk whose own sector ends at once (halt.asm), and subtracted.

The number of instructions is not reproducible: while the disk works, the BIOS waits in a loop, whose number of rounds
depends on the host. So each boot is repeated.
"""

import pathlib
import statistics
import tempfile
from typing import NamedTuple

from emulator import Machine, booting
from farjump_disk import assemble, run

SECTOR = 512
BOOT_CODE = 440     # bytes of an MBR before the disk's signature
STAMP = 8           # bytes of a time stamp


class Cost(NamedTuple):
    """What loader and BIOS spent from 7C00h to the end of the boot."""
    instructions: int       # the median; they mean something only if the kernel was reached
    least: int
    most: int
    reads: int
    bytes: int              # that these reads brought

    def cells(self):
        return f"{self.reads:,} | {self.bytes >> 10:,} | {self.instructions:,} | {self.least:,} | {self.most:,}"


def chained(work, image, first=None):
    """Returns a copy of the image that reports when its loader starts, with `first` in place of its first sector."""
    copy = work / "chained.img"
    run("cp", "--sparse=always", image, copy)
    with open(copy, "r+b") as disk:
        sector = first or disk.read(SECTOR)
        disk.seek(0, 2)
        chain = assemble("chain.asm", work / "chain.bin", COPY=disk.tell() // SECTOR)
        disk.write(sector)
        disk.seek(0)
        disk.write(chain.read_bytes()[:BOOT_CODE])
    return copy


def in_kernel(boot):
    return len(boot.port) >= 2 * STAMP


def stopped(boot):
    return b"press a key" in boot.serial


def stamps(port):
    return [int.from_bytes(port[at:at + STAMP], "little") for at in (0, STAMP)]


def spent(work, image, done, machine):
    """Returns instructions, reads and bytes of one boot, which includes the BIOS's start."""
    serial = ["-serial", f"file:{work / 'serial'}"] if done is stopped else []
    with booting(work, image, machine, serial) as boot:
        boot.wait(done)
        disk = next(each for each in boot.ask("query-blockstats") if each.get("device") == "disk")["stats"]
        begin, end = stamps(boot.port)
    return end - begin, disk["rd_operations"], disk["rd_bytes"]


def measure(work, image, boots, done=in_kernel, machine=Machine()):
    """Returns the cost of a boot, the median of so many."""
    halt = assemble("halt.asm", work / "halt.bin").read_bytes()
    before = spent(work, chained(work, image, halt), in_kernel, machine)
    chain = chained(work, image)
    all_spent = [[after - earlier for after, earlier in zip(spent(work, chain, done, machine), before)]
                 for _ in range(boots)]
    instructions, reads, sizes = zip(*all_spent)
    assert len(set(zip(reads, sizes))) == 1, f"the reads differ between boots: {reads}"
    return Cost(round(statistics.median(instructions)), min(instructions), max(instructions), reads[0], sizes[0])


def in_scratch(function):
    with tempfile.TemporaryDirectory() as work:
        return function(pathlib.Path(work))
