# SPDX-License-Identifier: BSD-2-Clause
"""Tests MBRs and chains of logical partitions that are wrong, and disks without a partition for farjump."""
import pytest

import expect
from ids import pairs
from images import STAGE2, patch
from machine import Machine
from messages import ANY
from tables import put_record, put_table

STEP = "reading the disk"
VOLUME, FAT32, EXTENDED, LINUX = 2048, 0x0C, 0x0F, 0x83
FOREIGN = 0x07
PARTITION_SECTORS = 9 * 255 * 63 - VOLUME
# Behind the volume lie a boot record's stage 2 and an unused MiB; mkfs.fat ends it with a whole track.
VOLUME_SECTORS = (PARTITION_SECTORS - STAGE2.stat().st_size // 512 - 2048) // 63 * 63
MOST_LOGICAL = 128
LAST_RESORT = "the last resort: a FAT volume in a partition of another type"


def mbr_record(image, **changes):
    """Returns the record of the only partition with these changes."""
    put_record(image, 0, 0, **{"type": FAT32, "first": VOLUME, "sectors": PARTITION_SECTORS, "indicator": 0x80} | changes)


@pytest.mark.parametrize("changes, code, numbers, name", [
    ({"first": 0}, "partition_table_invalid", [0x80], "unknown"),
    ({"sectors": 0}, "partition_table_invalid", [0x80], "unknown"),
    ({"first": VOLUME + 1}, "no_fat_partition", [0x80, 1], None),
    ({"first": 0xFFFFFFF0}, "disk_read_failed", [0x80, 0xFFFFFFF0], None),
    ({"first": 9 * 255 * 63}, "disk_read_failed", [0x80, 9 * 255 * 63], None),       # the first sector behind the disk
    ({"sectors": 1}, "partition_too_small", [VOLUME_SECTORS, 1], None),
    ({"sectors": VOLUME_SECTORS - 1}, "partition_too_small", [VOLUME_SECTORS, VOLUME_SECTORS - 1], None),
    ({"type": 0xEE}, "gpt_and_backup_damaged", [9 * 255 * 63 - 1], None),
], ids=pairs)
def test_lie_of_the_mbr(fresh, changes, code, numbers, name):
    image = fresh()
    mbr_record(image, **changes)
    expect.image_refused(image, code, STEP, numbers, name)


@pytest.mark.parametrize("changes", [{"indicator": 0x55}, {"indicator": 0}, {"sectors": 0xFFFFFFFF}], ids=pairs)
def test_odd_but_right(fresh, changes):
    image = fresh()
    mbr_record(image, **changes)
    expect.image_boots(image)


@pytest.mark.parametrize("type", [LINUX, FOREIGN, 0x27, 0], ids="{:02X}h".format)
def test_other_types(fresh, type):
    """A volume that mkfs.fat made in a partition of any type is booted if there is no other."""
    image = fresh()
    mbr_record(image, type=type)
    with Machine(image) as machine:
        expect.boots(machine)
        expect.noted(machine, LAST_RESORT)


# What the partitions look like, of which none can be booted.

SUPERBLOCK = 1024
LOOKS = [
    ("XFS", [(0, b"XFSB")]), ("LUKS", [(0, b"LUKS\xBA\xBE")]), ("squashfs", [(0, b"hsqs")]),
    ("swap", [(4086, b"SWAPSPACE2")]), ("ISO 9660", [(32769, b"CD001")]), ("btrfs", [(65600, b"_BHRfS_M")]),
    ("NTFS", [(3, b"NTFS    ")]), ("exFAT", [(3, b"EXFAT   ")]), ("exFAT", [(3, b"EXFAT   ")]),
    ("ext2", [(SUPERBLOCK + 0x38, b"\x53\xEF")]),
    ("ext3", [(SUPERBLOCK + 0x38, b"\x53\xEF"), (SUPERBLOCK + 0x5C, b"\x04")]),
    ("ext4", [(SUPERBLOCK + 0x38, b"\x53\xEF"), (SUPERBLOCK + 0x60, b"\x40")]),
    ("FAT, damaged", [(0x36, b"FAT16   ")]), ("unknown", [(510, b"\x55\xAA")]), ("empty", []),
]


def test_what_is_listed(fresh):
    """One logical partition of each kind, and a table of one sector before each."""
    image = fresh()
    size, start = 1024, 4096
    mbr_record(image, type=EXTENDED, first=start, sectors=len(LOOKS) * size)
    patch(image, start * 512, bytes(len(LOOKS) * size * 512))
    for index, (_, marks) in enumerate(LOOKS):
        link = [(EXTENDED, (index + 1) * size, size)] if index + 1 < len(LOOKS) else []
        put_table(image, start + index * size, (FOREIGN, 1, size - 1), *link)
        for offset, mark in marks:
            patch(image, (start + index * size + 1) * 512 + offset, mark)
    with Machine(image) as machine:
        expect.refuses(machine, "no_fat_partition", STEP, [0x80, len(LOOKS) + 1])
        expect.noted(machine, "1: 0Fh, 7,680 KiB, logical partitions",
                     *(rf"{number}: 07h, 511 KiB, {kind}" for number, (kind, _) in enumerate(LOOKS, 5)))


# Chains of logical partitions: tables as (type, first, sectors), by their places in an extended partition.

START, SECTORS = 4096, 1000
CHAINS = {
    "loop of one": ({0: [(LINUX, 1, 9), (EXTENDED, 0, 10)]}, "ebr_chain_loops", [START]),
    "loop of two": ({0: [(EXTENDED, 10, 10)], 10: [(EXTENDED, 0, 10)]}, "ebr_chain_loops", [START + 10]),
    "loop behind the first": ({0: [(EXTENDED, 10, 10)], 10: [(EXTENDED, 20, 10)], 20: [(EXTENDED, 10, 10)]},
                              "ebr_chain_loops", [ANY]),
    "no signature": ({0: [(LINUX, 1, 9), (EXTENDED, 10, 10)]}, "ebr_signature_missing", [START + 10]),
    "link out": ({0: [(EXTENDED, SECTORS, 10)]}, "ebr_outside", [START]),
    "link far out": ({0: [(EXTENDED, 0xFFFFFFFF, 0xFFFFFFFF)]}, "ebr_outside", [START]),
    "partition out": ({0: [(LINUX, 1, SECTORS)]}, "ebr_outside", [START]),
    "partition far out": ({0: [(LINUX, 0xFFFFFFFF, 0xFFFFFFFF)]}, "ebr_outside", [START]),
    "partition of the second out": ({0: [(EXTENDED, 10, 10)], 10: [(LINUX, 1, SECTORS - 10)]}, "ebr_outside",
                                    [START + 10]),
    "too many": ({place: [(EXTENDED, place + 1, 1)] for place in range(MOST_LOGICAL)}, "ebr_chain_too_long",
                 [START, MOST_LOGICAL]),
    "none in it": ({0: []}, "no_fat_partition", [0x80, 1]),
}


@pytest.mark.parametrize("chain", CHAINS)
def test_chain_of_logical_partitions(fresh, chain):
    tables, code, numbers = CHAINS[chain]
    image = fresh()
    mbr_record(image, type=EXTENDED, first=START, sectors=SECTORS)
    patch(image, START * 512, bytes(SECTORS * 512))
    for place, records in tables.items():
        put_table(image, START + place, *records)
    expect.image_refused(image, code, STEP, numbers)


def test_extended_partition_beyond_the_disk(fresh):
    image = fresh()
    mbr_record(image, type=EXTENDED, first=0xFFFFFFF0, sectors=8)
    expect.image_refused(image, "disk_read_failed", STEP, [0x80, 0xFFFFFFF0])


def test_table_of_a_logical_partition_unreadable(made):
    expect.image_refused(made(layout="logical"), "disk_read_failed", STEP, [0x80, 2048, 0x0C], bad_sectors=[2048])
