# SPDX-License-Identifier: BSD-2-Clause
"""Measures boots by the host's clock: plain QEMU without KVM, which translates and executes as fast as it can.

The disk is the one of measure.py: the boot sector in front of the loader writes its time stamp to port E9h, and the
kernel its own. QEMU passes each byte to a pipe at once. The time from the last byte of the first stamp to the first
byte of the second is the loader's. Boots of the loaders alternate, so that a change of the host's load meets all of
them. There is no limit: the times depend on the host.
"""

import os
import statistics
import subprocess
import sys
import time
from typing import NamedTuple

import other_loaders
from emulator import DEADLINE, Machine, command
from loaders import SIZES
from measure import STAMP, chained, in_scratch

BOOTS = 7
HEADING = ["| kernel | loader | median, ms | least | most | farjump's time / this |", "|---|---|---:|---:|---:|---:|"]


class Times(NamedTuple):
    """Milliseconds."""
    median: float
    least: float
    most: float


def boot(image, machine=Machine()):
    """Returns the milliseconds of one boot."""
    qemu = subprocess.Popen([*command(machine, image), "-debugcon", "stdio"], stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, bufsize=0)
    arrived, end = [], time.monotonic() + DEADLINE
    try:
        while len(arrived) <= STAMP:
            some = os.read(qemu.stdout.fileno(), 1)
            arrived.append(time.monotonic_ns())
            if not some or time.monotonic() > end:
                sys.exit("bench: a boot did not come to its end")
    finally:
        qemu.kill()
        qemu.wait()
        qemu.stdout.close()
    return (arrived[STAMP] - arrived[STAMP - 1]) / 1e6


def prepared(loader, build, work, size):
    folder = work / loader
    folder.mkdir()
    return chained(folder, other_loaders.image_of(loader, build, folder, SIZES[size]))


def times(build, size, boots=BOOTS):
    """Returns the times of each loader."""
    def measured(work):
        images = {loader: prepared(loader, build, work, size) for loader in other_loaders.LOADERS}
        spent = {loader: [] for loader in images}
        for _ in range(boots):
            for loader, image in images.items():
                spent[loader].append(boot(image))
        return {loader: Times(statistics.median(each), min(each), max(each)) for loader, each in spent.items()}
    return in_scratch(measured)


def rows(build):
    for size in SIZES:
        measured = times(build, size)
        own = measured[other_loaders.FARJUMP].median
        for loader, its in measured.items():
            yield (f"| {size} | {loader} | {its.median:.1f} | {its.least:.1f} | {its.most:.1f} | "
                   f"{own / its.median:.2f} |")
