# SPDX-License-Identifier: BSD-2-Clause
"""Divides the instructions of a boot by the loader's own timeline, which its kernel receives in the boot information:
under the counting clock, the time stamp counter counts instructions."""

import statistics

import other_loaders
from emulator import Machine, booting
from loaders import SIZES
from measure import STAMP, chained, in_scratch, stamps

BOOTS = 5
MARK = 48                   # bytes: a time stamp, and the step's name up to a NUL
FIRST = "stage 1, and unpacking stage 2"
ALL = "all"
HEADING = [f"| instructions of the step | {' | '.join(SIZES)} |", "|---|" + "---:|" * len(SIZES)]


def marks(port):
    """Returns the timeline's marks, or None while they have not arrived."""
    data = port[2 * STAMP:]
    if not data or len(data) < 1 + data[0] * MARK:
        return None
    each = [data[at:at + MARK] for at in range(1, 1 + data[0] * MARK, MARK)]
    return [(int.from_bytes(mark[:8], "little"), mark[8:].split(b"\0")[0].decode()) for mark in each]


def phases(port):
    """Returns each step with its instructions, in the order of the boot."""
    begin, end = stamps(port)
    found = marks(port)
    names = [FIRST, *(name for _, name in found)]
    moments = [begin, *(moment for moment, _ in found), end]
    return {name: after - before for name, before, after in zip(names, moments, moments[1:])}


def measure(build, size, boots=BOOTS):
    """Returns each step with the median of its instructions."""
    def boot(work, image):
        with booting(work, image, Machine(), []) as one:
            one.wait(lambda it: marks(it.port) is not None)
            return phases(one.port)

    def measured(work):
        image = chained(work, other_loaders.image_of(other_loaders.FARJUMP, build, work, SIZES[size]))
        each = [boot(work, image) for _ in range(boots)]
        return {name: round(statistics.median(one[name] for one in each)) for name in each[0]}
    return in_scratch(measured)


def rows(build):
    columns = [measure(build, size) for size in SIZES]
    for name in columns[0]:
        yield f"| {name} | {' | '.join(f'{column[name]:,}' for column in columns)} |"
    yield f"| {ALL} | {' | '.join(f'{sum(column.values()):,}' for column in columns)} |"
