# SPDX-License-Identifier: BSD-2-Clause
"""Defines the gatekeeper: rules by which picky BIOSes refuse a disk before its code runs, so that no loader can help.

Each rule takes a Disk and yields complaints. Its docstring names the quirk as in the list of quirks.
"""
import os
import struct
import subprocess
import tempfile
from pathlib import Path

from fat import Volume
from images import KERNEL_PATH, SBIN, STAGE1, STAGE2

HEADS, SECTORS = 255, 63
SECTOR = 512
FARTHEST_CHS = b"\xFE\xFF\xFF"
OLD_LIMIT = 504 << 20               # the first limit that BIOSes had: 1024 cylinders, 16 heads, 63 sectors
TABLE, IDENTITY = 0x1BE, 0x1B8
MICROSOFT_START = bytes.fromhex("33C0EB")
FAT_TYPES = {0x06, 0x0C, 0x0E}


class Disk:
    def __init__(self, image):
        self.path = Path(image)
        self.size = self.path.stat().st_size
        self.mbr = self.sector(0)
        self.entries = [self.mbr[TABLE + 16 * i:TABLE + 16 * i + 16] for i in range(4)]

    def sector(self, lba):
        with self.path.open("rb") as file:
            file.seek(lba * SECTOR)
            return file.read(SECTOR)

    def used(self):
        return [entry for entry in self.entries if entry[4] != 0]

    def first_lba(self):
        return span(self.used()[0])[0]

    def boot_record(self):
        return self.sector(self.first_lba())


def span(entry):
    return struct.unpack_from("<II", entry, 8)


def chs(lba):
    """Returns a CHS address as three bytes of a partition table. An LBA beyond the last address gets the last one."""
    cylinder, rest = divmod(lba, HEADS * SECTORS)
    head, sector = divmod(rest, SECTORS)
    if cylinder > 1023:
        return FARTHEST_CHS
    return bytes([head, sector + 1 | cylinder >> 8 << 6, cylinder & 0xFF])


def g01_signatures(disk):
    """sig-55aa-everywhere"""
    record = disk.boot_record()
    copy = disk.first_lba() + struct.unpack_from("<H", record, 0x32)[0]
    for name, lba in ("MBR", 0), ("boot record", disk.first_lba()), ("copy of the boot record", copy):
        if disk.sector(lba)[510:] != b"\x55\xAA":
            yield f"the {name} has no 55 AA"


def g02_jump(disk):
    """bpb-needed"""
    if disk.mbr[0] != 0xEB or disk.mbr[2] != 0x90:
        yield "sector 0 does not start with a short jump and a NOP"
    if disk.mbr[1] + 2 < 0x5A:
        yield "it jumps into the parameters"


def g03_parameters(disk):
    """bpb-needed, part-geometry-guess"""
    for name, sector in ("MBR", disk.mbr), ("boot record", disk.boot_record()):
        size, cluster, reserved, fats = struct.unpack_from("<HBHB", sector, 0x0B)
        media, sectors, heads, hidden = sector[0x15], *struct.unpack_from("<HHI", sector, 0x18)
        plausible = size == SECTOR and cluster.bit_count() == 1 and reserved and fats in (1, 2) and media == 0xF8
        if not plausible:
            yield f"the parameters in the {name} are not plausible"
        if (heads, sectors) != (HEADS, SECTORS):
            yield f"the geometry in the {name} is {heads}/{sectors}"
        if name == "boot record" and hidden != disk.first_lba():
            yield f"the boot record hides {hidden} sectors"


def g04_microsoft_start(disk):
    """first-byte-33; of the image that is built for such BIOSes, in place of g02"""
    if disk.mbr[:3] != MICROSOFT_START:
        yield "sector 0 does not start with XOR AX,AX and a jump"
    if disk.mbr[3] + 4 < 0x5A:
        yield "it jumps into the parameters"


def g05_one_active(disk):
    """part-none-active"""
    flags = sorted(entry[0] for entry in disk.entries)
    if flags != [0, 0, 0, 0x80]:
        yield f"the boot indicators are {flags}"


def g06_chs(disk):
    """part-insane-chs"""
    for entry in disk.used():
        first, count = span(entry)
        if entry[1:4] != chs(first) or entry[5:8] != chs(first + count - 1):
            yield f"CHS {entry[1:4].hex()} to {entry[5:8].hex()} is not LBA {first} and {count} sectors"
        if 0xFF in (entry[1], entry[5]):
            yield "a head is FFh"


def g07_unused_zero(disk):
    """part-insane-chs"""
    if any(entry != bytes(16) for entry in disk.entries if entry[4] == 0):
        yield "an unused entry is not zero"


def g08_order(disk):
    """part-insane-chs"""
    end = 0
    for first, count in map(span, disk.used()):
        if first <= end or count == 0:
            yield f"the partition at {first} overlaps the one before it, or is empty"
        end = first + count
    if end * SECTOR > disk.size:
        yield "a partition ends beyond the disk"


def g09_no_table_in_record(disk):
    """part-insane-chs"""
    if disk.boot_record()[TABLE:510] != bytes(64):
        yield "the boot record has something where a partition table would be"


def g10_cylinders(disk):
    """part-geometry-guess, part-alignment"""
    first, count = span(disk.used()[-1])
    if disk.size < 8 << 30 and (first + count) % (HEADS * SECTORS):
        yield "the last partition does not end on a cylinder"


def g11_oem_name(disk):
    """oem-name"""
    for sector in disk.mbr, disk.boot_record():
        if not all(0x20 <= byte < 0x7F for byte in sector[3:11]):
            yield f"the OEM name is {sector[3:11]}"


def g12_no_gpt(disk):
    """gpt-legacy-refused"""
    if any(entry[4] == 0xEE for entry in disk.entries) or disk.sector(1)[:8] == b"EFI PART":
        yield "there is a GPT"


def g13_clean_fat(disk):
    """post-hang-fs"""
    first, count = span(disk.used()[0])
    if disk.used()[0][4] not in FAT_TYPES:
        yield f"the first partition is of type {disk.used()[0][4]:02X}h"
    with tempfile.TemporaryDirectory(prefix="farjump-") as directory:
        volume = Path(directory, "volume")
        subprocess.run(["dd", f"if={disk.path}", f"of={volume}", f"skip={first}", f"count={count}", "conv=sparse",
                        "status=none"], check=True)
        checked = subprocess.run(["fsck.fat", "-n", volume], capture_output=True, text=True,
                                 env={**os.environ, "PATH": SBIN})
        if checked.returncode:
            yield checked.stdout


def g14_within_reach(disk):
    """i13-137gb"""
    with Volume(disk.path) as volume:
        kernel = volume.byte_offset(KERNEL_PATH, Path(STAGE2.parent, "sealed-kernel.elf").stat().st_size - 1)
    if max(kernel, SECTOR + STAGE2.stat().st_size) > OLD_LIMIT:
        yield "stage 2 or the kernel lies where old BIOSes do not reach"


def g15_code(disk):
    """bpb-rewritten, mbr-table-preserved"""
    code = STAGE1.read_bytes()
    if any(code[IDENTITY:510]):
        yield "stage 1 has code in the partition table's place"
    if sum(a != b for a, b in zip(disk.mbr[0x5A:IDENTITY], code[0x5A:IDENTITY])) > 13:      # its six operands
        yield "sector 0 does not hold stage 1"


RULES = [value for name, value in sorted(globals().items()) if name[0] == "g" and name[1:3].isdigit()]
