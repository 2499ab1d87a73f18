# SPDX-License-Identifier: BSD-2-Clause
"""Tests `LAYOUT=iso`: one file that boots as a CD, as a disk and as a stick, and prints its words on a UEFI PC.

ECMA-119; "El Torito" 1.0; UEFI specification, "ISO-9660 and El Torito" (13.3.2).
"""
import os
import re
import shutil
import struct
import subprocess

import pytest

import expect
import foreign
from emulators import bochs
from fake_system import FakeSystem
from images import STAGE1, STAGE2, annex_facts, make_image, mkdisk, patch
from machine import Machine, disk_reads
from messages import ROOT
from test_disk_faults import stage1_refuses
from test_efi_stub import LAST_WORDS, SLOW, uefi
from test_write import write

CD_SECTOR = 2048
CORE_SECTORS = annex_facts().offset // CD_SECTOR
MIB = 1 << 20
CODE, TABLE = 0x5A, 0x1BE   # include/boot_sector.hpp
CD_DRIVE = 0xE0             # of the first CD, in SeaBIOS and in Bochs' BIOS
BIOS_READS_OF_DISK = 1
BIOS_READS_OF_CD = 5        # SeaBIOS: the boot record twice, the ISO's name, the catalog, stage 1


@pytest.fixture(scope="module")
def iso(tmp_path_factory):
    return make_image(tmp_path_factory.mktemp("iso"), layout="iso")


@pytest.fixture
def copied(tmp_path, iso):
    copy = tmp_path / "damaged.iso"
    subprocess.run(["cp", "--sparse=always", iso, copy], check=True)
    return copy


def content_of(iso):
    """Returns the ISO's files: first CD sector and size."""
    words = subprocess.run(["xorriso", "-indev", iso, "-find", "/", "-type", "f", "-exec", "report_lba"], check=True,
                           capture_output=True, text=True).stdout
    files = re.findall(r"^File data lba: +\d+ , +(\d+) , +\d+ , +(\d+) , '/(.+)'$", words, re.M)
    return {name: (int(lba), int(size)) for lba, size, name in files}


def boots(image, interface):
    """Checks the boot, and the disk that the kernel was told of."""
    is_cd = interface.startswith("cd")
    drive, start, sector_bytes = (CD_DRIVE, "512", "2,048") if is_cd else (0x80, "2,048", "512")
    with Machine(image, interface=interface) as machine:
        expect.boots(machine)
        assert re.search(rf"^stage2: reading the disk +ok   drive {drive:X}h, partition 1, FAT32, ", machine.serial, re.M)
        assert re.search(rf"^kernel: from drive {drive:X}h, signature .*, partition at LBA {start},", machine.serial, re.M)
        assert f"partition 1, sectors of {sector_bytes} bytes, read by LBA\n" in machine.serial, machine.report()


@pytest.mark.parametrize("interface", ["cd", "cd-xhci", *(pytest.param(name, marks=pytest.mark.full)
                                                          for name in ("cd-ahci", "cd-ehci"))])
def test_cd(iso, interface):
    boots(iso, interface)


@pytest.mark.parametrize("interface", ["usb-ehci", "usb-xhci", *(pytest.param(name, marks=pytest.mark.full)
                                                                 for name in ("ide", "ahci", "nvme"))])
def test_disk(iso, interface):
    boots(iso, interface)


@pytest.mark.parametrize("boot, drive, start", [("cdrom", "E0h", "512"),
                                                pytest.param("disk", "80h", "2,048", marks=pytest.mark.full)])
def test_bochs(iso, boot, drive, start):
    words = bochs(iso, boot=boot)
    expect.promises_kept(words)
    assert re.search(rf"^kernel: from drive {drive}, signature .*, partition at LBA {start},", words, re.M), words


def test_copied_to_a_larger_disk(copied):
    os.truncate(copied, 300 * MIB + 512)
    boots(copied, "ide")


@pytest.mark.parametrize("fat", [12, 16])
@pytest.mark.parametrize("interface", ["cd-ahci", "ide"])
@pytest.mark.full
def test_other_fat(tmp_path, interface, fat):
    expect.image_boots(make_image(tmp_path, layout="iso", fat=fat), interface=interface)


