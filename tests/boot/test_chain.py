# SPDX-License-Identifier: BSD-2-Clause
"""Tests chain-loading: the key `chain` of a boot entry. The sector that is started prints what it got
(tests/guests/chain/tell.asm).

Phoenix, "BIOS Boot Specification" 1.01; T13, "Enhanced Disk Drive - 4" (2132-D), annex A.
"""
import os
import re
import struct
import subprocess

import pytest

import expect
import peers
from images import ENTRY, OUT, STAGE1, mtools, patch, put_file
from lz4_frames import xxh32
from machine import Machine
from messages import ROOT
from tables import Gpt, put_record, put_table

LOADING, DESCRIBING = "loading the kernel", "describing the disk"
TELL = ROOT / "tests/guests/chain/tell.asm"
TOLD = re.compile(r"\{(dl=.*?) \}\n")

FIRST, END = 147456, 160000     # sectors of the test's partitions, behind the image builder's volume
TABLE = 150000                  # of the logical partition
LOGICAL = TABLE + 64
WORDS_BEHIND = (20 << 10) - 512


def tell(directory, **switches):
    binary = directory / "tell.bin"
    subprocess.run(["nasm", "-f", "bin", "-w+error", "-o", binary, *(f"-D{key}={value}" for key, value in switches.items()),
                    TELL], check=True)
    return binary.read_bytes()


def set_entry(image, *lines):
    put_file(image, ENTRY, "\n".join(["title test", *lines, ""]).encode())


@pytest.fixture
def disk(fresh, tmp_path):
    """Returns a function that makes a disk with a second primary partition and a logical one, both with this sector,
    and a boot entry of this line."""
    def make(line, sector=None, **switches):
        image = fresh()
        os.truncate(image, END * 512)
        put_record(image, 0, 1, type=0x06, first=FIRST, sectors=2048)
        put_record(image, 0, 2, type=0x0F, first=TABLE, sectors=4096)
        put_table(image, TABLE, (0x07, LOGICAL - TABLE, 2048))
        for place in (FIRST, LOGICAL):
            patch(image, place * 512, sector or tell(tmp_path, **switches))
        set_entry(image, line)
        return image
    return make


def told(image, *, line=None, **options):
    """Boots the image. Returns what the sector has printed. `line` is the result of the step."""
    with Machine(image, **options) as machine:
        machine.wait_for_serial(" }\n")
        if line:
            assert re.search(rf"^stage2: {LOADING} +ok   {line}$", machine.serial, re.M), machine.report()
        facts = dict(each.split("=") for each in TOLD.search(machine.serial)[1].split(" ") if each)
        assert not machine.resets(), machine.report()
        return facts


def record(type, first, sectors):
    return struct.pack("<B3sB3sII", 0x80, b"\xFE\xFF\xFF", type, b"\xFE\xFF\xFF", first, sectors).hex().upper()


STATE = {"ds": "0000", "es": "0000", "di": "0000", "ss": "0000", "sp": "7C00", "flags": "0202", "cs": "0000", "ip": "7C00",
         "a20": "01", "mode": "03"}


def is_started(facts, *, entry, drive="80", eax="00000000"):
    """Checks the registers, and the entry at DS:SI."""
    pointer = "07BE" if entry else "0000"
    expected = {**STATE, "dl": drive, "si": pointer, "bp": pointer, "eax": eax, "entry": entry}
    assert {key: facts[key] for key in expected} == expected


@pytest.mark.check
def test_primary_partition(disk):
    facts = told(disk("chain partition 2"), line=rf"partition 2, unknown, OEM name 'TELLTALE', at LBA {FIRST:,}")
    is_started(facts, entry=record(0x06, FIRST, 2048))
    assert facts["hidden"] == facts["chs"] == "00000000" and facts["drives"] == "0000"


def test_logical_partition(disk):
    facts = told(disk("chain partition 5"), line=rf"partition 5, unknown, OEM name 'TELLTALE', at LBA {LOGICAL:,}")
    is_started(facts, entry=record(0x07, LOGICAL, 2048))


def gpt_disk(image, directory, sector_size=512):
    """Puts a partition over the last sectors of the image builder's volume, which no file has yet."""
    with Gpt(image, sector_size) as gpt:
        last = gpt.get(gpt.primary, "LastUsableLBA")
        for header in (gpt.primary, gpt.backup):
            gpt.set_entry(header, 7, "PartitionTypeGUID", bytes.fromhex("AF3DC60F838472478E793D69D8477DE4"))
            gpt.set_entry(header, 7, "StartingLBA", last - 7)
            gpt.set_entry(header, 7, "EndingLBA", last)
        entry = gpt.read(gpt.entry_offset(gpt.primary, 7), 40)
    patch(image, (last - 7) * sector_size, tell(directory, PADDED=sector_size - 512))
    return last - 7, entry.hex().upper()


def handed_over(first, entry):
    """EDD-4, table A.3, as far as the sector prints it."""
    return record(0x83, first, 8) + struct.pack("<I", 128).hex().upper() + entry


