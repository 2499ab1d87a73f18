# SPDX-License-Identifier: BSD-2-Clause
"""Tests boot counters on machines whose BIOS or disk has a fault of writes (write_fault_rom.asm): each is found and
named, the entry that cannot be counted is not started, the fallback is, and the rest of the disk is as it was."""
import os
import re

import pytest

from counting import (FALLBACK, TRIED, boot, changed_sectors, check_volume, copies_of, id_hash, sectors_of_copies,
                      sectors_of_state_file, state_of, with_counter)
from fat import Volume
from images import ImageFile, patch
from messages import WORDS, fill, label
from tables import put_record

NEW = id_hash("new")


@pytest.fixture
def counted(fresh):
    def make(name="new+3.conf", state=True):
        image = fresh()
        with_counter(image, name, state)
        return image
    return make


def attempt(image, directory, *faults):
    """Returns QEMU's status, the words, and which sectors have changed."""
    before = image.read_bytes()
    status, words = boot(image, directory, *faults)
    return status, words, changed_sectors(before, image.read_bytes())


def expect_error(words, code, numbers, name=None):
    found = fill(WORDS[code][0], numbers, *([] if name is None else [name]))
    assert re.search(found, words), f"{found}\n{words}"
    assert label(code) in words, words


def test_one_sector_for_each_try(counted, tmp_path):
    image = counted()
    copies = sectors_of_copies(image)
    for tries in (2, 1, 0):
        status, _, changed = attempt(image, tmp_path)
        assert status == TRIED
        assert changed == [copies[tries % 2 == 0]]
        assert state_of(image).slots[NEW] == (tries, 3, 0)
        assert state_of(image).started == NEW
    status, words, changed = attempt(image, tmp_path)
    assert status == FALLBACK and "new failed, no tries left" in words, words
    assert changed == [copies[0]] and state_of(image).started == 0      # the last failure is known now
    status, words, changed = attempt(image, tmp_path)
    assert status == FALLBACK and changed == [], words
    check_volume(image, tmp_path)


def test_digits_in_the_directory(counted, tmp_path):
    image = counted("new+3-0.conf", state=False)
    for name in ("new+2-1.conf", "new+1-2.conf", "new+0-3.conf"):
        status, words, changed = attempt(image, tmp_path)
        assert status == TRIED, words
        assert len(changed) == 1
        with Volume(image) as volume:
            assert changed[0] in (volume.entry_offset(f"/loader/entries/{name}") // 512 - n for n in (0, 1))
        check_volume(image, tmp_path)
    status, words, changed = attempt(image, tmp_path)
    assert status == FALLBACK and changed == [], words


@pytest.mark.parametrize("interface", ["ahci", "usb-xhci", *(pytest.param(name, marks=pytest.mark.full) for name in
                                                             ("usb-ehci", "virtio-blk", "nvme", "isa-ide"))])
def test_on_other_interfaces(counted, tmp_path, interface):
    image = counted()
    before = image.read_bytes()
    status, words = boot(image, tmp_path, interface=interface)
    assert status == TRIED, words
    assert changed_sectors(before, image.read_bytes()) == [sectors_of_copies(image)[1]]
    assert state_of(image).slots[NEW] == (2, 3, 0)


FAULTS = {
    "lost": (["LOST"], "write_lost", "still has its old bytes", []),
    "behind": (["SHIFTED=1"], "write_misplaced", "it is an unused part of the state file", [1]),
    "before": (["SHIFTED=-1"], "write_misplaced", "it is an unused part of the state file", [-1]),
    "twice": (["TWICE"], "write_misplaced", "it is an unused part of the state file", [0, 1]),
    "protected": (["PROTECTED"], "write_failed", "write-protected", []),
    "torn": (["TEARS=100"], "write_lost", "has neither its old nor its new bytes", [0]),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_found(counted, tmp_path, fault):
    switches, code, name, hit = FAULTS[fault]
    image = counted()
    target = sectors_of_copies(image)[1]
    status, words, changed = attempt(image, tmp_path, *switches)
    assert status == FALLBACK, words
    numbers = [0x80, target, {"write_misplaced": target + hit[-1] if hit else 0, "write_failed": 3}.get(code, 0)]
    expect_error(words, code, numbers, name)
    assert changed == sorted(target + n for n in hit)
    assert set(changed) <= sectors_of_state_file(image)
    first, second = copies_of(image)
    assert first and first.slots == {}, "the copy that counts has changed"
    check_volume(image, tmp_path)
    status, words = boot(image, tmp_path)       # without the fault the entry is tried
    assert status == TRIED, words
    assert all(copies_of(image)) or fault == "torn"
    assert state_of(image).slots[NEW] == (1 if second and second.slots else 2, 3, 0)


def test_directory_beside_the_write_is_put_back(counted, tmp_path):
    for shift in (1, -1):
        image = counted("new+3-0.conf", state=False)
        status, words, changed = attempt(image, tmp_path, f"SHIFTED={shift}")
        assert status == FALLBACK, words
        assert "it has its old bytes again" in words and label("write_misplaced") in words
        assert changed == []


def test_one_sector_too_many_does_no_harm(counted, tmp_path):
    for name, state in (("new+3.conf", True), ("new+3-0.conf", False)):
        image = counted(name, state)
        status, words, changed = attempt(image, tmp_path, "TOO_MANY")
        assert status == TRIED, words
        assert len(changed) == 1


@pytest.mark.parametrize("switch, name", [
    ("CHS", "the BIOS had to read it by cylinder, head and sector"),
    ("LIES=4", "the BIOS reported success for a read that brought nothing"),
])
def test_drive_that_is_not_trusted(counted, tmp_path, switch, name):
    image = counted()
    status, words, changed = attempt(image, tmp_path, switch)
    assert status == FALLBACK and changed == [], words
    expect_error(words, "disk_not_written", [0x80], name)


def test_bios_that_drops_upper_bits(counted, tmp_path):
    """The volume is above 2^28 sectors, and there is an older one where a BIOS looks that drops the upper bits."""
    image = counted()
    with Volume(image) as volume:
        first, sectors, content = volume.base_lba, volume.sectors, volume.read(volume.offset, volume.sectors * 512)
    low = image.read_bytes()
    high = (1 << 28) + first
    os.truncate(image, (high + sectors) * 512)      # most of it is a hole
    patch(image, high * 512, content)
    put_record(image, 0, 0, indicator=0x80, type=0x0C, first=high, sectors=sectors)
    target = sectors_of_copies(image)[1]

    def parts():
        with ImageFile(image) as file:
            return file.read(512, len(low) - 512), file.read(high * 512, len(content))
    before = parts()
    status, words = boot(image, tmp_path, "DROPS=0x0FFFFFFF")
    assert status == FALLBACK, words
    expect_error(words, "disk_not_written", [0x80], "its BIOS seems to drop the LBA's bits from 28 on")
    assert parts() == before

    patch(image, (target & (1 << 28) - 1) * 512, bytes(512))        # other bytes: this BIOS does not drop them
    before = parts()
    status, words = boot(image, tmp_path)
    assert status == TRIED, words
    after = parts()
    assert after[0] == before[0]
    assert changed_sectors(before[1], after[1]) == [target - high]