@pytest.mark.parametrize("interface", ["cd", pytest.param("usb-xhci", marks=pytest.mark.full)])
def test_annex(tmp_path, interface):
    """The annex is found behind the core, where stage 1 of the CD read it."""
    (tmp_path / "module").write_bytes(b"contents")
    image = make_image(tmp_path, layout="iso", module=tmp_path / "module", fat=16)
    with Machine(image, interface=interface) as machine:
        expect.boots(machine)
        assert "stage2: loading modules               ok   1, 8 bytes\n" in machine.serial, machine.report()


def test_reads(iso):
    """From a CD the loader reads one sector more than from a disk, to recognize the ISO."""
    assert disk_reads(iso, "cd-ahci") - BIOS_READS_OF_CD == disk_reads(iso) - BIOS_READS_OF_DISK + 1


@pytest.mark.full
def test_reads_as_disk(tmp_path, iso):
    assert disk_reads(iso) == disk_reads(make_image(tmp_path))


# Damaged CDs.

def test_bad_sector(iso):
    """The first read of all of stage 2 fails, and then that of the one sector."""
    bad = content_of(iso)["STAGE2.BIN"][0] + 5
    with Machine(iso, interface="cd", bad_sectors=[4 * bad + 1]) as machine:
        machine.wait_until(lambda: "use another\ndrive. The same" in machine.serial, "the words for the user")
        words = machine.serial
        assert re.search(rf"^FJ-0101 AH=[0-9A-F]{{2}} DL=E0 LBA={bad:08X}$", words, re.M), words
        assert " AH=00 " not in words
        expect.restarts_on_key(machine)


def test_damaged_stage2(copied):
    first, _ = content_of(copied)["STAGE2.BIN"]
    with open(copied, "r+b") as file:
        file.seek(first * CD_SECTOR + 40000)
        byte = file.read(1)[0]
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 1]))
    with Machine(copied, interface="cd") as machine:
        machine.wait_until(lambda: "program compare." in machine.serial, "the words for the user")
        stage1_refuses(machine, "FJ-0102", 0, first + CORE_SECTORS, drive=CD_DRIVE)


@pytest.mark.full
def test_sector_that_is_read_at_the_second_time(iso):
    bad = content_of(iso)["STAGE2.BIN"][0] + 5
    with Machine(iso, interface="cd", bad_sectors=[4 * bad], once=True) as machine:
        expect.boots(machine)


@pytest.mark.full
@pytest.mark.parametrize("drive", [0x00, 0x80, 0xFF])
def test_wrong_drive(copied, drive):
    """The BIOS starts stage 1 with another number in DL than the CD's."""
    at = content_of(copied)["CD.BIN"][0] * CD_SECTOR
    with open(copied, "rb") as file:
        file.seek(at)
        sector = file.read(CD_SECTOR)
    assert sector[:2] == b"\xEB\x58" and sector[TABLE:TABLE + 64] == bytes(64)
    patch(copied, at + TABLE, bytes([0xB2, drive, 0xE9]) + struct.pack("<h", CODE - (TABLE + 5)))   # mov dl; jmp
    patch(copied, at, bytes([0xE9]) + struct.pack("<h", TABLE - 3))
    boots(copied, "cd")


# UEFI.

@pytest.mark.parametrize("interface", ["cd-ahci", *(pytest.param(name, marks=pytest.mark.full)
                                                    for name in ("cd-xhci", "usb-xhci", "ahci"))])
def test_uefi(iso, tmp_path, interface):
    with Machine(iso, interface=interface, memory="256M", vga="none", extra=uefi(tmp_path)) as machine:
        machine.wait_until(lambda: LAST_WORDS in machine.serial, "the stub's words", SLOW)
        assert "needs a legacy BIOS" in machine.serial


# The file.

