# SPDX-License-Identifier: BSD-2-Clause
"""Tests the places of the volume: logical partitions, several volumes, and disks without a bootable volume.

The image builder writes stages 1 and 2 before the first partition. The test replaces the partition table.
"""
import os
import re
import subprocess

import pytest

import expect
from fat import Volume
from images import KERNEL_PATH, SBIN, ImageFile, image_with_kernel, make_image, move, mtools, patch
from machine import Machine
from messages import ROOT

STEP = "reading the disk"
FIRST = 2048                    # where the builder's partition begins
FIRST_SECTORS = 9 * 255 * 63 - FIRST


def partition(image, lines, size="400M"):
    """Enlarges the image and gives it another table, with the disk signature that stage 1 knows."""
    os.truncate(image, int(size[:-1]) << 20)
    with ImageFile(image) as file:
        number = file.unpack(0x1B8, "<I")
    table = "\n".join(["label: dos", f"label-id: {number:#x}", *lines])
    subprocess.run(["sfdisk", "-q", "--no-reread", "--no-tell-kernel", image], input=table, text=True, check=True,
                   env={"PATH": SBIN})


def move_volume(image, lba):
    """Moves the image builder's volume to another place, and updates its boot sector."""
    move(image, FIRST, FIRST_SECTORS, lba)
    patch(image, lba * 512 + 0x1C, lba.to_bytes(4, "little"))


def boots_from(machine, what):
    """Checks that the machine boots from this place. A slow machine prints progress between a step and its result."""
    expect.boots(machine)
    assert re.search(rf"^stage2: {STEP} +(\n +[\d,]+ [KM]iB read so far\n +)*ok   drive 80h, {what}$", machine.serial,
                     re.M), machine.report()


def test_logical_partition(tmp_path):
    image = make_image(tmp_path)
    move_volume(image, 250000)
    partition(image, [f"{FIRST},20480,83", "204800,400000,f", "206848,20480,83", f"250000,{FIRST_SECTORS},c"])
    with Machine(image) as machine:
        boots_from(machine, r"partition 6 \(logical\), FAT32, 69 MiB")


def test_active_partition_is_the_second(tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    wrong = image_with_kernel(other, (ROOT / "README.md").read_bytes())
    image = make_image(tmp_path)
    move_volume(image, 250000)
    patch(image, FIRST * 512, wrong.read_bytes()[FIRST * 512:])
    partition(image, [f"{FIRST},{FIRST_SECTORS},c", f"250000,{FIRST_SECTORS},c,*"])
    with Machine(image) as machine:
        boots_from(machine, "partition 2, FAT32, 69 MiB")


def test_volume_without_a_kernel_is_passed_over(tmp_path):
    image = make_image(tmp_path)
    move_volume(image, 250000)
    partition(image, [f"{FIRST},131072,c,*", f"250000,{FIRST_SECTORS},c"])
    subprocess.run(["mkfs.fat", "-F", "16", "--offset", str(FIRST), image, "65536"], check=True, env={"PATH": SBIN},
                   stdout=subprocess.DEVNULL)
    with Machine(image) as machine:
        boots_from(machine, "partition 2, FAT32, 69 MiB")


def test_damaged_volume_is_not_passed_over(tmp_path):
    image = make_image(tmp_path)
    with Volume(image) as volume:
        cluster_size_at = volume.base_lba * 512 + 13
    partition(image, [f"{FIRST},{FIRST_SECTORS},c,*", f"250000,{FIRST_SECTORS},c"])
    patch(image, 250000 * 512, image.read_bytes()[FIRST * 512:(FIRST + FIRST_SECTORS) * 512])
    patch(image, cluster_size_at, b"\3")
    expect.image_refused(image, "bpb_field_invalid", STEP, [3], "BPB_SecPerClus")


def test_list_of_what_was_seen(tmp_path):
    image = make_image(tmp_path)
    partition(image, [f"{FIRST},20480,c,*", "40960,20480,83", "81920,20480,7", "204800,400000,5", "206848,20480,7"])
    patch(image, FIRST * 512, bytes(FIRST_SECTORS * 512))
    subprocess.run(["mkfs.ext4", "-q", "-E", f"offset={40960 * 512}", image, "10M"], check=True, env={"PATH": SBIN},
                   stderr=subprocess.DEVNULL)
    patch(image, 81920 * 512 + 3, b"NTFS    ")
    patch(image, 206848 * 512 + 3, b"EXFAT   ")
    with Machine(image) as machine:
        expect.refuses(machine, "no_fat_partition", STEP, [0x80, 5])
        for line in ("1: 0Ch, 10 MiB, empty", "2: 83h, 10 MiB, ext4", "3: 07h, 10 MiB, NTFS",
                     "4: 05h, 195 MiB, logical partitions", "5: 07h, 10 MiB, exFAT"):
            assert f"\n        {line}\n" in machine.serial, machine.report()


def test_only_an_exfat_volume(tmp_path):
    image = make_image(tmp_path)
    patch(image, 446 + 4, b"\7")
    patch(image, FIRST * 512, b"\xEB\x76\x90EXFAT   " + bytes(501))
    expect.image_refused(image, "only_exfat", STEP, [0x80, 1])


def test_nothing_to_boot(tmp_path):
    image = make_image(tmp_path)
    mtools("mdeltree", image, "::/loader")
    mtools("mdel", image, f"::{KERNEL_PATH}")
    expect.image_refused(image, "nothing_to_boot", STEP, [0x80, 1])


def test_nothing_to_boot_in_a_partition_of_another_type(tmp_path):
    """The hint names the command that changes the type, not one that erases the volume."""
    image = make_image(tmp_path)
    mtools("mdeltree", image, "::/loader")
    mtools("mdel", image, f"::{KERNEL_PATH}")
    patch(image, 446 + 4, b"\x83")
    with Machine(image) as machine:
        expect.refuses(machine, "fat_of_other_type", STEP, [0x80, 1], "FAT32")
        expect.noted(machine, "1: 83h, 69 MiB, FAT32")
        assert "sfdisk --part-type DISK NUMBER c" in machine.serial, machine.report()


@pytest.mark.parametrize("lie, code", [
    ((510, b"\0\0"), "ebr_signature_missing"),
    ((446 + 12, b"\xFF\xFF\xFF\xFF"), "ebr_outside"),
    ((446 + 16 + 8, b"\0\0\0\0"), "ebr_chain_loops"),
])
def test_lie_of_a_logical_partition(tmp_path, lie, code):
    image = make_image(tmp_path)
    partition(image, ["204800,400000,f", "206848,20480,83", "250000,20480,c"])
    offset, content = lie
    patch(image, 204800 * 512 + offset, content)
    expect.image_refused(image, code, STEP, [204800])
