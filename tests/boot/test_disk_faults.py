"""Disks that are damaged: unreadable sectors, a stage 2 that is not whole, a FAT that tells lies, missing files."""
import re

import pytest

import expect
from fat import BAD, END, FREE, Volume
from images import (ENTRY, KERNEL, KERNEL_PATH, STAGE2, flip_bit, kernel_code_sector, make_image, mtools, patch,
                    put_file)
from machine import Machine
from messages import ANY

VOLUME, ENTRIES, LOADING = "reading the disk", "choosing a boot entry", "loading the kernel"


def stage1_refuses(machine, code, status, sector):
    """Stage 1 has room for one line, with the status and the place of the last read. Nothing after it."""
    words = f"{code} stage 2 AH={status:02X} LBA={sector:08X}"
    line = re.compile(f"^{words}$", re.M)
    machine.wait_until(lambda: line.search(machine.serial), f"'{words}' on the serial line")
    machine.wait_until(lambda: line.search(machine.screen()), f"'{words}' on the screen")
    assert machine.serial.count("FJ-") == 1
    expect.restarts_on_key(machine)


@pytest.mark.parametrize("interface, where", [("ide", "first"), ("ide", "fifth"), ("ide", "last"),
                                              ("usb-ehci", "first")])
def test_bad_sector_in_stage2(image, interface, where):
    sector = {"first": 1, "fifth": 5, "last": -(-STAGE2.stat().st_size // 512)}[where]
    with Machine(image, interface=interface, bad_sectors=[sector]) as machine:
        stage1_refuses(machine, "FJ-0101", 0x0C, sector)


@pytest.mark.parametrize("damage", ["zeroed", "one bit"])
def test_damaged_stage2(tmp_path, damage):
    image = make_image(tmp_path)
    if damage == "zeroed":
        patch(image, 512, bytes(STAGE2.stat().st_size))
    else:
        flip_bit(image, 512 + STAGE2.stat().st_size // 2)
    with Machine(image) as machine:
        stage1_refuses(machine, "FJ-0102", 0, 1 + STAGE2.stat().st_size // 512)


def directory_sectors(volume):
    return [volume.lba(volume.first_cluster("/loader/entries"))]


def kernel_sectors(volume):
    return [kernel_code_sector(volume)]


def all_fat_sectors(volume):
    return [volume.fat_lba(volume.first_cluster(KERNEL_PATH), fat) for fat in reversed(range(volume.fats))]


def all_boot_sectors(volume):
    return [volume.base_lba, volume.base_lba + volume.boot("BPB_BkBootSec")]


@pytest.mark.parametrize("interface", ["ide", "ahci", "usb-xhci"])
@pytest.mark.parametrize("place, step", [(all_boot_sectors, VOLUME), (all_fat_sectors, ENTRIES),
                                         (directory_sectors, ENTRIES), (kernel_sectors, LOADING)])
def test_bad_sectors(image, interface, place, step):
    """Of what the volume has twice, both must be bad. The message names the sector that was tried first, or for FATs
    last."""
    with Volume(image) as volume:
        sectors = place(volume)
    with Machine(image, interface=interface, bad_sectors=sectors) as machine:
        expect.refuses(machine, "disk_read_failed", step, [0x80, sectors[0], 0x0C])


@pytest.mark.parametrize("interface", ["ide", "usb-xhci"])
@pytest.mark.parametrize("place", [all_boot_sectors, all_fat_sectors])
@pytest.mark.parametrize("which", [0, 1])
def test_bad_sector_with_a_spare(image, interface, place, which):
    with Volume(image) as volume:
        sector = place(volume)[which]
    with Machine(image, interface=interface, bad_sectors=[sector]) as machine:
        expect.boots(machine)


def test_no_kernel(tmp_path):
    image = make_image(tmp_path)
    mtools("mdel", image, f"::{KERNEL_PATH}")
    with Machine(image) as machine:
        expect.refuses(machine, "file_not_found", LOADING, name=KERNEL_PATH)


# Lies of the FAT about the kernel: what to do to its chain, and what the loader must find. `size` is the file's.

def loop(volume, chain, size):
    volume.set_next(chain[9], chain[4])
    return "chain_loops", [10]


def ends_early(volume, chain, size):
    volume.set_next(chain[9], END)
    return "chain_ends_early", [10 * volume.cluster_size, size]


def into_free(volume, chain, size):
    free = chain[-1] + 100
    volume.set_next(chain[9], free)
    return "chain_into_free", [free]


def into_zero(volume, chain, size):
    volume.set_next(chain[9], FREE)
    return "chain_into_free", [chain[9]]


def into_bad(volume, chain, size):
    volume.set_next(chain[9], BAD)
    return "chain_into_bad", [chain[9]]


def beyond_volume(volume, chain, size):
    volume.set_next(chain[9], volume.clusters + 2)
    return "chain_beyond_volume", [volume.clusters + 2, volume.clusters + 1]


def goes_on(volume, chain, size):
    volume.set_next(chain[-1], chain[-1] + 1)
    volume.set_next(chain[-1] + 1, END)
    return "chain_too_long", [size]


@pytest.mark.parametrize("lie", [loop, ends_early, into_free, into_zero, into_bad, beyond_volume, goes_on])
def test_lie_of_the_fat(tmp_path, lie):
    image = make_image(tmp_path)
    with Volume(image) as volume:
        code, numbers = lie(volume, volume.file_chain(KERNEL_PATH), KERNEL.stat().st_size)
    with Machine(image) as machine:
        expect.refuses(machine, code, LOADING, numbers, name=KERNEL_PATH)


@pytest.mark.parametrize("entry, code, line, column", [
    (b"title x\nkernel\n", "entry_key_without_value", 2, 1),
    (b"title x\n\nkernel boot/kernel.elf\n", "entry_path_relative", 3, 8),
    (b"kernel /boot/kernel.elf\nkernel /boot/other.elf\n", "entry_key_repeated", 2, 1),
    (b"title x\nlinux /vmlinuz\n", "entry_boots_linux", 2, 1),
    (b"title a\x07b\nkernel /boot/kernel.elf\n", "entry_control_character", 1, 8),
])
def test_broken_entry(tmp_path, entry, code, line, column):
    image = make_image(tmp_path)
    put_file(image, ENTRY, entry)
    with Machine(image) as machine:
        expect.refuses(machine, code, ENTRIES, [line, column, ANY], name=ENTRY)


def test_entry_without_kernel(tmp_path):
    image = make_image(tmp_path)
    put_file(image, ENTRY, b"title nothing to boot\n")
    with Machine(image) as machine:
        expect.refuses(machine, "entry_without_kernel", ENTRIES, name=ENTRY)


def test_default_entry_missing(tmp_path):
    image = make_image(tmp_path)
    put_file(image, "/loader/loader.conf", b"default other\n")
    with Machine(image) as machine:
        expect.refuses(machine, "default_entry_missing", ENTRIES, name="other")


def test_no_fat_partition(tmp_path):
    image = make_image(tmp_path)
    patch(image, 446 + 4, b"\x83")
    with Machine(image) as machine:
        expect.refuses(machine, "no_fat_partition", VOLUME)


def test_empty_partition(tmp_path):
    image = make_image(tmp_path)
    patch(image, 2048 * 512, bytes(8 * 512))            # FAT32 has a copy of sector 0 in sector 6
    with Machine(image) as machine:
        expect.refuses(machine, "no_fat_partition", VOLUME, [0x80, 1])
