# SPDX-License-Identifier: BSD-2-Clause
"""Defines memory maps as BIOSes report them, for `e820.table`: variations of SeaBIOS's map of 128 MiB."""
import random
import struct

USABLE, RESERVED = 1, 2
MIB = 1 << 20
LOW_END = 0x9BC00           # below it lies the loader's, above it what the ROM and the EBDA have taken
ROM_AREA = (0xF0000, 0x10000, RESERVED)
TOP = (0x7FE0000, 0x20000, RESERVED)
FLASH = (0xFFFC0000, 0x40000, RESERVED)

PLAIN = [(0, LOW_END, USABLE), (LOW_END, 0xA0000 - LOW_END, RESERVED), ROM_AREA, (MIB, 0x7FE0000 - MIB, USABLE), TOP,
         FLASH]


def with_high(*ranges):
    """Returns the usual first megabyte and the usual end, with these ranges between them."""
    return [*PLAIN[:3], *ranges, TOP, FLASH]


def usable(first_mib, end_mib):
    return first_mib * MIB, (end_mib - first_mib) * MIB, USABLE


def reserved(first_mib, end_mib):
    return first_mib * MIB, (end_mib - first_mib) * MIB, RESERVED


def shuffled():
    ranges = [*PLAIN]
    random.Random(820).shuffle(ranges)
    return ranges


def many():
    """Returns 300 entries, every other one reserved."""
    pages = [(MIB + page * 0x10000, 0x10000, USABLE if page % 2 == 0 else RESERVED) for page in range(288)]
    return with_high(*pages, (MIB + 288 * 0x10000, 0x7FE0000 - MIB - 288 * 0x10000, USABLE))


def odd_types():
    types = [0, 6, 7, 12, 13, 20, 0xB0202020, 0xFFFFFFFF]
    return with_high(*[((16 + i) * MIB, MIB, kind) for i, kind in enumerate(types)], usable(1, 16), usable(24, 64))


MAPS = {
    "shuffled": shuffled(),
    "overlapping": [*PLAIN, (20 * MIB, 2 * MIB, RESERVED), (21 * MIB, 4 * MIB, RESERVED), usable(24, 40)],
    "twice": PLAIN + PLAIN,
    "types": odd_types(),
    "odd_ends": [(0, 0x9BBFE, USABLE), ROM_AREA, (MIB + 1, 0x7FDFFFD - MIB, USABLE), (0x7FDFFFE, 0, USABLE),
                 (0x3000123, 0x321, RESERVED), (0xFFFFFFFFFFFFF000, 0x2000, RESERVED), TOP,
                 (1 << 40, 64 * MIB, USABLE), (0xFFFFFFFFFFFF0000, 0x20000, USABLE)],     # beyond the processor's reach
    "many": many(),
    "flat": [(0, 16 * MIB, USABLE), usable(16, 64)],
    "no_ebda": [(0, 0xA0000, USABLE), *PLAIN[2:]],
    "zeros": [(0, 0, 0)] * 4,
    "reserved": [(base, size, RESERVED) for base, size, _ in PLAIN],
    "first_mib_reserved": with_high(reserved(1, 3), usable(3, 127)),
    "holes": with_high(usable(1, 4), reserved(4, 5), usable(5, 8), reserved(8, 10), usable(10, 20), reserved(20, 22),
                       usable(22, 127)),
    "hole_at_15": with_high(usable(1, 15), reserved(15, 16), usable(16, 127)),
    "page_0_reserved": [(0, 0x1000, RESERVED), (0x1000, LOW_END - 0x1000, USABLE), *PLAIN[2:]],
    "absent_top": with_high(usable(1, 127), usable(128, 1024)),
    "absent_between": [*with_high(usable(1, 127)), usable(512, 516), usable(1024, 3072)],
    "low_used": [(0, 0x20000, USABLE), (0x20000, 0x10000, RESERVED), (0x30000, LOW_END - 0x30000, USABLE), *PLAIN[2:]],
}


def memory_map(name):
    return {"e820_count": len(MAPS[name]), "table": MAPS[name]}


def encode(ranges):
    """Encodes the ranges as ACPI 3.0 defines in "Address Range Descriptor Structure"."""
    return b"".join(struct.pack("<QQII", *each, 1) for each in ranges)
