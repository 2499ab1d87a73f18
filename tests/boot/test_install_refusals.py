# SPDX-License-Identifier: BSD-2-Clause
"""Tests what farjump-install refuses, the words of the refusals, and that it writes nothing then."""
import struct

import pytest

import foreign
from foreign import STAGE2_SIZE, backup_of, install, installed, refused
from images import STAGE1, annex_facts, patch
from tables import Gpt

CORE = annex_facts().offset // 512        # sectors: with room for these the annex is left out
SECTORS = STAGE2_SIZE // 512
GRUB_CORE = b"\x52\x56\xBE" + bytes(300) + b"loading\0.\0\r\n\0Geom\0Read\0 Error\0"


def full(image, start, sector=512):
    """Leaves one cluster too few for stage 2 as a file."""
    foreign.fill(image, start, SECTORS * 512 // sector - 1, sector)
    return image


@pytest.mark.parametrize("make, options, words, hint", [
    (lambda at: full(foreign.mbr(at, 16, 63), 63), [],
     f"stage 2 needs {SECTORS} sectors, and there are 62 in the gap between the MBR and the first partition; nor can it "
     f"be a file: no {SECTORS} neighbouring clusters of 512 bytes are free on partition 1", "delete files there that"),
    (lambda at: full(foreign.mbr(at, 16, 1), 1), [], "there are 0 in the gap", "sector 2048"),
    (lambda at: full(foreign.mbr(at, 16, CORE), CORE), [], f"there are {CORE - 1} in the gap", "sector 2048"),
    (lambda at: full(foreign.gpt(at, 16, None), 2048), [],
     f"stage 2 needs {SECTORS} sectors, and there are 0 in a BIOS boot partition (none is in the GPT)", "sgdisk"),
    (lambda at: full(foreign.gpt(at, 16, (34, 34 + CORE - 2)), 2048), [],
     f"there are {CORE - 1} in the BIOS boot partition (2)", "128 KiB"),
    (lambda at: full(foreign.superfloppy(at, 12, 1), 0), [],
     f"stage 2 needs {SECTORS} sectors, and there are 0 in the volume's reserved sectors (1, less the first 8)",
     "mkfs.fat -R 256"),
    (lambda at: full(foreign.superfloppy(at, 32, CORE + 7), 0), [], f"there are {CORE - 1} in the volume's", "mkfs.fat"),
    (lambda at: full(foreign.superfloppy(at, 16, 8, 4096), 0, 4096), [],
     f"stage 2 needs {SECTORS // 8} sectors", "mkfs.fat"),
    (lambda at: full(foreign.mbr(at), 2048), ["--boot-record", "1"],
     "there are 24 in the volume's reserved sectors (32, less", "mkfs.fat"),
    (foreign.mbr, ["--boot-record", "2"], "the disk has no partition 2", "fdisk -l"),
    (lambda at: foreign.empty(at, 4096), [], "sector 0 has no 55AAh signature", "make usb"),
    (lambda at: foreign.empty(at, 0), [], "less than one sector", "an image"),
], ids=["gap 62", "gap 0", "gap one too small", "no BIOS boot partition", "BIOS boot partition one too small", "FAT12",
        "FAT32 one too few", "4096", "boot record", "no such partition", "empty disk", "empty file"])
@pytest.mark.cases(4)
def test_no_room(tmp_path, make, options, words, hint):
    refused(make(tmp_path), *options, words=words, hint=hint)


@pytest.mark.parametrize("content, words", [
    (GRUB_CORE, "GRUB's core.img"),
    (b"LABELONE" + bytes(16) + b"LVM2 001", "an LVM physical volume"),
    (b"\1CD001\1" + bytes(65) + b"\xB0", "the file system of a CD image (ISO 9660)"),
    (bytes(100) + b"x", "data that nobody here knows (1 of"),
])
@pytest.mark.parametrize("name, sector", [("mbr", 1), ("mbr", 60), ("gpt", 34), ("superfloppy-16", 8)])
@pytest.mark.cases(5)
def test_other_loaders(tmp_path, content, words, name, sector):
    maker, options = foreign.LAYOUTS[name]
    image = maker(tmp_path)
    patch(image, sector * 512, content)
    before = image.read_bytes()
    refused(image, *options, words=words, hint="--overwrite-other-loader")
    installed(image, *options, "--overwrite-other-loader")
    installed(image, *options, "--verify")
    installed(image, "--uninstall", backup_of(image))
    assert image.read_bytes() == before


def test_mark_at_the_end_of_a_reserved_sector_is_nobodys(tmp_path):
    """Windows ends sectors 2 and 8 of FAT32 with 55AAh."""
    image = foreign.superfloppy(tmp_path, 32)
    patch(image, 8 * 512 + 510, b"\x55\xAA")
    installed(image)


def test_damaged_tables(tmp_path):
    image = foreign.gpt(tmp_path, 16)
    with Gpt(image) as gpt:
        gpt.set_raw(gpt.primary, "FirstUsableLBA", 35)
    refused(image, words="GPT header at LBA 1: the CRC-32 is", hint="gdisk")
    image = foreign.mbr(tmp_path, 16)
    patch(image, 446 + 12, struct.pack("<I", 1 << 20))
    refused(image, words="partition 1 ends at LBA 1,050,623, the disk at", hint="fdisk")
    image = foreign.logical(tmp_path)
    patch(image, 4096 * 512 + 510, b"\0\0")
    refused(image, words="no table of a logical partition at LBA 4,096 [FJ-0508]", hint="fdisk")


def test_table_in_the_way(tmp_path):
    """A BIOS boot partition overlaps the GPT's own entries. The checksums are right."""
    image = foreign.gpt(tmp_path, 16)
    with Gpt(image) as gpt:
        gpt.set(gpt.primary, "FirstUsableLBA", 2)
        gpt.set_entry(gpt.primary, 2, "StartingLBA", 2)
    refused(image, "--overwrite-other-loader", words="upon the partition table", hint="fdisk")


def test_partitions_overlap(tmp_path):
    image = foreign.gpt(tmp_path, 16)
    with Gpt(image) as gpt:
        gpt.set_entry(gpt.primary, 1, "StartingLBA", 100)
    refused(image, words="partition 1 overlaps the BIOS boot partition (2)", hint="fdisk")


def test_no_volume_to_boot_from(tmp_path):
    image = foreign.empty(tmp_path, 8192)
    foreign.sfdisk(image, "start=2048, type=83")
    refused(image, words="no FAT volume to boot from on drive 80h: 1 partitions were looked at [FJ-0502]",
            hint="sfdisk --part-type DISK NUMBER c")
    image = foreign.mbr(tmp_path, 16)
    patch(image, 2048 * 512 + 13, b"\3")
    refused(image, words="BPB_SecPerClus = 3 [FJ-0511]", hint="fsck.fat")
    refused(image, "--boot-record", "1", words="BPB_SecPerClus = 3 [FJ-0511]", hint="fsck.fat")


def test_not_a_disk(tmp_path):
    (tmp_path / "directory").mkdir()
    result = install(tmp_path / "directory")
    assert result.returncode == 1 and "neither a regular file nor a block device" in result.stderr
    result = install(tmp_path / "missing")
    assert result.returncode == 1 and "No such file" in result.stderr


@pytest.mark.parametrize("link", ["hardlink_to", "symlink_to"])
def test_disk_that_is_an_input(tmp_path, link):
    """The stages and the backup are refused as the disk, by any name."""
    image = foreign.mbr(tmp_path, 16)
    installed(image)
    stages = foreign.other_build(tmp_path)
    for name, source, options in [("one", stages / "stage1.bin", []), ("two", stages / "stage2.bin", []),
                                  ("three", backup_of(image), ["--uninstall", backup_of(image)])]:
        disk = tmp_path / name
        getattr(disk, link)(source)
        refused(disk, *options, words=f"is the file that would be read, {source}", hint="last of all", stages=stages)


def test_backup_is_a_new_file(tmp_path):
    """A dangling link or a device is refused as the backup."""
    image = foreign.mbr(tmp_path, 16)
    (tmp_path / "nowhere").symlink_to("missing")
    (tmp_path / "link").symlink_to(image)
    for path in ("nowhere", "link", "/dev/null"):
        refused(image, "--backup", tmp_path / path, words="is there already", hint="--backup")
    assert not (tmp_path / "missing").exists()


def test_read_only(tmp_path):
    image = foreign.mbr(tmp_path, 16)
    image.chmod(0o444)
    refused(image, words="marked read-only", hint="chmod")
    refused(image, "--dry-run", words="marked read-only")


def test_stages_of_two_builds(tmp_path):
    image = foreign.mbr(tmp_path, 16)
    other = foreign.other_build(tmp_path)
    (other / "stage1.bin").write_bytes(STAGE1.read_bytes())
    refused(image, words="different builds", stages=other)
    (other / "stage1.bin").write_bytes(bytes(510) + b"\x55\xAA")
    refused(image, words="is no stage 1 of farjump", stages=other)
    refused(image, words="there is no ", hint="make", stages=tmp_path)


@pytest.mark.parametrize("options", [["--dry-run", "--verify"], ["--uninstall"], ["--boot-record", "x"], ["--no-such"],
                                     ["--sector-bytes", "513"], ["one"], ["--uninstall", "f", "--boot-record", "1"]])
def test_usage(tmp_path, options):
    result = install(tmp_path / "image", *options)
    assert result.returncode == 2 and "usage: farjump-install" in result.stderr
