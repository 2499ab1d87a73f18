# SPDX-License-Identifier: BSD-2-Clause
"""Boots from every disk layout and medium, and checks where stage 1 finds stage 2."""
import re
import struct
import subprocess

import pytest

import expect
from ids import pairs
from images import STAGE1, STAGE2, annex_facts, assemble, make_image, move, patch
from machine import Machine
from messages import ROOT
from option_rom import option_rom
from test_disk_faults import stage1_refuses

STAGE2_SECTORS = STAGE2.stat().st_size // 512
CORE_SECTORS = annex_facts().offset // 512     # what stage 1 reads
RESERVED_STAGE2 = 8                 # sectors from a volume's start to the stage 2 in its reserved sectors
GPT_STAGE2 = 34
FIRST_PLACE = 2                     # in stage 1's list of operands
BEYOND_2_TIB = (1 << 32) + 2048

INTERFACE_NAMES = {"ide": "IDE", "ahci": "AHCI", "nvme": "NVMe", "nvme-4096": "NVMe", "usb-ehci": "USB 2", "usb-xhci": "USB 3",
                   "floppy": "diskette"}

# What is booted, and from what. docs/disks.md lists the same.
LAYOUTS = [
    # layout, FAT types, bytes per sector, interfaces
    ("mbr", (12, 16, 32), 512, ("ide", "usb-ehci", "nvme")),
    ("logical", (12, 16, 32), 512, ("ahci", "usb-xhci", "ide")),
    ("gpt", (12, 16, 32), 512, ("ide", "nvme", "ahci")),
    ("superfloppy", (12, 16, 32), 512, ("usb-ehci", "usb-xhci", "ide")),
    ("floppy", (12,), 512, ("floppy",)),
    ("old", (12, 16, 32), 512, ("ide", "usb-ehci", "usb-xhci")),
    ("zip", (12, 16, 32), 512, ("usb-ehci", "ide", "usb-xhci")),
    ("mbr", (12, 16, 32), 4096, ("nvme-4096",)),
    ("logical", (12, 16, 32), 4096, ("nvme-4096",)),
    ("gpt", (12, 16, 32), 4096, ("nvme-4096",)),
    ("superfloppy", (12, 16, 32), 4096, ("nvme-4096",)),
]

# Each FAT type is booted from one of the interfaces, each interface at least once. `make test` boots one of each row.
CASES = [pytest.param(interfaces[index % len(interfaces)], {"layout": layout, "fat": fat, "sector_bytes": sector_bytes},
                      marks=[] if index == row % len(fats) else pytest.mark.full)
         for row, (layout, fats, sector_bytes, interfaces) in enumerate(LAYOUTS) for index, fat in enumerate(fats)]

SPECIAL_CASES = [
    ("floppy", {"layout": "floppy", "size_sectors": 5760}),
    ("ide", {"layout": "mbr", "boot_record": "no"}),
    ("nvme", {"layout": "gpt", "fat": 16, "boot_record": "yes"}),
    ("usb-ehci", {"layout": "mbr", "mbr": "ms"}),
    ("ide", {"layout": "logical", "mbr": "ms"}),
    ("ahci", {"layout": "gpt", "mbr": "ms"}),
    ("usb-ehci", {"layout": "old", "mbr": "ms"}),
    ("ide", {"layout": "zip", "mbr": "ms"}),
    ("ahci", {"layout": "mbr", "first_lba": 0xFF000000}),
    ("nvme", {"layout": "gpt", "first_lba": BEYOND_2_TIB}),
]


@pytest.mark.parametrize("interface, options", CASES, ids=pairs)
def test_layout(tmp_path, interface, options):
    expect.image_boots(make_image(tmp_path, **options), interface=interface)


@pytest.mark.parametrize("interface, options", SPECIAL_CASES, ids=pairs)
@pytest.mark.cases(5)
def test_special_layout(tmp_path, interface, options):
    expect.image_boots(make_image(tmp_path, **options), interface=interface)


