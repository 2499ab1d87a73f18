# SPDX-License-Identifier: BSD-2-Clause
"""Tests long names with damaged parts: such a file is found by its short name only.

Microsoft, "FAT: General Overview of On-Disk Format" 1.03, "FAT Long Directory Entries".
"""
import pytest

import expect
from fat import DELETED, Volume
from fat_damage import ENTRY_SIZE
from images import ENTRY, KERNEL, put_file
from machine import Machine

# Of 29 characters, so in three parts of 13. The last part lies first.
LONG_NAME, SHORT_NAME = "/boot/a kernel with a long name.elf", "/boot/AKERNE~1.ELF"
ORD, TYPE, CHECKSUM = 0, 12, 13


def part(volume, number):
    return volume.entry_offset(LONG_NAME) - number * ENTRY_SIZE


def nothing(volume):
    pass


def wrong_checksum(volume):
    volume.flip_bit(part(volume, 2) + CHECKSUM)


def checksum_of_another(volume):
    for at in [part(volume, number) + CHECKSUM for number in (1, 2, 3)]:
        volume.write(at, b"\x55")


def out_of_order(volume):
    first, second = volume.read(part(volume, 1), ENTRY_SIZE), volume.read(part(volume, 2), ENTRY_SIZE)
    volume.write(part(volume, 2), first + second)


def part_missing(volume):
    volume.write(part(volume, 2) + ORD, bytes([DELETED]))


def last_mark_missing(volume):
    volume.write(part(volume, 3) + ORD, b"\3")


def of_no_known_type(volume):
    volume.write(part(volume, 1) + TYPE, b"\1")


@pytest.mark.parametrize("damage", [nothing, wrong_checksum, checksum_of_another, out_of_order, part_missing,
                                    last_mark_missing, of_no_known_type])
@pytest.mark.parametrize("path", [LONG_NAME, SHORT_NAME], ids=["long", "short"])
@pytest.mark.cases(5)
def test_long_name(fresh, damage, path):
    image = fresh(fat=16)
    put_file(image, LONG_NAME, KERNEL.read_bytes())
    put_file(image, ENTRY, f"kernel {path}\n".encode())
    with Volume(image) as volume:
        damage(volume)
    with Machine(image) as machine:
        if path == LONG_NAME and damage is not nothing:
            expect.refuses(machine, "file_not_found", "loading the kernel", [], LONG_NAME)
        else:
            expect.boots(machine)
