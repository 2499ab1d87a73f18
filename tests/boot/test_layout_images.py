# SPDX-License-Identifier: BSD-2-Clause
"""Tests images of every layout with other tools: valid tables and volumes, and the right places in stage 1."""
import shlex
import struct
import subprocess
import zlib

import pytest

from fat import Volume
from ids import pairs
from images import KERNEL_PATH, STAGE1, STAGE2, annex_facts, build_image, make_image, mkdisk
from test_front_door import ENVIRONMENT, make
from test_image import SBIN

EFI_SYSTEM = bytes.fromhex("28732ac11ff8d211ba4b00a0c93ec93b")        # as a GUID lies on disk
BIOS_BOOT = b"Hah!IdontNeedEFI"
RESERVED_STAGE2 = 8         # from a volume's start
STAGE2_SIZE = STAGE2.stat().st_size
CORE_SIZE = annex_facts().offset      # what stage 1 reads

# Options, and the sector that the volume starts at.
IMAGES = [
    ({"layout": "mbr"}, 2048),
    ({"layout": "mbr", "fat": 12}, 2048),
    ({"layout": "mbr", "fat": 16, "boot_record": "no"}, 2048),
    ({"layout": "mbr", "first_lba": 5000}, 5000),
    ({"layout": "mbr", "sector_bytes": 4096}, 256),
    ({"layout": "mbr", "sector_bytes": 4096, "boot_record": "no"}, 256),
    ({"layout": "logical"}, 4096),
    ({"layout": "logical", "sector_bytes": 4096, "fat": 16}, 512),
    ({"layout": "gpt"}, 2048),
    ({"layout": "gpt", "fat": 16, "boot_record": "yes"}, 2048),
    ({"layout": "gpt", "sector_bytes": 4096}, 256),
    ({"layout": "gpt", "first_lba": 0x100000800}, 0x100000800),
    ({"layout": "superfloppy"}, 0),
    ({"layout": "superfloppy", "fat": 12}, 0),
    pytest.param(({"layout": "superfloppy", "fat": 16, "size_sectors": 4192965}, 0), marks=pytest.mark.full),
    ({"layout": "superfloppy", "sector_bytes": 4096, "fat": 16}, 0),
    ({"layout": "floppy"}, 0),
    ({"layout": "floppy", "size_sectors": 5760}, 0),
    ({"layout": "old"}, 63),
    ({"layout": "old", "fat": 16, "mbr": "ms"}, 63),
    ({"layout": "zip"}, 32),
    ({"layout": "zip", "fat": 12}, 32),
    ({"layout": "zip", "fat": 16, "mbr": "ms"}, 32),
    ({"layout": "mbr", "mbr": "ms"}, 2048),
    ({"layout": "gpt", "mbr": "ms"}, 2048),
]