def test_gpt_partition(fresh, tmp_path):
    image = fresh(layout="gpt")
    first, entry = gpt_disk(image, tmp_path)
    set_entry(image, "chain partition 7")
    is_started(told(image), entry=handed_over(first, entry), eax="54504721")


def test_gpt_partition_of_the_backup_has_no_gpt_entry(fresh, tmp_path):
    image = fresh(layout="gpt")
    first, _ = gpt_disk(image, tmp_path)
    set_entry(image, "chain partition 7")
    with Gpt(image) as gpt:
        gpt.set_raw(gpt.primary, "Signature", b"no  PART")
    is_started(told(image), entry=record(0x83, first, 8))


@pytest.mark.parametrize("layout", ["mbr", "gpt"])
def test_sectors_of_4096_bytes(fresh, tmp_path, layout):
    """The whole sector is loaded: the bytes behind the first 512 are summed up."""
    image = fresh(layout=layout, sector_bytes=4096)
    put_file_4096(image, "chain partition " + ("7" if layout == "gpt" else "2"))
    if layout == "gpt":
        first, entry = gpt_disk(image, tmp_path, 4096)
    else:
        first = image.stat().st_size // 4096
        os.truncate(image, (first + 8) * 4096)
        put_record(image, 0, 1, type=0x83, first=first, sectors=8, sector_size=4096)
        patch(image, first * 4096, tell(tmp_path, PADDED=3584))
    facts = told(image, interface="nvme-4096")
    entry, eax = (handed_over(first, entry), "54504721") if layout == "gpt" else (record(0x83, first, 8), "00000000")
    is_started(facts, entry=entry, eax=eax)
    assert facts["sum"] == f"{sum(range(3584 // 2)) & 0xFFFF:04X}"


def put_file_4096(image, line):
    source = image.with_suffix(".conf")
    source.write_text(f"title test\n{line}\n")
    with open(image, "rb") as file:
        file.seek(446 + 8)
        first = struct.unpack("<I", file.read(4))[0]
    volume = (256 if first == 1 else first) * 4096
    mtools("mcopy", image, "-o", str(source), f"::{ENTRY}", volume=volume)


@pytest.mark.parametrize("size", [512, 20 << 10, 29 << 10])
def test_file(fresh, tmp_path, size):
    """The largest file ends 4 KiB below the loader's stack."""
    image = fresh()
    put_file(image, "/boot/other file.bin", tell(tmp_path, PADDED=size - 512))
    set_entry(image, "chain /boot/other file.bin")
    words = f"{size >> 10} KiB" if size >= 10 << 10 else f"{size} bytes"
    facts = told(image, line=rf"/boot/other file\.bin, {words}, OEM name 'TELLTALE', not sealed")
    is_started(facts, entry=record(0x0C, 2048, 142537))
    assert facts["sum"] == f"{sum(range((size - 512) // 2)) & 0xFFFF:04X}"


