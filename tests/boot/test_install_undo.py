# SPDX-License-Identifier: BSD-2-Clause
"""Tests farjump-install after an installation: the old sectors are restored only to their own disk, and --verify
detects each damage."""
import struct
import zlib

import pytest

import expect
import file_sums
import foreign
from foreign import STAGE2_SIZE, backup_of, install, installed, refused
from images import FRONT_ROOM, STAGE1, STAGE2, annex_facts, flip_bit, make_image, patch


def test_uninstall_from_another_disk(tmp_path):
    image = foreign.mbr(tmp_path, 16)
    installed(image)
    other = foreign.copy(image, "other.img")
    patch(other, 0x1B8, b"\1\2\3\4")
    refused(other, "--uninstall", backup_of(image), words="the backup is of another disk", hint="lsblk")
    with open(image, "ab") as file:
        file.write(bytes(512))
    refused(image, "--uninstall", backup_of(image), words="the backup is of a disk of", hint="lsblk")


@pytest.mark.parametrize("name, serial, changing", [("superfloppy-32", 0x43, (0x41, 0x47)),
                                                    ("superfloppy-16", 0x27, (0x25, 0x2B))])
def test_volume_is_known_by_its_serial_number(tmp_path, name, serial, changing):
    """Systems mark a volume as not cleanly unmounted, and users rename it: it is still the same volume."""
    image = foreign.LAYOUTS[name][0](tmp_path)
    before = image.read_bytes()
    installed(image)
    for place in changing:
        patch(image, place, b"X")
    installed(image, "--verify")
    other = foreign.copy(image, "other.img")
    patch(other, serial, b"\1\2\3\4")
    refused(other, "--uninstall", backup_of(image), words="the backup is of another disk")
    installed(image, "--uninstall", backup_of(image))
    for place in changing:
        patch(image, place, before[place:place + 1])
    assert image.read_bytes() == before


@pytest.mark.parametrize("place", [0, 100, 439, 512, 512 + STAGE2_SIZE - 1])
def test_uninstall_when_somebody_has_changed_it(tmp_path, place):
    image = foreign.mbr(tmp_path, 16)
    installed(image)
    flip_bit(image, place)
    refused(image, "--uninstall", backup_of(image), words="somebody has changed them", hint="leave it")


def test_damaged_backup(tmp_path):
    image = foreign.mbr(tmp_path, 16)
    installed(image)
    backup = backup_of(image)
    whole = backup.read_bytes()
    turned = whole[:100] + b"\xFF" + whole[101:]
    for content in (b"", whole[:39], whole[:-1], whole + b"x", turned, STAGE2.read_bytes()):
        backup.write_bytes(content)
        refused(image, "--uninstall", backup, words="is no backup of farjump-install, or is damaged", hint="the file")


def test_backups_are_never_overwritten(tmp_path):
    image = foreign.mbr(tmp_path, 16)
    backup_of(image).write_text("mine")
    refused(image, "--backup", backup_of(image), words="never overwritten", hint="--backup")
    assert "farjump-backup-2" in installed(image)
    assert backup_of(image).read_text() == "mine" and backup_of(image, 2).exists()


def test_backup_that_cannot_be_written(tmp_path):
    image = foreign.mbr(tmp_path, 16)
    before = image.read_bytes()
    result = install(image, "--backup", tmp_path / "no/such/file")
    assert result.returncode == 1 and "cannot make" in result.stderr and image.read_bytes() == before


OPERANDS = struct.unpack_from("<4H", STAGE1.read_bytes(), 0x52)     # first and second place, count and size of sectors


@pytest.mark.parametrize("place, words", [
    (0, "the MBR has no farjump"),
    (512 + 2000, "stage 2 is damaged: its checksum is wrong"),
    (512 + annex_facts().offset - 1, "[FJ-0102]"),
    (512 + annex_facts().offset + 2000, "[FJ-0113]"),
    (512 + annex_facts().offset + FRONT_ROOM - 1, "[FJ-0113]"),
    (512 + annex_facts().offset + FRONT_ROOM, "[FJ-0113]"),         # the rear
    (512 + annex_facts().offset + annex_facts().size - 1, "[FJ-0113]"),
    *((operand, "looks for stage 2 in") for operand in OPERANDS),
])
def test_verify_finds_damage(tmp_path, place, words):
    image = foreign.mbr(tmp_path, 16)
    installed(image)
    flip_bit(image, place, 2)
    refused(image, "--verify", words=words, hint="farjump-install")


def test_verify_tells_another_build(tmp_path):
    image = foreign.mbr(tmp_path, 16)
    installed(image)
    flip_bit(image, 0x5B)
    assert "of another build; stage 2 whole" in installed(image, "--verify")


@pytest.mark.parametrize("of_annex", [zlib.crc32, file_sums.wide_of_blocks])
def test_annex_of_an_older_build(tmp_path, of_annex):
    """The core knows another checksum, of the whole annex. --verify finds it right, and an update replaces it."""
    image, older = foreign.mbr(tmp_path, 16), foreign.older_build(tmp_path, of_annex)
    assert ", with its annex" in installed(image, stages=older)
    assert "of this build; stage 2 whole" in installed(image, "--verify", stages=older)
    assert ", with its annex" in installed(image, "--verify")
    for place in (2000, FRONT_ROOM + 2000):
        torn = foreign.copy(image, "torn.img")
        flip_bit(torn, 512 + annex_facts().offset + place)
        refused(torn, "--verify", words="[FJ-0113]", hint="farjump-install", stages=older)
    assert ", with its annex" in installed(torn)
    assert "of this build; stage 2 whole" in installed(torn, "--verify")
    assert ", with its annex" in installed(image)
    expect.image_boots(image, interface="ide")


def test_verify_knows_the_image_builder(tmp_path):
    """The image builder's layout is the same as the installer's."""
    for options in ({"layout": "mbr"}, {"layout": "gpt", "fat": 16}, {"layout": "superfloppy"}, {"layout": "logical"},
                    {"layout": "gpt", "sector_bytes": 4096}, {"layout": "floppy"}, {"mbr": "ms"}):
        image = make_image(tmp_path, **options)
        assert "of this build; stage 2 whole" in installed(image, "--verify")
        assert "nothing to write" in installed(image)


@pytest.mark.full
def test_verify_follows_stage1_beyond_the_gap(tmp_path):
    for layout in ("old", "zip"):
        assert "of this build; stage 2 whole" in installed(make_image(tmp_path, layout=layout), "--verify")


def test_an_update_keeps_microsofts_start(tmp_path):
    image = make_image(tmp_path, mbr="ms")
    flip_bit(image, 600)                                        # stage 2 is no longer the one to be installed
    installed(image)
    assert image.read_bytes()[:4] == bytes.fromhex("33C0EB56")
    assert "of this build; stage 2 whole" in installed(image, "--verify")