def test_page_lists_what_is_booted():
    """The table in docs/disks.md has exactly the rows of LAYOUTS."""
    rows = {(layout, ", ".join(map(str, fats)), str(sector_bytes), ", ".join(INTERFACE_NAMES[name] for name in interfaces))
            for layout, fats, sector_bytes, interfaces in LAYOUTS}
    listed = re.findall(r"^\| `(\w+)` \| FAT([\d, ]+) \| (\d+) \| (.+?) \|$", (ROOT / "docs/disks.md").read_text(), re.M)
    assert len(listed) == len(rows)
    assert set(listed) == rows


def test_3_tib(tmp_path):
    """A sparse qcow2 disk of 3 TiB, larger than its table says. The partition is beyond 2 TiB."""
    image = make_image(tmp_path, layout="gpt", first_lba=BEYOND_2_TIB)
    disk = tmp_path / "disk.qcow2"
    subprocess.run(["qemu-img", "convert", "-f", "raw", "-O", "qcow2", image, disk], check=True)
    subprocess.run(["qemu-img", "resize", "-q", disk, "3T"], check=True)
    expect.image_boots(disk, interface="ahci")


@pytest.mark.parametrize("interface, options, first", [
    ("ahci", {"layout": "gpt"}, GPT_STAGE2),
    ("ide", {"layout": "superfloppy"}, RESERVED_STAGE2),
], ids=pairs)
def test_bad_sector_in_stage2(tmp_path, interface, options, first):
    image = make_image(tmp_path, **options)
    with Machine(image, interface=interface, bad_sectors=[first + 5]) as machine:
        stage1_refuses(machine, "FJ-0101", 0x0C, first + 5)


def test_bad_sector_on_a_floppy(tmp_path):
    """QEMU's diskette controller reports no bad sector but reads zeros. The checksum detects this."""
    with Machine(make_image(tmp_path, layout="floppy"), interface="floppy", bad_sectors=[RESERVED_STAGE2 + 5]) as machine:
        stage1_refuses(machine, "FJ-0102", 0, RESERVED_STAGE2 + CORE_SECTORS, drive=0)


def operand(field):
    """Returns the place of a 32-bit operand of stage 1: word number `field` of the list at 4Eh."""
    return struct.unpack_from("<6H", STAGE1.read_bytes(), 0x4E)[field]


def put_number(image, field, value):
    patch(image, operand(field), struct.pack("<I", value))


def record_stage2(image):
    """Returns the first place where the boot record of the partition at sector 2048 searches for stage 2."""
    with open(image, "rb") as file:
        file.seek(2048 * 512 + operand(FIRST_PLACE))
        return struct.unpack("<I", file.read(4))[0]


@pytest.mark.parametrize("place", [300 * 16065 - 40, 1023 * 16065 + 62])
@pytest.mark.parametrize("interface", ["ide", "usb-ehci"])
@pytest.mark.cases(2)
def test_far_away_without_disk_extensions(tmp_path, interface, place):
    """The cylinders go up to 1023. The upper two bits of the number are above those of the sector."""
    image = make_image(tmp_path, size_sectors=1024 * 16065)
    move(image, 1, STAGE2_SECTORS, place)
    put_number(image, FIRST_PLACE, place)
    expect.image_boots(image, interface=interface, extra=option_rom(tmp_path, "no_edd_rom.asm"))


@pytest.mark.parametrize("bad_sectors", [[], [20 << 20]], ids=["once", "for good"])
def test_beyond_what_chs_can_name(tmp_path, bad_sectors):
    """Only the extended read is repeated there. Stage 1 reads no cylinder whose number was cut."""
    place = (20 << 20) - 2
    image = make_image(tmp_path, size_sectors=30 << 20)
    move(image, 1, STAGE2_SECTORS, place)
    put_number(image, FIRST_PLACE, place)
    with Machine(image, interface="ahci", bad_sectors=bad_sectors or [place + 3], once=not bad_sectors) as machine:
        if bad_sectors:
            stage1_refuses(machine, "FJ-0101", 0x0C, place)
        else:
            expect.boots(machine)