@pytest.mark.full
def test_same_bytes_elsewhere(tmp_path, iso):
    """Neither time zone, permissions nor names change a byte."""
    other = tmp_path / "another path"
    other.mkdir(mode=0o700)
    shutil.copy(STAGE1, other / "my stage1")
    shutil.copy(STAGE1.with_name("stage1-cd.bin"), other / "my cd")
    stage2 = shutil.copy(STAGE2, other / "my stage2")
    os.chmod(stage2, 0o600)
    os.utime(stage2, (1, 1))
    result = mkdisk(other / "another name.img", stage1=other / "my stage1", stage2=stage2, stage1_cd=other / "my cd",
                    layout="iso")
    assert result.returncode == 0, result.stderr
    assert (other / "another name.img").read_bytes() == iso.read_bytes()


def test_other_tools_accept_it(iso, tmp_path):
    """The ISO and the volume do not overlap. The ISO's size is that of the whole file, for programs that copy a CD."""
    files = content_of(iso)
    assert set(files) == {"CD.BIN", "EFI.IMG", "README.TXT", "STAGE2.BIN"}
    assert all(lba * CD_SECTOR + size <= MIB for lba, size in files.values())
    lba, size = files["STAGE2.BIN"]
    assert iso.read_bytes()[lba * CD_SECTOR:][:size] == STAGE2.read_bytes()
    size = subprocess.run(["isosize", iso], check=True, capture_output=True, text=True, env={"PATH": "/usr/sbin:/usr/bin"})
    assert int(size.stdout) == iso.stat().st_size and iso.stat().st_size % CD_SECTOR == 0
    table = subprocess.run(["/usr/sbin/sfdisk", "--verify", iso], capture_output=True, text=True)
    assert table.returncode == 0 and "No errors detected" in table.stdout, table.stdout + table.stderr
    volume = tmp_path / "volume.img"
    volume.write_bytes(iso.read_bytes()[MIB:])
    assert "FARJUMP" in foreign.run("fsck.fat", "-n", "-v", volume) + foreign.run("mlabel", "-s", "-i", volume)


def test_installer_refuses_another_stage2(copied):
    """The same one is installed already. Another one would overwrite files of the ISO, among them stage 1 of the CD."""
    before = copied.read_bytes()
    foreign.installed(copied)
    assert copied.read_bytes() == before
    lba, size = content_of(copied)["STAGE2.BIN"]
    patch(copied, lba * CD_SECTOR + size - 1, b"\x5A")
    foreign.refused(copied, words="the file system of a CD image (ISO 9660)", hint="--overwrite-other-loader")


def test_writer_accepts_it(iso, tmp_path):
    system = FakeSystem(tmp_path / "root")
    disk = system.disk("sdx", foreign.empty(tmp_path, iso.stat().st_size // 512 + 1000))
    result = write(system, iso, disk)
    assert result.returncode == 0, result.stdout + result.stderr
    assert disk.read_bytes()[:iso.stat().st_size] == iso.read_bytes()


@pytest.mark.parametrize("options, words", [
    ({"sector_bytes": 4096}, "--sector-bytes 4096: the table of an ISO counts 512"),
    ({"first_lba": 4097}, "--first-lba 4097: the volume starts at a CD's sector"),
    ({"first_lba": 1024}, "--first-lba 1024: the volume starts at 2048 or behind it"),
    ({"stage1_cd": STAGE1}, "a CD's boot sector has 2048 bytes"),
    ({"stage1_cd": "/nowhere"}, "--stage1-cd /nowhere: there is no such file"),
])
def test_refusals(tmp_path, options, words):
    result = mkdisk(tmp_path / "disk.iso", layout="iso", **options)
    assert result.returncode == 1 and result.stderr.startswith("mkdisk.sh: ") and words in result.stderr, result.stderr
    assert not list(tmp_path.iterdir())


def test_without_xorriso(tmp_path):
    """The refusal names the package."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for directory in ("/usr/sbin", "/usr/bin"):
        for name in os.listdir(directory):
            if name != "xorriso" and not (tools / name).is_symlink():
                (tools / name).symlink_to(f"{directory}/{name}")
    command = [ROOT / "disk/image/mkdisk.sh", "--image", tmp_path / "disk.iso", "--stage1", STAGE1, "--stage2", STAGE2,
               "--kernel", STAGE2, "--layout", "iso"]
    refusal = subprocess.run(command, capture_output=True, text=True, env={"PATH": str(tools)})
    assert refusal.returncode == 1 and "install the Debian package xorriso" in refusal.stderr, refusal.stderr
