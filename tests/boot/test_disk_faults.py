# SPDX-License-Identifier: BSD-2-Clause
"""Tests damaged disks: an unreadable or incomplete stage 2, and invalid boot entries."""
import re

import pytest

import expect
from images import ENTRY, annex_facts, flip_bit, patch, put_file
from machine import Machine
from messages import ANY

ENTRIES = "choosing a boot entry"
CORE_SIZE = annex_facts().offset      # what stage 1 reads and verifies; test_annex.py damages the rest of stage 2


def stage1_refuses(machine, code, status, sector, drive=0x80):
    """Checks stage 1's message, which has one line with the status and the place of the last read, and nothing after
    it."""
    words = f"{code} AH={status:02X} DL={drive:02X} LBA={sector:08X}"
    line = re.compile(f"^{words}$", re.M)
    machine.wait_until(lambda: line.search(machine.serial), f"'{words}' on the serial line")
    machine.wait_until(lambda: line.search(machine.screen()), f"'{words}' on the screen")
    assert machine.serial.count("FJ-") == 1
    expect.restarts_on_key(machine)


@pytest.mark.parametrize("interface, where", [("ide", "first"), ("ide", "fifth"), ("ide", "last"),
                                              ("usb-ehci", "first")])
def test_bad_sector_in_stage2(image, interface, where):
    sector = {"first": 1, "fifth": 5, "last": CORE_SIZE // 512}[where]
    with Machine(image, interface=interface, bad_sectors=[sector]) as machine:
        stage1_refuses(machine, "FJ-0101", 0x0C, sector)


@pytest.mark.parametrize("damage", ["zeroed", "one bit"])
def test_damaged_stage2(fresh, damage):
    image = fresh()
    if damage == "zeroed":
        patch(image, 512, bytes(CORE_SIZE))
    else:
        flip_bit(image, 512 + CORE_SIZE // 2)
    with Machine(image) as machine:
        stage1_refuses(machine, "FJ-0102", 0, 1 + CORE_SIZE // 512)


@pytest.mark.parametrize("entry, code, line, column", [
    (b"title x\nkernel\n", "entry_key_without_value", 2, 1),
    (b"title x\n\nkernel boot/kernel.elf\n", "entry_path_relative", 3, 8),
    (b"kernel /boot/kernel.elf\nkernel /boot/other.elf\n", "entry_key_repeated", 2, 1),
    (b"linux /vmlinuz\nchain partition 2\n", "entry_key_repeated", 2, 1),
    (b"title a\x07b\nkernel /boot/kernel.elf\n", "entry_control_character", 1, 8),
])
@pytest.mark.cases(2)
def test_broken_entry(fresh, entry, code, line, column):
    image = fresh()
    put_file(image, ENTRY, entry)
    expect.image_refused(image, code, ENTRIES, [line, column, ANY], name=ENTRY)


def test_entry_without_kernel(fresh):
    image = fresh()
    put_file(image, ENTRY, b"title nothing to boot\n")
    expect.image_refused(image, "entry_without_kernel", ENTRIES, name=ENTRY)


def test_default_entry_missing(fresh):
    image = fresh()
    put_file(image, "/loader/loader.conf", b"default other\ntimeout menu-disabled\n")
    expect.image_refused(image, "default_entry_missing", ENTRIES, name="other")
