# SPDX-License-Identifier: BSD-2-Clause
"""Tests that disks of other tools boot their own kernel by their own entry after farjump-install."""
import pytest

import expect
import foreign
from images import assemble, patch
from machine import Machine
from tables import put_record
from test_table_faults import LAST_RESORT


def boots_its_own(image, interface, volume):
    """Checks that the disk boots from its volume, by the entry that it had before the loader was installed."""
    with Machine(image, interface=interface) as machine:
        expect.boots(machine)
        assert "/loader/entries/mine.conf" in machine.serial and volume in machine.serial, machine.report()
        assert 'options "colour=green"' in machine.serial, machine.report()


@pytest.mark.parametrize("name, interface, volume", [
    ("mbr", "usb-ehci", "partition 1, FAT32"),
    ("mbr-gap-just-enough", "ide", "partition 1, FAT16"),
    ("logical", "ahci", "partition 5 (logical), FAT16"),
    ("gpt", "usb-xhci", "partition 1, FAT32"),
    ("gpt-bios-boot-last", "nvme", "partition 1, FAT16"),
    ("superfloppy-12", "usb-ehci", "FAT12"),
    ("superfloppy-32", "ide", "FAT32"),
    ("mbr-4096", "nvme-4096", "partition 1, FAT16"),
    ("superfloppy-4096", "nvme-4096", "FAT16"),
])
@pytest.mark.cases(4)
def test_boots(tmp_path, name, interface, volume):
    maker, options = foreign.LAYOUTS[name]
    image = maker(tmp_path)
    words = foreign.installed(image, *options)
    assert f"the loader will boot from {volume if 'partition' in volume else 'the whole disk, ' + volume}" in words
    boots_its_own(image, interface, volume)


def of_another_type(image, number, type):
    foreign.run("sfdisk", "-q", "--no-reread", "--no-tell-kernel", "--part-type", image, number, type)
    return image


@pytest.mark.parametrize("make, number, type, volume", [
    (foreign.mbr, 1, "83", "partition 1, FAT32"),
    (foreign.mbr, 1, "0", "partition 1, FAT32"),
    (foreign.logical, 5, "7", "partition 5 (logical), FAT16"),
    (foreign.gpt, 1, "L", "partition 1, FAT32"),
], ids=["83h", "0", "logical", "gpt"])
def test_partitions_of_other_types(tmp_path, make, number, type, volume):
    image = of_another_type(make(tmp_path), number, type)
    words = foreign.installed(image)
    assert f"the loader will boot from {volume}" in words and LAST_RESORT in words
    boots_its_own(image, "ide", volume)


def test_kernel_may_come_later_in_a_partition_of_another_type(tmp_path):
    image = of_another_type(foreign.mbr(tmp_path, 16, 2048, kernel=False), 1, "83")
    assert "partition 1 is FAT16, though of another type, and holds nothing to boot [FJ-0558]" in foreign.installed(image)
    assert "but it will say: on drive 80h partition 1 is FAT16" in foreign.installed(image, "--verify")


def test_place_of_a_partition_of_type_0(tmp_path):
    """The installer writes nothing there, and ignores such an entry that an old tool left anywhere."""
    image = foreign.mbr(tmp_path, 16)
    put_record(image, 0, 1, type=0, first=1 << 30, sectors=9)
    foreign.installed(image)
    image = of_another_type(foreign.mbr(tmp_path, 16, 63), 1, "0")
    assert "there are 62 in the gap" in foreign.installed(image)


def test_gpt_of_4096_bytes(tmp_path):
    image = foreign.gpt_4096(tmp_path)
    foreign.installed(image)
    expect.image_boots(image, interface="nvme-4096")


@pytest.mark.parametrize("name", ["boot-record", "boot-record-fat16-gap-62", "boot-record-gpt"])
def test_boot_record_behind_another_loader(tmp_path, name):
    """The MBR stays that of another loader, which starts the active partition's boot record."""
    maker, options = foreign.LAYOUTS[name]
    image = maker(tmp_path)
    patch(image, 0, assemble(tmp_path, "chain_mbr.asm")[:440])
    foreign.installed(image, *options)
    if name == "boot-record-gpt":                   # the record that protects the GPT, for chain_mbr.asm to follow
        put_record(image, 0, 0, type=0xEE, first=2048, sectors=1, indicator=0x80)
    boots_its_own(image, "ide", "partition 1")


SPARE_DISTANCE = 128 << 10      # spare_distance: disk/install/site.cpp


def test_update_boots(tmp_path):
    """The second stage 2 is written behind the first one, at a multiple of 128 KiB behind its start."""
    image = foreign.mbr(tmp_path)
    foreign.installed(image, stages=foreign.other_build(tmp_path))
    assert f"LBA {1 + -(-foreign.STAGE2_SIZE // SPARE_DISTANCE) * SPARE_DISTANCE // 512} on" in foreign.installed(image)
    boots_its_own(image, "ide", "partition 1")


def test_kernel_may_come_later(tmp_path):
    image = foreign.mbr(tmp_path, 16, 2048, kernel=False)
    assert "hold no kernel and no boot entries [FJ-0506]" in foreign.installed(image)
    expect.image_refused(image, "nothing_to_boot", "reading the disk", [0x80, 1])