@pytest.mark.parametrize("size", [511, (29 << 10) + 1])
def test_file_of_another_size_is_refused(fresh, size):
    image = fresh()
    put_file(image, "/boot/other.bin", (bytes(range(1, 251)) * (size // 250 + 1))[:size])
    set_entry(image, "chain /boot/other.bin")
    expect.image_refused(image, "chain_file_size", LOADING, [size, 512, 29 << 10], "/boot/other.bin")


def test_file_is_verified(fresh, tmp_path):
    image = fresh()
    content = tell(tmp_path)
    put_file(image, "/boot/other.bin", content)
    right = xxh32(content)
    set_entry(image, "chain /boot/other.bin", f"checksum xxh32:{right:08x} /boot/other.bin")
    told(image, line=r"/boot/other\.bin, 512 bytes, OEM name 'TELLTALE', verified")
    set_entry(image, "chain /boot/other.bin", f"checksum xxh32:{right ^ 1:08x} /boot/other.bin")
    expect.image_refused(image, "checksum_wrong", LOADING, [right, right ^ 1], "/boot/other.bin")


def test_checksum_of_a_partition_is_refused(disk):
    image = disk("chain partition 2")
    set_entry(image, "chain partition 2", "checksum xxh32:00000000 partition 2")
    expect.image_refused(image, "checksum_of_no_file", LOADING, name="partition 2")


def second_disk(image):
    return ["-drive", f"if=none,id=second,format=raw,file={image}", "-device", "ide-hd,drive=second,bus=ide.1"]


@pytest.mark.parametrize("number", ["81h", "0x81"])
def test_second_drive(disk, tmp_path, number):
    second = tmp_path / "second.img"
    second.write_bytes(tell(tmp_path, BLOCK=16).ljust(1 << 20, b"\0"))
    facts = told(disk(f"chain drive {number} bpb"), line=f"drive {number}, OEM name 'TELLTALE'", extra=second_disk(second))
    is_started(facts, entry="", drive="81")
    assert facts["hidden"] == "00000000" and facts["drives"] == "8100"


def test_drive_that_the_bios_does_not_have(disk):
    expect.image_refused(disk("chain drive 81h"), "chain_drive_unreadable", LOADING, [0x81, 1, 1])


# What the sector has at 24h and 40h: for FAT16 and NTFS the first is the drive's number, for FAT32 the second.

@pytest.mark.parametrize("block, drives", [(16, "8000"), (32, "0080"), (4, "8000")])
@pytest.mark.parametrize("place, number", [(FIRST, 2), (LOGICAL, 5)])
@pytest.mark.cases(2)
def test_parameters_are_corrected(disk, block, drives, place, number):
    image = disk(f"chain partition {number} bpb", BLOCK=block)
    facts = told(image, interface="ide-64-32")
    assert (facts["hidden"], facts["drives"], facts["chs"]) == (f"{place:08X}", drives, "00400020")
    image = disk(f"chain partition {number}", BLOCK=block)
    assert told(image)["hidden"] == "EEEEEEEE"


def test_parameters_that_are_not_there_are_refused(disk):
    expect.image_refused(disk("chain partition 2 bpb"), "chain_no_parameters", DESCRIBING, name="partition 2")


@pytest.mark.parametrize("line", ["partition 2", "partition 2 force", "drive 80h", "/stage1.bin"])
def test_own_sector_is_refused(disk, line):
    image = disk(f"chain {line}", sector=STAGE1.read_bytes())
    put_file(image, "/stage1.bin", STAGE1.read_bytes())
    expect.image_refused(image, "chain_sector_is_farjumps", LOADING, name=line.removesuffix(" force"))


def test_other_stage1_of_farjump_is_refused(disk):
    """The code is not that at 7C00h."""
    image = disk("chain partition 2", sector=(OUT / "stage1-simple.bin").read_bytes())
    expect.image_refused(image, "chain_sector_is_farjumps", LOADING, name="partition 2")


def test_missing_signature(disk, tmp_path):
    sector = tell(tmp_path)[:510] + b"\x12\x34"
    expect.image_refused(disk("chain partition 2", sector=sector), "chain_signature_missing", LOADING, [0x3412],
                         "partition 2")
    is_started(told(disk("chain partition 2 force", sector=sector)), entry=record(0x06, FIRST, 2048))


def test_sector_without_code_is_refused(disk):
    expect.image_refused(disk("chain partition 3"), "chain_sector_empty", LOADING, name="partition 3")


def test_missing_partition_lists_the_others(disk):
    expect.image_refused(disk("chain partition 4"), "chain_partition_missing", LOADING, [4, 0x80], "1 to 3, 5")


def test_partition_with_impossible_values_is_refused(fresh, tmp_path):
    image = fresh(layout="gpt")
    first, _ = gpt_disk(image, tmp_path)
    with Gpt(image) as gpt:
        for header in (gpt.primary, gpt.backup):
            gpt.set_entry(header, 7, "EndingLBA", first - 1)
    set_entry(image, "chain partition 7")
    expect.image_refused(image, "chain_partition_invalid", LOADING, [7, 0x80, first])


def test_unreadable_sector_is_reported(disk):
    expect.image_refused(disk("chain partition 2"), "disk_read_failed", LOADING, [0x80, FIRST], bad_sectors=[FIRST])


@pytest.mark.parametrize("value", ["partition two", "drive 181h", "boot.bin"])
def test_unknown_value_is_refused(disk, value):
    expect.image_refused(disk(f"chain {value}"), "chain_value_unknown", LOADING, name=value)


def test_syslinux_in_another_partition(fresh, tmp_path):
    """Syslinux reads its own files by the entry that it gets, and boots a kernel."""
    image = fresh()
    other = peers.syslinux(tmp_path)
    content = other.image.read_bytes()[peers.PARTITION * 512:]
    sectors = len(content) // 512
    os.truncate(image, (FIRST + sectors) * 512)
    patch(image, FIRST * 512, content)
    patch(image, FIRST * 512 + 0x1C, struct.pack("<I", FIRST))
    put_record(image, 0, 1, type=0x0C, first=FIRST, sectors=sectors)
    set_entry(image, "chain partition 2")
    with Machine(image) as machine:
        machine.wait_for_serial(peers.WHOLE)
        assert "partition 2, FAT, OEM name" in machine.serial, machine.report()


def test_grub_on_the_second_drive(disk, tmp_path):
    """GRUB's boot sector and what it reads by itself take the drive from DL."""
    other = peers.grub(tmp_path)
    with Machine(disk("chain drive 81h"), extra=second_disk(other.image)) as machine:
        machine.wait_for_serial("drive 81h")
        machine.wait_for_screen("GRUB")


def test_farjump_on_the_second_drive(disk, made):
    """It boots its own kernel from its own drive, though it is the same stage 1."""
    other = made(options="second=disk")
    with Machine(disk("chain drive 81h"), extra=second_disk(other)) as machine:
        machine.wait_for_serial('options "second=disk"')
        assert "drive 81h, partition 1" in machine.serial, machine.report()
