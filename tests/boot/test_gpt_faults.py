# SPDX-License-Identifier: BSD-2-Clause
"""Tests GUID partition tables that are wrong or unreadable: the backup is used, or a message names the faults of
both."""
import os

import pytest

import expect
from machine import Machine
from messages import ANY, WORDS, fill
from tables import Gpt
from test_table_faults import LAST_RESORT

STEP = "reading the disk"
VOLUME = 2                                      # the number of the volume's partition
BACKUP_USED = "the backup GPT is used"
LINUX = bytes.fromhex("af3dc60f838472478e793d69d8477de4")

FIELDS = [      # of a header whose checksum is right, and the name in the message
    ("Revision", 0x00020000, "Revision"),
    ("HeaderSize", 91, "HeaderSize"),
    ("HeaderSize", 513, "HeaderSize"),
    ("HeaderSize", 0xFFFFFFFF, "HeaderSize"),
    ("MyLBA", 2, "MyLBA"),
    ("AlternateLBA", 1 << 63, "LBA"),
    ("LastUsableLBA", (1 << 64) - 1, "LBA"),
    ("PartitionEntryLBA", 1 << 48, "LBA"),
    ("NumberOfPartitionEntries", 0, "NumberOfPartitionEntries"),
    ("NumberOfPartitionEntries", 257, "NumberOfPartitionEntries"),
    ("SizeOfPartitionEntry", 0, "SizeOfPartitionEntry"),
    ("SizeOfPartitionEntry", 64, "SizeOfPartitionEntry"),
    ("SizeOfPartitionEntry", 192, "SizeOfPartitionEntry"),
    ("SizeOfPartitionEntry", 8192, "SizeOfPartitionEntry"),
]


def why(code, numbers, name=ANY):
    return fill(WORDS[code][0], numbers, name)


def zeroed(gpt, header):
    gpt.write(header * gpt.sector_size, bytes(512))


def boots_from_backup(machine, code, numbers, name=ANY):
    expect.boots(machine)
    expect.noted(machine, why(code, numbers, name), BACKUP_USED)


@pytest.mark.parametrize("field, value, wrong", FIELDS)
@pytest.mark.cases(6)
def test_field(fresh, field, value, wrong):
    image = fresh(layout="gpt")
    with Gpt(image) as gpt:
        gpt.set(gpt.primary, field, value)
    with Machine(image) as machine:
        boots_from_backup(machine, "gpt_field_invalid", [1], wrong)


# Damage to one of the two tables, and what is said about it. `at` is the header's place.

def header_gone(gpt, at):
    zeroed(gpt, at)
    return "gpt_header_missing", [at], ANY


def header_changed(gpt, at):
    expected = gpt.get(at, "HeaderCRC32")
    gpt.set(at, "FirstUsableLBA", gpt.get(at, "FirstUsableLBA") + 1)
    found = gpt.get(at, "HeaderCRC32")
    gpt.set_raw(at, "HeaderCRC32", expected)
    return "gpt_checksum_wrong", [at, found, expected], "header"


def entries_changed(gpt, at):
    gpt.write(gpt.entry_offset(at, 100), b"\x01")
    return "gpt_checksum_wrong", [gpt.get(at, "PartitionEntryLBA"), gpt.entries_checksum(at),
                                  gpt.get(at, "PartitionEntryArrayCRC32")], "entries"


def entries_nowhere(gpt, at):
    gpt.set(at, "PartitionEntryLBA", 1 << 40)
    return "disk_read_failed", [0x80, 1 << 40], ANY


DAMAGES = [header_gone, header_changed, entries_changed, entries_nowhere]


@pytest.mark.parametrize("damage", DAMAGES)
def test_primary_damaged(fresh, damage):
    image = fresh(layout="gpt")
    with Gpt(image) as gpt:
        code, numbers, part = damage(gpt, gpt.primary)
    with Machine(image) as machine:
        boots_from_backup(machine, code, numbers, part)


@pytest.mark.parametrize("damage", [header_gone, entries_changed])
def test_backup_damaged(fresh, damage):
    """The loader does not read it, so it prints no note."""
    image = fresh(layout="gpt")
    with Gpt(image) as gpt:
        damage(gpt, gpt.backup)
    with Machine(image) as machine:
        expect.boots(machine)
        assert "GPT" not in expect.words_of_loader(machine)


@pytest.mark.parametrize("damage, damage_to_backup", [
    (header_gone, entries_changed), (header_changed, header_gone), (entries_changed, entries_changed),
    (entries_nowhere, header_changed),
])
def test_both_damaged(fresh, damage, damage_to_backup):
    image = fresh(layout="gpt")
    with Gpt(image) as gpt:
        backup = gpt.backup
        errors = [damage(gpt, gpt.primary), damage_to_backup(gpt, backup)]
    with Machine(image) as machine:
        expect.refuses(machine, "gpt_and_backup_damaged", STEP, [backup])
        expect.noted(machine, *(why(*error) for error in errors))


