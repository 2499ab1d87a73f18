# SPDX-License-Identifier: BSD-2-Clause
"""Counts what a loader asks of BIOS and devices from 7C00h to its kernel: software interrupts, and accesses to ports.

QEMU logs each block of instructions that begins at an address of interest (-d exec -dfilter): the handlers of the
interrupts, as the interrupt table names them when the BIOS has started the boot sector. So neither BIOS nor loader is
changed. The accesses are those of QEMU's trace of devices.
"""

import re
from collections import Counter
from typing import NamedTuple

from emulator import Machine, booting
from farjump_disk import assemble
from measure import STAMP, chained, in_kernel

INTERRUPTS = (0x10, 0x13, 0x15)
BOOT_SECTOR = 0x7C00
LOADER_STARTS = 2           # how often 7C00h is executed until the loader starts: chain.asm comes first
HEADING = "INT 10h | INT 13h | INT 15h"
TRACE = ["-trace", "memory_region_ops_read", "-trace", "memory_region_ops_write"]
DEBUG_PORT = 0xE9


class Calls(NamedTuple):
    """How often each of INTERRUPTS was called."""
    int10: int
    int13: int
    int15: int

    def cells(self):
        return " | ".join(f"{each:,}" for each in self)


_vectors = {}       # of each machine: its BIOS sets them, whatever the disk


def vectors(work, image, machine):
    """Returns the addresses of the handlers when the BIOS has started the boot sector."""
    if machine in _vectors:
        return _vectors[machine]
    halt = assemble("halt.asm", work / "halt.bin").read_bytes()
    table = work / "vectors"
    with booting(work, chained(work, image, halt), machine, []) as boot:
        boot.wait(in_kernel)
        boot.ask("pmemsave", val=0, size=1024, filename=str(table))
    words = table.read_bytes()
    entries = [words[4 * number:4 * number + 4] for number in INTERRUPTS]
    _vectors[machine] = [int.from_bytes(entry[2:], "little") * 16 + int.from_bytes(entry[:2], "little")
                         for entry in entries]
    return _vectors[machine]


def executions(log):
    """Yields the address of each logged block that was executed. A block that an event kept from its first instruction
    is logged twice: when it is looked up and when it is stopped."""
    pending = None
    for line in log:
        if found := re.match(r"Trace \d+: \S+ \[\w+/(\w+)/", line):
            if pending is not None:
                yield pending
            pending = int(found[1], 16)
        elif line.startswith("Stopped execution of TB chain before"):
            pending = None
    if pending is not None:
        yield pending


def calls(work, image, machine=Machine()):
    handlers = vectors(work, image, machine)
    log = work / "log"
    addresses = ",".join(f"{address:#x}+1" for address in [BOOT_SECTOR, *handlers])
    with booting(work, chained(work, image), machine, ["-D", str(log), "-d", "exec", "-dfilter", addresses]) as boot:
        boot.wait(in_kernel)
    with open(log) as lines:
        addresses = list(executions(lines))
    starts = [at for at, address in enumerate(addresses) if address == BOOT_SECTOR]
    counts = Counter(addresses[starts[LOADER_STARTS - 1]:])
    return Calls(*(counts[handler] for handler in handlers))


def accesses(log):
    """Yields port and value of each write, and port and None of each read, to a port that the trace names."""
    pattern = re.compile(r"memory_region_ops_(read|write) cpu \d+ mr \S+ addr (0x[0-9a-f]+) value (0x[0-9a-f]+)")
    for line in log:
        if found := pattern.search(line):
            yield int(found[2], 16), int(found[3], 16) if found[1] == "write" else None


def of_loader(all_accesses):
    """Returns the accesses between the two time stamps, which are eight writes to port E9h each."""
    stamped, kept = 0, []
    for port, value in all_accesses:
        if port == DEBUG_PORT:
            stamped += 1
        elif stamped == STAMP:
            kept.append((port, value))
    assert stamped >= 2 * STAMP
    return kept


def ports(work, image):
    """Returns the accesses of a boot to ports and devices, on a machine with a COM1: (port, value), without a value if
    it was read."""
    log = work / "log"
    options = ["-D", str(log), *TRACE, "-serial", f"file:{work / 'serial'}"]
    with booting(work, chained(work, image), Machine(), options) as boot:
        boot.wait(in_kernel)
    with open(log) as lines:
        return of_loader(accesses(lines))
