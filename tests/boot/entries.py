# SPDX-License-Identifier: BSD-2-Clause
"""Writes boot entries directly to the volume: any number, and with names that the host's file systems and mtools do not
accept.

Microsoft, "FAT: General Overview of On-Disk Format" 1.03, "FAT Long Directory Entries".
"""
import struct

from fat import END, Volume
from images import mtools, put_file

UNITS_PER_PART = 13
DIRECTORY = 0x10


def checksum(short_name):
    total = 0
    for byte in short_name:
        total = ((total & 1) << 7 | total >> 1) + byte & 0xFF
    return total


def short_entry(name, attributes=0x20, cluster=0, size=0):
    return struct.pack("<11sB8xH4xHI", name, attributes, cluster >> 16, cluster & 0xFFFF, size)


def long_parts(name, short_name):
    """Returns the directory entries that precede the short one, the last part of the name first."""
    units = name.encode("utf-16-le")
    count = -(-len(units) // (2 * UNITS_PER_PART))
    units = (units + b"\0\0").ljust(2 * UNITS_PER_PART * count, b"\xFF")[:2 * UNITS_PER_PART * count]
    parts = []
    for order in range(count, 0, -1):
        part = units[26 * (order - 1):26 * order]
        parts.append(struct.pack("<B10sBBB12sH4s", order | (0x40 if order == count else 0), part[:10], 0x0F, 0,
                                 checksum(short_name), part[10:22], 0, part[22:]))
    return b"".join(parts)


def lay(image, entries):
    """Replaces all boot entries with these (name, text) pairs. Each text has a cluster of its own, the last entry's
    first."""
    with Volume(image) as volume:
        cluster_size = volume.cluster_size
    texts = [text.ljust(cluster_size, b"\0") for _, text in reversed(entries)]
    put_file(image, "/texts", b"".join(texts))
    slots = 2 + sum(1 + len(long_parts(name, bytes(11))) // 32 for name, _ in entries)
    mtools("mdeltree", image, "::/loader/entries")
    put_file(image, "/loader/entries", bytes(32 * slots))
    with Volume(image) as volume:
        places = volume.file_chain("/texts")
        chain = volume.file_chain("/loader/entries")
        directory = short_entry(b".          ", DIRECTORY, chain[0])
        directory += short_entry(b"..         ", DIRECTORY, volume.first_cluster("/loader"))
        for number, (name, text) in enumerate(entries):
            short_name = b"E%06d~CON" % number
            directory += long_parts(name, short_name) + short_entry(short_name, 0x20, places[-1 - number], len(text))
        for at, cluster in enumerate(chain):
            volume.write(volume.cluster_offset(cluster), directory[at * cluster_size:(at + 1) * cluster_size])
        for cluster in places:
            volume.set_next(cluster, END)
        volume.set_size("/loader/entries", 0)
        volume.set_entry("/loader/entries", "DIR_Attr", DIRECTORY)
