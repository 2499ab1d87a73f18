# SPDX-License-Identifier: BSD-2-Clause
"""Tests false boot sectors: every relevant field at its limits, and volumes of a wrong size.

Each row: the FAT types, what is written, and the field and number that the message must name.
"""
import pytest

import expect
from fat import Volume
from fat_damage import put_boot_fields
from messages import ANY

STEP = "reading the disk"
ALL, OLD = (12, 16, 32), (12, 16)

FIELDS = [      # those of no type alone are looked at before the type is known
    ((16,), {"BPB_BytsPerSec": 0}, "BPB_BytsPerSec", 0),
    ((16,), {"BPB_BytsPerSec": 0xFFFF}, "BPB_BytsPerSec", 0xFFFF),
    ((16,), {"BPB_BytsPerSec": 256}, "BPB_BytsPerSec", 256),
    ((16,), {"BPB_BytsPerSec": 8192}, "BPB_BytsPerSec", 8192),
    ((16,), {"BPB_SecPerClus": 0}, "BPB_SecPerClus", 0),
    ((16,), {"BPB_SecPerClus": 0xFF}, "BPB_SecPerClus", 0xFF),
    ((16,), {"BPB_RsvdSecCnt": 0}, "BPB_RsvdSecCnt", 0),
    ((16,), {"BPB_NumFATs": 0}, "BPB_NumFATs", 0),
    (OLD, {"BPB_RootEntCnt": 0}, "BPB_RootEntCnt", 0),
    ((32,), {"BPB_RootEntCnt": 1}, "BPB_RootEntCnt", 1),
    ((32,), {"BPB_RootEntCnt": 0xFFFF}, "BPB_RootEntCnt", 0xFFFF),
    (OLD, {"BPB_FATSz16": 0}, "BPB_FATSz16", 0),
    ((32,), {"BPB_FATSz16": 1}, "BPB_FATSz16", 1),
    ((32,), {"BPB_FATSz32": 0}, "BPB_FATSz32", 0),
    ((16, 32), {"BPB_TotSec16": 0, "BPB_TotSec32": 0}, "BPB_TotSec32", 0),
    ((12, 32), {"BPB_TotSec16": 1}, "BPB_TotSec16", 1),
    ((32,), {"BPB_TotSec32": 0xFFFFFFFF}, "BPB_TotSec32", 0xFFFFFFFF),
    ((32,), {"BPB_RootClus": 0}, "BPB_RootClus", 0),
    ((32,), {"BPB_RootClus": 1}, "BPB_RootClus", 1),
    ((32,), {"BPB_RootClus": 0xFFFFFFFF}, "BPB_RootClus", 0xFFFFFFFF),
    ((32,), {"BPB_FSVer": 0xFFFF}, "BPB_FSVer", 0xFFFF),
    ((32,), {"BPB_ExtFlags": 0x82}, "BPB_ExtFlags", 0x82),
    ((32,), {"BPB_ExtFlags": 0xFFFF}, "BPB_ExtFlags", 0xFFFF),
    ((16,), {"Signature_word": 0}, "Signature_word", 0),
    ((12,), {"Signature_word": 0xFFFF}, "Signature_word", 0xFFFF),
]


def each_fat(rows):
    return [pytest.param(fat, *row, id=f"FAT{fat}-{words(row[0])}") for types, *row in rows for fat in types]


def words(fields):
    return ",".join(f"{field}={value:X}h" for field, value in fields.items())


@pytest.mark.parametrize("fat, fields, name, number", each_fat(FIELDS))
@pytest.mark.cases(10)
def test_field(fresh, fat, fields, name, number):
    expect.image_refused(put_boot_fields(fresh(fat=fat), fields), "bpb_field_invalid", STEP, [number], name)


# Sizes that leave no room for a single cluster, though each may be right alone: the message names the volume's size.