# Boot records that are not the first sector of the drive, or have lost their place.

def chained(directory, **options):
    """Returns an image with another loader's MBR, and nothing of farjump outside the volume."""
    image = make_image(directory, boot_record="yes", **options)
    patch(image, 0, assemble(directory, "chain_mbr.asm"))
    patch(image, 512, bytes(STAGE2_SECTORS * 512))
    return image


@pytest.mark.parametrize("options", [
    ({"fat": 32}),
    ({"fat": 16}),
    ({"fat": 32, "first_lba": 20 << 20}),
], ids=pairs)
@pytest.mark.cases(1)
def test_chain_loaded(tmp_path, options):
    expect.image_boots(chained(tmp_path, **options))


def test_chain_loaded_with_a_bad_sector(tmp_path):
    """The message is about the first place, though the second one was tried too."""
    image = chained(tmp_path)
    sector = record_stage2(image) + 7
    with Machine(image, bad_sectors=[sector]) as machine:
        stage1_refuses(machine, "FJ-0101", 0x0C, sector)


@pytest.mark.parametrize("interface", [pytest.param("ide", marks=pytest.mark.full), "usb-ehci"])
@pytest.mark.parametrize("options, first", [
    ({"fat": 12}, 2048),
    pytest.param({"fat": 16}, 2048, marks=pytest.mark.full),
    ({"fat": 32}, 2048),
    ({"layout": "old"}, 63),
    ({"layout": "zip"}, 32),
], ids=pairs)
@pytest.mark.cases(2)
def test_partition_alone(tmp_path, interface, options, first):
    """The partition was copied to a disk of its own, or the BIOS presents it as one."""
    image = make_image(tmp_path, **options)
    partition = tmp_path / "partition.img"
    subprocess.run(["dd", f"if={image}", f"of={partition}", f"skip={first}", "bs=512", "conv=sparse"], check=True,
                   stderr=subprocess.DEVNULL)
    expect.image_boots(partition, interface=interface)


def test_moved_partition(tmp_path):
    """The boot record is chain-loaded from an unexpected place, so neither of its places has a stage 2: a message
    appears."""
    image = chained(tmp_path, fat=16)
    stage2 = record_stage2(image)
    sectors = image.stat().st_size // 512 - 4096
    move(image, 2048, sectors, 4096)
    patch(image, 446 + 8, struct.pack("<II", 4096, sectors))
    with Machine(image) as machine:
        stage1_refuses(machine, "FJ-0102", 0, stage2 + CORE_SECTORS)


@pytest.mark.parametrize("switches", [pytest.param([], marks=pytest.mark.full), ["LIES"]], ids=str)
def test_hostile_disk_services(image, tmp_path, switches):
    """Each call changes every register, the flags and the packet. Extended reads may report success without data."""
    expect.image_boots(image, extra=option_rom(tmp_path, "hostile_disk_rom.asm", *switches))


def test_no_geometry(image, tmp_path):
    """Neither extended reads nor a geometry are available: only the first track can be read, and the volume cannot."""
    expect.image_refused(image, "disk_read_failed", "reading the disk", [0x80, 2048, 1],
                         extra=option_rom(tmp_path, "hostile_disk_rom.asm", "NO_GEOMETRY"))


# BIOSes that believe in ZIP disks: 64 heads and 32 sectors per track.

@pytest.mark.full
def test_zip_without_disk_extensions(tmp_path):
    expect.image_boots(make_image(tmp_path, layout="zip"), interface="ide-64-32",
                       extra=option_rom(tmp_path, "no_edd_rom.asm"))


def test_zip_without_geometry(tmp_path):
    """Stage 1 has the geometry of the image, and so reads stage 2 over several tracks."""
    with Machine(make_image(tmp_path, layout="zip"), interface="ide-64-32",
                 extra=option_rom(tmp_path, "hostile_disk_rom.asm", "NO_GEOMETRY")) as machine:
        machine.wait_for_serial("stage2: ")
