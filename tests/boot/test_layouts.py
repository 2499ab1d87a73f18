"""Boots from every disk layout and medium: what stage 1 finds where, and the second stage that comes up from there."""
import struct
import subprocess

import pytest

import expect
from images import STAGE1, STAGE2, make_image, patch
from machine import Machine
from messages import ROOT
from test_disk_faults import stage1_refuses
from test_good_boots import no_edd_rom

STAGE2_SECTORS = STAGE2.stat().st_size // 512
RECORD_STAGE2 = 8                   # sectors from a volume's start to the stage 2 in its reserved sectors
GPT_STAGE2 = 34

# How far a boot gets: to the kernel, or to the step at which stage 2 looks for a volume. A case moves from the second
# to the first as soon as stage 2 reads its layout.
KERNEL = expect.boots


def STAGE2_SPEAKS(machine):
    machine.wait_for_serial("stage2: reading the disk")


CASES = [
    ("nvme", {"layout": "mbr"}, KERNEL),
    ("ide", {"layout": "mbr", "boot_record": "yes"}, KERNEL),
    ("ide", {"layout": "mbr", "fat": 16}, STAGE2_SPEAKS),
    ("usb-ehci", {"layout": "mbr", "fat": 12}, STAGE2_SPEAKS),
    ("ide", {"layout": "logical"}, STAGE2_SPEAKS),
    ("ahci", {"layout": "logical", "fat": 16}, STAGE2_SPEAKS),
    ("ahci", {"layout": "gpt"}, STAGE2_SPEAKS),
    ("nvme", {"layout": "gpt", "fat": 16, "boot_record": "yes"}, STAGE2_SPEAKS),
    ("ide", {"layout": "superfloppy"}, STAGE2_SPEAKS),
    ("usb-xhci", {"layout": "superfloppy", "fat": 16}, STAGE2_SPEAKS),
    ("usb-ehci", {"layout": "superfloppy", "fat": 12}, STAGE2_SPEAKS),
    ("floppy", {"layout": "floppy"}, STAGE2_SPEAKS),
    ("floppy", {"layout": "floppy", "size_sectors": 5760}, STAGE2_SPEAKS),
    ("nvme-4096", {"layout": "mbr", "sector_bytes": 4096}, STAGE2_SPEAKS),
    ("nvme-4096", {"layout": "gpt", "sector_bytes": 4096}, STAGE2_SPEAKS),
    ("nvme-4096", {"layout": "logical", "sector_bytes": 4096, "fat": 16}, STAGE2_SPEAKS),
    ("nvme-4096", {"layout": "superfloppy", "sector_bytes": 4096, "fat": 16}, STAGE2_SPEAKS),
    ("ahci", {"layout": "mbr", "first_lba": 0xFF000000}, KERNEL),
    ("nvme", {"layout": "gpt", "first_lba": 0x100000800}, STAGE2_SPEAKS),
]


def name(value):
    if isinstance(value, dict):
        return "-".join(f"{option}={choice}" for option, choice in value.items())
    return getattr(value, "__name__", str(value))


@pytest.mark.parametrize("interface, options, gets_to", CASES, ids=name)
def test_layout(tmp_path, interface, options, gets_to):
    with Machine(make_image(tmp_path, **options), interface=interface) as machine:
        gets_to(machine)


@pytest.mark.parametrize("interface, options, first", [
    ("ahci", {"layout": "gpt"}, GPT_STAGE2),
    ("ide", {"layout": "superfloppy"}, RECORD_STAGE2),
], ids=name)
def test_bad_sector_in_stage2(tmp_path, interface, options, first):
    image = make_image(tmp_path, **options)
    with Machine(image, interface=interface, bad_sectors=[first + 5]) as machine:
        stage1_refuses(machine, "FJ-0101", 0x0C, first + 5)


def test_bad_sector_on_a_floppy(tmp_path):
    """QEMU's diskette controller reports no bad sector but reads zeros: what the checksum is there for."""
    with Machine(make_image(tmp_path, layout="floppy"), interface="floppy", bad_sectors=[RECORD_STAGE2 + 5]) as machine:
        stage1_refuses(machine, "FJ-0102", 0, RECORD_STAGE2 + STAGE2_SECTORS)


def put_number(image, field, value):
    """Writes a 32-bit operand of stage 1, whose place is word number `field` of the list at 52h."""
    offset = struct.unpack_from("<4H", STAGE1.read_bytes(), 0x52)[field]
    patch(image, offset, struct.pack("<I", value))


def move(image, source, sectors, target):
    with open(image, "r+b") as file:
        file.seek(source * 512)
        content = file.read(sectors * 512)
        file.seek(source * 512)
        file.write(bytes(len(content)))
        file.seek(target * 512)
        file.write(content)