@pytest.mark.parametrize("sector", [1, 2], ids=["header", "entries"])
def test_primary_unreadable(made, sector):
    with Machine(made(layout="gpt"), bad_sectors=[sector]) as machine:
        boots_from_backup(machine, "disk_read_failed", [0x80, sector, 0x0C])


def test_both_unreadable(made):
    image = made(layout="gpt")
    with Gpt(image) as gpt:
        backup = gpt.backup
    with Machine(image, bad_sectors=[1, backup]) as machine:
        expect.refuses(machine, "gpt_and_backup_damaged", STEP, [backup])
        expect.noted(machine, why("disk_read_failed", [0x80, 1, 0x0C]), why("disk_read_failed", [0x80, backup]))


# Tables that are whole, and lie all the same about the volume's partition.

def ends_outside(gpt):
    gpt.set_entry(gpt.primary, VOLUME, "EndingLBA", gpt.get(gpt.primary, "LastUsableLBA") + 1)
    return "gpt_partition_invalid", [VOLUME, 2048]


def starts_outside(gpt):
    gpt.set(gpt.primary, "FirstUsableLBA", 2049)
    return "gpt_partition_invalid", [VOLUME, 2048]


def ends_before_it_starts(gpt):
    gpt.set_entry(gpt.primary, VOLUME, "EndingLBA", 2047)
    return "gpt_partition_invalid", [VOLUME, 2048]


def ends_at_once(gpt):
    gpt.set_entry(gpt.primary, VOLUME, "EndingLBA", 2048)
    return "partition_too_small", [ANY, 1]


def beyond_disk(gpt):
    gpt.set(gpt.primary, "LastUsableLBA", 1 << 40)
    gpt.set_entry(gpt.primary, VOLUME, "EndingLBA", 1 << 40)
    gpt.set_entry(gpt.primary, VOLUME, "StartingLBA", 1 << 40)
    return "disk_read_failed", [0x80, 1 << 40]


@pytest.mark.parametrize("lie", [ends_outside, starts_outside, ends_before_it_starts, ends_at_once, beyond_disk])
def test_partition(fresh, lie):
    image = fresh(layout="gpt")
    with Gpt(image) as gpt:
        code, numbers = lie(gpt)
    expect.image_refused(image, code, STEP, numbers)


def test_partition_of_another_type(fresh):
    """sgdisk makes this type (8300) for a partition on which mkfs.fat then makes a volume."""
    image = fresh(layout="gpt")
    with Gpt(image) as gpt:
        gpt.set_entry(gpt.primary, VOLUME, "PartitionTypeGUID", LINUX)
    with Machine(image) as machine:
        expect.boots(machine)
        expect.noted(machine, LAST_RESORT)


# The image of a smaller disk: its backup is where the header or the protective entry has it, not in the last sector.

def larger(image):
    os.truncate(image, image.stat().st_size + (10 << 20))
    return image


@pytest.mark.parametrize("damage", DAMAGES)
def test_copied_to_a_larger_disk(fresh, damage):
    image = larger(fresh(layout="gpt"))
    with Gpt(image) as gpt:
        code, numbers, part = damage(gpt, gpt.primary)
    with Machine(image) as machine:
        boots_from_backup(machine, code, numbers, part)


def test_backup_of_another_disk(fresh):
    """The remains of a larger disk's GPT are not a backup of this disk's GPT."""
    image = larger(fresh(layout="gpt"))
    with Gpt(image) as gpt:
        backup, last = gpt.backup, image.stat().st_size // 512 - 1
        gpt.write(last * 512, gpt.read(backup * 512, 512))
        gpt.write(last * 512 + 56, bytes(16))           # DiskGUID
        gpt.set(last, "MyLBA", last)
        errors = [entries_changed(gpt, gpt.primary), header_gone(gpt, backup)]
    with Machine(image) as machine:
        expect.refuses(machine, "gpt_and_backup_damaged", STEP, [last])
        expect.noted(machine, *(why(*error) for error in errors), why("gpt_field_invalid", [last], "DiskGUID"))


def test_longest_header(fresh):
    """The specification allows a header of a whole sector."""
    image = fresh(layout="gpt")
    with Gpt(image) as gpt:
        gpt.set(gpt.primary, "HeaderSize", 512)
    with Machine(image) as machine:
        expect.boots(machine)
        assert "GPT" not in expect.words_of_loader(machine)
