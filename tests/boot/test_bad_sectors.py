# SPDX-License-Identifier: BSD-2-Clause
"""Tests unreadable sectors of the volume: a structure with a copy is read from the copy; otherwise a message
appears."""
import pytest

import expect
from fat import Volume
from images import ENTRY, KERNEL_PATH, kernel_code_sector
from machine import Machine
from messages import WORDS, fill
from tables import Gpt

VOLUME, ENTRIES, LOADING = "reading the disk", "choosing a boot entry", "loading the kernel"
COPY_USED = "the boot sector is damaged: its copy is used"
SPARE_USED = "one FAT cannot be read everywhere: its copy is used"


def bad(image, place):
    with Volume(image) as volume:
        return place(volume)


# Where the sectors lie. Of what there is twice both are bad; the message names the first one of the list.

def boot_sector(volume):
    return [volume.base_lba]


def both_boot_sectors(volume):
    return [volume.base_lba, volume.base_lba + volume.boot("BPB_BkBootSec")]


def both_fats(volume):
    return [volume.fat_lba(volume.first_cluster(KERNEL_PATH), fat) for fat in (1, 0)]


def root(volume):
    return [volume.lba(volume.root) if volume.root else volume.root_offset // 512]


def directory(volume):
    return [volume.lba(volume.first_cluster("/boot"))]


def entry_file(volume):
    return [volume.lba(volume.first_cluster(ENTRY))]


def kernel(volume):
    return [kernel_code_sector(volume)]


@pytest.mark.parametrize("fat, place, step", [
    (12, boot_sector, VOLUME), (16, boot_sector, VOLUME), (32, both_boot_sectors, VOLUME),
    (12, both_fats, ENTRIES), (16, both_fats, ENTRIES), (32, both_fats, ENTRIES),
    (12, root, VOLUME), (32, root, VOLUME),
    (16, directory, LOADING), (32, directory, LOADING),
    (16, entry_file, ENTRIES), (32, entry_file, ENTRIES),
    (12, kernel, LOADING), (16, kernel, LOADING), (32, kernel, LOADING),
])
@pytest.mark.cases(5)
def test_message(made, fat, place, step):
    image = made(fat=fat)
    sectors = bad(image, place)
    expect.image_refused(image, "disk_read_failed", step, [0x80, sectors[0], 0x0C], bad_sectors=sectors)


@pytest.mark.parametrize("interface", ["ahci", "usb-xhci"])
@pytest.mark.parametrize("place, step", [
    (both_boot_sectors, VOLUME), (both_fats, ENTRIES), (kernel, LOADING),
])
def test_message_on_other_interfaces(image, interface, place, step):
    sectors = bad(image, place)
    expect.image_refused(image, "disk_read_failed", step, [0x80, sectors[0], 0x0C], interface=interface,
                         bad_sectors=sectors)


# What there is twice, bad at one place only.

def first_fat(volume):
    return both_fats(volume)[1:]


def whole_first_fat(volume):
    first = volume.fat_offset // 512
    return range(first, first + volume.fat_size // 512)


def each_fat_elsewhere(volume):
    """The entries of the kernel's first clusters are readable only in the second FAT, those of its last clusters only
    in the first."""
    chain = volume.file_chain(KERNEL_PATH)
    return [volume.fat_lba(chain[0], 0), volume.fat_lba(chain[-1], 1)]


def half_an_entry(volume):
    """FAT12's entry 341 is in two sectors. The second one is bad."""
    assert 341 in volume.file_chain(KERNEL_PATH)
    return [volume.fat_lba(341) + 1]


@pytest.mark.parametrize("fat, place, note", [
    (32, boot_sector, COPY_USED),
    (12, first_fat, SPARE_USED), (16, first_fat, SPARE_USED), (32, first_fat, SPARE_USED),
    (12, whole_first_fat, SPARE_USED), (12, half_an_entry, SPARE_USED),
    (16, each_fat_elsewhere, SPARE_USED), (32, each_fat_elsewhere, SPARE_USED),
])
@pytest.mark.cases(3)
def test_spare_is_used(made, fat, place, note):
    image = made(fat=fat)
    with Machine(image, bad_sectors=bad(image, place)) as machine:
        expect.boots(machine)
        expect.noted(machine, note)
        assert machine.serial.count(note) == 1


@pytest.mark.parametrize("place, note", [(boot_sector, COPY_USED), (first_fat, SPARE_USED)])
def test_spare_is_used_on_usb(image, place, note):
    with Machine(image, interface="usb-xhci", bad_sectors=bad(image, place)) as machine:
        expect.boots(machine)
        expect.noted(machine, note)


def second_fat(volume):
    return both_fats(volume)[:1]


def second_boot_sector(volume):
    return both_boot_sectors(volume)[1:]


@pytest.mark.parametrize("fat, place", [(12, second_fat), (16, second_fat), (32, second_fat),
                                        (32, second_boot_sector)])
@pytest.mark.cases(2)
def test_bad_spare(made, fat, place):
    """The loader does not read it, so it prints no note."""
    image = made(fat=fat)
    with Machine(image, bad_sectors=bad(image, place)) as machine:
        expect.boots(machine)
        assert "copy is used" not in machine.serial


def test_status_of_a_sector_that_chs_does_not_reach(made):
    """The message has the status of the extended read, not that of the CHS read, which cannot reach the disk's end."""
    image = made(layout="gpt")
    with Gpt(image) as gpt:
        backup = gpt.backup
    with Machine(image, bad_sectors=[1, backup]) as machine:
        expect.refuses(machine, "gpt_and_backup_damaged", "reading the disk", [backup])
        expect.noted(machine, fill(WORDS["disk_read_failed"][0], [0x80, backup, 0x0C]))