@pytest.mark.parametrize("place", [300 * 16065 - 40, 1023 * 16065 + 62])
@pytest.mark.parametrize("interface", ["ide", "usb-ehci"])
def test_far_away_without_disk_extensions(tmp_path, interface, place):
    """Cylinders up to 1023: the upper two bits of their numbers stand above the sector's."""
    image = make_image(tmp_path, size_sectors=1024 * 16065)
    move(image, 1, STAGE2_SECTORS, place)
    put_number(image, 0, place)
    with Machine(image, interface=interface, extra=["-option-rom", str(no_edd_rom(tmp_path))]) as machine:
        expect.boots(machine)


@pytest.mark.parametrize("bad_sectors", [[], [20 << 20]], ids=["once", "for good"])
def test_beyond_what_chs_can_name(tmp_path, bad_sectors):
    """There only the extended read is tried again; nothing is read from a cylinder that merely looks like it."""
    place = (20 << 20) - 2
    image = make_image(tmp_path, size_sectors=30 << 20)
    move(image, 1, STAGE2_SECTORS, place)
    put_number(image, 0, place)
    with Machine(image, interface="ahci", bad_sectors=bad_sectors or [place + 3], once=not bad_sectors) as machine:
        if bad_sectors:
            stage1_refuses(machine, "FJ-0101", 0x0C, place)
        else:
            expect.boots(machine)


# Boot records that are not the first sector of the drive, or have lost their place.

def chained(directory, **options):
    """An image with another loader's MBR, and nothing of ours outside of the volume."""
    code = directory / "chain_mbr.bin"
    subprocess.run(["nasm", "-f", "bin", "-o", code, ROOT / "tests/boot/chain_mbr.asm"], check=True)
    image = make_image(directory, boot_record="yes", **options)
    patch(image, 0, code.read_bytes())
    patch(image, 512, bytes(STAGE2_SECTORS * 512))
    return image


@pytest.mark.parametrize("options, gets_to", [
    ({"fat": 32}, STAGE2_SPEAKS),
    ({"fat": 16}, STAGE2_SPEAKS),
    ({"fat": 32, "first_lba": 20 << 20}, STAGE2_SPEAKS),
], ids=name)
def test_chain_loaded(tmp_path, options, gets_to):
    with Machine(chained(tmp_path, **options)) as machine:
        gets_to(machine)


def test_chain_loaded_with_a_bad_sector(tmp_path):
    """The message is about the first place, though another was tried."""
    sector = 2048 + RECORD_STAGE2 + 7
    with Machine(chained(tmp_path), bad_sectors=[sector]) as machine:
        stage1_refuses(machine, "FJ-0101", 0x0C, sector)


@pytest.mark.parametrize("interface", ["ide", "usb-ehci"])
@pytest.mark.parametrize("fat, gets_to", [(32, STAGE2_SPEAKS), (16, STAGE2_SPEAKS)], ids=name)
def test_partition_alone(tmp_path, interface, fat, gets_to):
    """A partition that was copied to a disk of its own, or that the BIOS presents as one."""
    image = make_image(tmp_path, boot_record="yes", fat=fat)
    partition = tmp_path / "partition.img"
    subprocess.run(["dd", f"if={image}", f"of={partition}", "bs=1M", "skip=1", "conv=sparse"], check=True,
                   stderr=subprocess.DEVNULL)
    with Machine(partition, interface=interface) as machine:
        gets_to(machine)


def test_moved_partition(tmp_path):
    """Chain-loaded from where its boot record does not expect to be, so neither place has a stage 2: a message."""
    image = chained(tmp_path, fat=16)
    sectors = image.stat().st_size // 512 - 4096
    move(image, 2048, sectors, 4096)
    patch(image, 446 + 8, struct.pack("<II", 4096, sectors))
    with Machine(image) as machine:
        stage1_refuses(machine, "FJ-0102", 0, 2048 + RECORD_STAGE2 + STAGE2_SECTORS)


def hostile_rom(directory, *switches):
    rom = directory / "hostile.rom"
    subprocess.run(["nasm", "-f", "bin", "-o", rom, *(f"-D{switch}" for switch in switches),
                    ROOT / "tests/boot/hostile_disk_rom.asm"], check=True)
    content = bytearray(rom.read_bytes())
    content[-1] = -sum(content) & 0xFF
    rom.write_bytes(content)
    return rom


@pytest.mark.parametrize("switches, gets_to", [([], KERNEL), (["LIES"], KERNEL), (["NO_GEOMETRY"], STAGE2_SPEAKS)])
def test_hostile_disk_services(image, tmp_path, switches, gets_to):
    """Every register, the flags and the packet are junk after each call; reads that lie; no geometry."""
    with Machine(image, extra=["-option-rom", str(hostile_rom(tmp_path, *switches))]) as machine:
        gets_to(machine)
