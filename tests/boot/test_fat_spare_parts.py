# SPDX-License-Identifier: BSD-2-Clause
"""Tests what a volume has twice or does not need: FAT32's copy of the boot sector, the other FAT, unused fields."""
import pytest

import expect
from fat import BOOT_FIELDS, Volume
from fat_damage import put_boot_fields
from ids import pairs
from machine import Machine

STEP = "reading the disk"
COPY = 6                                        # the sector of FAT32's copy
COPY_USED = "the boot sector is damaged: its copy is used"
WIDTHS = {"<B": 0xFF, "<H": 0xFFFF, "<I": 0xFFFFFFFF}
UNUSED = ["BPB_Media", "BPB_SecPerTrk", "BPB_NumHeads", "BPB_HiddSec"]
UNUSED_OF_FAT32 = ["BPB_FSInfo", "BPB_BkBootSec"]


@pytest.mark.parametrize("fat", [12, 16, 32])
@pytest.mark.parametrize("byte", [0, 0xFF])
def test_unused_fields(fresh, fat, byte):
    fields = UNUSED + (UNUSED_OF_FAT32 if fat == 32 else [])
    values = {field: byte * 0x01010101 & WIDTHS[BOOT_FIELDS[field][1]] for field in fields}
    expect.image_boots(put_boot_fields(fresh(fat=fat), values))


@pytest.mark.parametrize("flags", [0x0F, 0x81])
def test_active_fat(fresh, flags):
    """Without mirroring, the other FAT may have any content. With mirroring, the active FAT's number is ignored."""
    image = put_boot_fields(fresh(fat=32), {"BPB_ExtFlags": flags})
    with Volume(image) as volume:
        other = 0 if flags & 0x80 else 1
        volume.write(volume.fat_offset + other * volume.fat_size, b"\xA5" * volume.fat_size)
    expect.image_boots(image)


def test_fs_info_is_not_believed(fresh):
    image = fresh(fat=32)
    with Volume(image) as volume:
        volume.write(volume.offset + volume.boot("BPB_FSInfo") * 512, b"\xFF" * 512)
    expect.image_boots(image)


@pytest.mark.parametrize("damage", ["signature", "all of it"])
def test_copy_of_the_boot_sector(fresh, damage):
    image = put_boot_fields(fresh(fat=32), {"Signature_word": 0})
    if damage == "all of it":
        with Volume(image) as volume:
            volume.write(volume.offset, bytes(512))
    with Machine(image) as machine:
        expect.boots(machine)
        expect.noted(machine, COPY_USED)


@pytest.mark.parametrize("copy", [{"Signature_word": 0}, {"BPB_BytsPerSec": 1024}, {"BPB_NumFATs": 0}], ids=pairs)
def test_copy_is_damaged_as_well(fresh, copy):
    """The message is about the first boot sector."""
    image = put_boot_fields(put_boot_fields(fresh(fat=32), {"Signature_word": 0}), copy, COPY)
    expect.image_refused(image, "bpb_field_invalid", STEP, [0], "Signature_word")


@pytest.mark.parametrize("fat", [12, 16, 32])
def test_never_formatted(fresh, fat):
    image = fresh(fat=fat)
    with Volume(image) as volume:
        volume.write(volume.offset, bytes((COPY + 1) * 512))
    with Machine(image) as machine:
        expect.refuses(machine, "no_fat_partition", STEP, [0x80, 1])
        expect.noted(machine, r"1: 0[1CE]h, [\d,]+ [KM]iB, empty")