class Image:
    def __init__(self, path, options, volume_lba):
        self.path, self.options, self.volume_lba = path, options, volume_lba
        self.sector = options.get("sector_bytes", 512)
        self.layout = options["layout"]
        self.is_partitioned = self.layout not in ("superfloppy", "floppy")
        self.has_boot_record = options.get("boot_record", "no" if self.layout in ("logical", "gpt") else "yes") == "yes"
        self.heads, self.track = {"zip": (64, 32), "floppy": (2, self.sectors // 160)}.get(self.layout, (255, 63))

    def read(self, lba, size):
        with open(self.path, "rb") as file:
            file.seek(lba * self.sector)
            return file.read(size)

    @property
    def sectors(self):
        return self.path.stat().st_size // self.sector

    @property
    def volume_sectors(self):
        boot_sector = self.read(self.volume_lba, 512)
        return struct.unpack_from("<H", boot_sector, 19)[0] or struct.unpack_from("<I", boot_sector, 32)[0]

    @property
    def record_stage2(self):
        """Returns the distance from the volume's start to its boot record's stage 2, which is behind the volume if the
        layout has space there."""
        if self.layout not in ("mbr", "logical", "gpt") or not self.has_boot_record:
            return RESERVED_STAGE2
        second = told(self.read(self.volume_lba, 512))[3]
        unused = (1 << 20) // self.sector
        end = self.volume_lba + second + STAGE2_SIZE // self.sector + unused
        assert 0 <= second - self.volume_sectors < self.track, "mkfs.fat ends the volume with a whole track"
        assert end == self.sectors - (33 if self.layout == "gpt" else 0)
        return second


@pytest.fixture(scope="module", params=IMAGES, ids=lambda image: pairs(image[0]))
def made(request, tmp_path_factory):
    """The tests only read it."""
    options, volume_lba = request.param
    return Image(make_image(tmp_path_factory.mktemp("layout"), **options), options, volume_lba)


def run(*command):
    result = subprocess.run(command, capture_output=True, text=True, env={"PATH": SBIN})
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_volume_is_clean(made, tmp_path):
    boot_sector = made.read(made.volume_lba, 512)
    volume = tmp_path / "volume"
    run("dd", f"if={made.path}", f"of={volume}", f"bs={made.sector}", f"skip={made.volume_lba}", f"count={made.volume_sectors}",
        "conv=sparse", "status=none")
    words = run("fsck.fat", "-n", "-v", str(volume))
    assert f"{made.options.get('fat', 12 if made.layout == 'floppy' else 32)} bit entries" in words
    assert f"{made.sector} bytes per logical sector" in words
    assert struct.unpack_from("<I", boot_sector, 28)[0] == (made.volume_lba if made.volume_lba < 1 << 32 else 0)


def told(boot_sector):
    """Returns the operands in stage 1: geometry, first and second LBA, count and size of the sectors."""
    track, highest_head, first, second, count, sector_bytes_upper = struct.unpack_from("<6H", STAGE1.read_bytes(), 0x4E)
    return (boot_sector[highest_head] + 1, boot_sector[track],
            *struct.unpack_from("<I", boot_sector, first), *struct.unpack_from("<I", boot_sector, second),
            boot_sector[count], boot_sector[sector_bytes_upper] << 8)


def assert_stage1(made, lba, first, second):
    """Checks that stage 1 is in its place and has stage 2's place, and that stage 2 is there."""
    boot_sector = made.read(lba, 512)
    start = b"\x33\xC0\xEB\x56" if lba == 0 and made.options.get("mbr") == "ms" else b"\xEB\x58\x90"
    assert boot_sector.startswith(start) and boot_sector[510:] == b"\x55\xAA"
    assert told(boot_sector) == (made.heads, made.track, first, second, CORE_SIZE // made.sector, made.sector)
    different = [at for at in range(0x5A, 0x1B8) if boot_sector[at] != STAGE1.read_bytes()[at]]
    assert len(different) <= 12, "more than the operands was changed"
    assert made.read(first, STAGE2_SIZE) == STAGE2.read_bytes()
    assert boot_sector[0x1B8:0x1BC] != bytes(4)


def test_stage1_and_stage2(made):
    record_stage2 = made.volume_lba + made.record_stage2
    if made.is_partitioned:
        stage2 = {"gpt": 34, "old": record_stage2, "zip": record_stage2}.get(made.layout, 1)
        assert_stage1(made, 0, stage2, stage2)
    if made.has_boot_record:
        assert_stage1(made, made.volume_lba, record_stage2, made.record_stage2)
        boot_sector = made.read(made.volume_lba, 512)
        is_fat32 = boot_sector[22:24] == bytes(2)
        assert boot_sector[0x1B8:0x1BC] == boot_sector[67 if is_fat32 else 39:][:4], "not the volume's serial number"
        assert boot_sector[0x1BE:0x1FE] == bytes(64)
        if made.record_stage2 == RESERVED_STAGE2:
            reserved = struct.unpack_from("<H", boot_sector, 14)[0]
            assert reserved * made.sector >= RESERVED_STAGE2 * made.sector + STAGE2_SIZE
        if is_fat32:
            assert made.read(made.volume_lba + 6, 512) == boot_sector


def test_first_read(made):
    """The MBR has the number of sectors up to the kernel's entries in the FAT, of a FAT32 volume whose FAT is near."""
    if not made.is_partitioned:
        return
    told_sectors = made.read(0, 512)[0x4D]
    with Volume(made.path, made.volume_lba * made.sector) as volume:
        reserved = volume.boot("BPB_RsvdSecCnt")
        if volume.bits != 32 or reserved > RESERVED_STAGE2:
            assert told_sectors == 0
            return
        needed = reserved + volume.file_chain(KERNEL_PATH)[-1] * 4 // made.sector + 1
        assert reserved == RESERVED_STAGE2
        assert needed <= told_sectors < 127 * 512 // made.sector


TYPES = {32: 0x0C, 16: 0x0E, 12: 1}         # of a partition, for each FAT type


def entries(made, lba):
    table = made.read(lba, 512)[446:]
    assert table[64:] == b"\x55\xAA"
    return [struct.unpack_from("<B3xB3xII", table, at) for at in range(0, 64, 16)]


def test_tables(made):
    if made.layout == "mbr":
        assert [entry[:3] for entry in entries(made, 0)] == [
            (0x80, TYPES[made.options.get("fat", 32)], made.volume_lba)] + [(0, 0, 0)] * 3
    elif made.layout == "old":
        volume, other, *unused = entries(made, 0)
        assert volume[:3] == (0x80, TYPES[made.options.get("fat", 32)], 63) and unused == [(0, 0, 0, 0)] * 2
        assert other == (0, 0xDA, volume[2] + volume[3], 255 * 63)
    elif made.layout == "zip":
        *unused, volume = entries(made, 0)
        assert volume[:3] == (0x80, TYPES[made.options.get("fat", 32)], 32) and unused == [(0, 0, 0, 0)] * 3
    elif made.layout == "logical":
        extended = entries(made, 0)[0]
        logical = entries(made, extended[2])[0]
        assert extended[:2] == (0x80, 0x0F) and logical[0] == 0x80
        assert extended[2] + logical[2] == made.volume_lba
        assert extended[2] + extended[3] == made.volume_lba + logical[3] <= made.sectors
    elif made.layout == "gpt":
        assert entries(made, 0)[0] == (0x80, 0xEE, 1, min(made.sectors - 1, 0xFFFFFFFF))
        check_gpt_header(made, 1, made.sectors - 1)
        check_gpt_header(made, made.sectors - 1, 1)
    if made.is_partitioned and made.sector == 512:
        assert "No errors detected" in run("sfdisk", "--verify", str(made.path))
        if made.layout == "gpt":
            assert "No problems found" in run("sgdisk", "-v", str(made.path))


def chs(made, lba):
    """Returns a CHS address as in a table entry: head, sector, cylinder. An LBA beyond the last address gets the last
    one."""
    cylinder, rest = divmod(lba, made.heads * made.track)
    if cylinder > 1023:
        cylinder, rest = 1023, made.heads * made.track - 1
    return bytes([rest // made.track, rest % made.track + 1 | cylinder >> 8 << 6, cylinder & 0xFF])


def assert_one_geometry(made):
    """Checks that table, MBR and volume have the same heads and sectors per track, because a BIOS may use any of
    them."""
    parameters = {made.read(lba, 512)[24:28] for lba in (0, made.volume_lba)}
    assert parameters == {struct.pack("<HH", made.track, made.heads)}
    if made.is_partitioned and made.layout != "gpt" and made.sector == 512:
        sector = made.read(0, 512)
        for at, (_, kind, first, sectors) in zip(range(446, 510, 16), entries(made, 0)):
            if kind == 0:
                assert sector[at:at + 16] == bytes(16)
            else:
                assert sector[at + 1:at + 4] == chs(made, first)
                assert sector[at + 5:at + 8] == chs(made, first + sectors - 1)
                assert (first + sectors) % (made.heads * made.track) == 0, "the partition ends inside a cylinder"


def test_one_geometry(made):
    assert_one_geometry(made)


@pytest.mark.parametrize("options, volume_lba", [
    ({"layout": "mbr", "size_sectors": 30 << 20}, 2048),
    ({"layout": "mbr", "first_lba": 20 << 20}, 20 << 20),
    ({"layout": "old", "size_sectors": 30 << 20}, 63),
    ({"layout": "zip", "size_sectors": 30 << 20}, 32),
], ids=pairs)
def test_one_geometry_beyond_what_chs_can_name(tmp_path, options, volume_lba):
    assert_one_geometry(Image(make_image(tmp_path, **options), options, volume_lba))


def check_gpt_header(made, lba, other):
    """Checks the header as in the UEFI specification, "GPT Header", "GPT Partition Entry Array"."""
    header = made.read(lba, 92)
    assert header[:8] == b"EFI PART"
    crc, own_lba, other_lba, first, last = struct.unpack_from("<I4xQQQQ", header, 16)
    assert crc == zlib.crc32(header[:16] + bytes(4) + header[20:]) and (own_lba, other_lba) == (lba, other)
    table_lba, count, size, table_crc = struct.unpack_from("<QIII", header, 72)
    table = made.read(table_lba, count * size)
    assert table_crc == zlib.crc32(table)
    boot, volume = table[:size], table[size:2 * size]
    assert boot[:16] == BIOS_BOOT and volume[:16] == EFI_SYSTEM and table[2 * size:] == bytes((count - 2) * size)
    boot_first, boot_last = struct.unpack_from("<QQ", boot, 32)
    volume_first, volume_last, attributes = struct.unpack_from("<QQQ", volume, 32)
    assert (boot_last - boot_first + 1) * made.sector >= STAGE2_SIZE and boot_first == 34 == first
    assert boot_last < volume_first == made.volume_lba and volume_last <= last
    assert attributes == 4                                              # legacy BIOS bootable


def test_make_passes_the_options_on(tmp_path):
    variables = ["LAYOUT=gpt", "FAT=16", "SECTOR_BYTES=4096", "SIZE_SECTORS=90000", "BOOT_RECORD=yes", "FIRST_LBA=300",
                 "MBR=ms"]
    words = subprocess.run(make("image", tmp_path / "disk.img", *variables), capture_output=True, text=True,
                           env=ENVIRONMENT, check=True).stdout
    command = shlex.split(words.split("disk/image/mkdisk.sh")[1])
    for option, value in [("--layout", "gpt"), ("--fat", "16"), ("--sector-bytes", "4096"), ("--size-sectors", "90000"),
                          ("--boot-record", "yes"), ("--first-lba", "300"), ("--mbr", "ms")]:
        assert command[command.index(option) + 1] == value


@pytest.mark.parametrize("options", [{"layout": "gpt"}, {"layout": "floppy"}, {"layout": "logical"}], ids=pairs)
@pytest.mark.cases(1)
def test_same_bytes_again(tmp_path, options):
    (tmp_path / "other").mkdir()
    assert build_image(tmp_path, **options).read_bytes() == build_image(tmp_path / "other", **options).read_bytes()


@pytest.mark.parametrize("wrong, sentence", [
    ({"layout": "lvm"}, "one of mbr logical gpt superfloppy floppy old zip iso is wanted"),
    ({"fat": 24}, "one of 12 16 32 is wanted"),
    ({"sector_bytes": 1024}, "one of 512 4096 is wanted"),
    ({"layout": "floppy", "fat": 16}, "a floppy has FAT12"),
    ({"layout": "floppy", "size_sectors": 1440}, "a floppy has one of 2880 5760"),
    ({"layout": "floppy", "sector_bytes": 4096}, "a floppy's sectors have 512"),
    ({"layout": "superfloppy", "first_lba": 63}, "starts at 0"),
    ({"layout": "mbr", "first_lba": 63}, "starts at 2048 or behind it"),
    ({"layout": "mbr", "first_lba": 1 << 32}, "more than 32 bits need --layout gpt"),
    ({"layout": "gpt", "first_lba": 1 << 32, "boot_record": "yes"}, "32 bits of its place"),
    ({"layout": "mbr", "fat": 12, "size_sectors": 1 << 24}, "too large for FAT12"),
    ({"layout": "superfloppy", "fat": 32, "size_sectors": 32768}, "too small"),
    ({"layout": "old", "sector_bytes": 4096}, "for sectors of 512"),
    ({"layout": "zip", "sector_bytes": 4096}, "for sectors of 512"),
    ({"layout": "zip", "first_lba": 31}, "starts at 32 or behind it"),
    ({"layout": "mbr", "mbr": "33"}, "one of jump ms is wanted"),
    ({"layout": "superfloppy", "mbr": "ms"}, "has no MBR"),
])
def test_refuses_in_one_sentence(tmp_path, wrong, sentence):
    result = mkdisk(tmp_path / "disk.img", **wrong)
    assert result.returncode == 1 and sentence in result.stderr and result.stderr.count("\n") == 1, result.stderr
    assert not list(tmp_path.iterdir())