@pytest.mark.parametrize("fat, fields", each_fat([
    ((16,), {"BPB_NumFATs": 0xFF, "BPB_FATSz16": 0xFF}),
    (OLD, {"BPB_RsvdSecCnt": 0xFFFF}),
    ((12,), {"BPB_FATSz16": 0xFFFF}),
    ((32,), {"BPB_FATSz32": 0xFFFFFFFF}),
    ((32,), {"BPB_FATSz32": 0xFFFFFFFF, "BPB_NumFATs": 0xFF, "BPB_RsvdSecCnt": 0xFFFF}),
]))
def test_no_room_for_clusters(fresh, fat, fields):
    image = put_boot_fields(fresh(fat=fat), fields)
    with Volume(image) as volume:
        sectors = volume.sectors
    expect.image_refused(image, "bpb_field_invalid", STEP, [sectors], "BPB_TotSec32" if fat == 32 else "BPB_TotSec16")


def root_directory_beyond(volume):
    volume.set_boot("BPB_RootClus", volume.clusters + 2)
    return "bpb_field_invalid", [volume.clusters + 2], "BPB_RootClus"


def larger_than_its_partition(volume):
    sectors = volume.partition_sectors()
    volume.set_boot("BPB_TotSec16", 0)
    volume.set_boot("BPB_TotSec32", sectors + 1)
    return "partition_too_small", [sectors + 1, sectors], None


def fat_too_small(volume):
    """The sectors that are taken from the FATs become clusters."""
    field = "BPB_FATSz32" if volume.bits == 32 else "BPB_FATSz16"
    fat_sectors = volume.boot(field)
    volume.set_boot(field, 1)
    data_sectors = volume.sectors - (volume.data_offset - volume.offset) // 512 + volume.fats * (fat_sectors - 1)
    return "bpb_fat_too_small", [512 * 8 // volume.bits, data_sectors * 512 // volume.cluster_size + 2], None


@pytest.mark.parametrize("fat, lie", [
    (32, root_directory_beyond),
    *[(fat, lie) for lie in (larger_than_its_partition, fat_too_small) for fat in ALL],
])
def test_sizes(fresh, fat, lie):
    image = fresh(fat=fat)
    with Volume(image) as volume:
        code, numbers, name = lie(volume)
    expect.image_refused(image, code, STEP, numbers, name)


# Fields that could be right, but then the directories are not where they were.

@pytest.mark.parametrize("fat, fields, code, numbers, name", each_fat([
    ((16,), {"BPB_BytsPerSec": 1024}, "partition_too_small", [ANY, ANY], None),
    ((16,), {"BPB_SecPerClus": 128}, "directory_invalid", [3], "/loader"),
    ((32,), {"BPB_SecPerClus": 4}, "directory_invalid", [4], "/loader"),
    (OLD, {"BPB_RootEntCnt": 0xFFFF}, "directory_invalid", [3], "/loader"),
    ((32,), {"BPB_RsvdSecCnt": 0xFFFF}, "nothing_to_boot", [0x80, 1], None),
    ((16,), {"BPB_NumFATs": 1}, "nothing_to_boot", [0x80, 1], None),
    ((32,), {"BPB_NumFATs": 0xFF}, "nothing_to_boot", [0x80, 1], None),
]))
@pytest.mark.cases(2)
def test_plausible(fresh, fat, fields, code, numbers, name):
    expect.image_refused(put_boot_fields(fresh(fat=fat), fields), code, STEP, numbers, name)


@pytest.mark.parametrize("field, value, code", [
    ("BPB_SecPerClus", 3, "bpb_field_invalid"), ("BPB_NumFATs", 0, "bpb_field_invalid"),
    ("BPB_TotSec16", 0xFFFF, "partition_too_small"),
])
def test_whole_disk(fresh, field, value, code):
    """Stage 1 is the boot sector. Its field is the only size of the volume besides the disk's own."""
    image = fresh(layout="superfloppy", fat=16)
    with Volume(image, offset=0) as volume:
        volume.set_boot(field, value)
        disk = image.stat().st_size // 512
    numbers, name = ([value], field) if code == "bpb_field_invalid" else ([value, disk], None)
    expect.image_refused(image, code, STEP, numbers, name)
