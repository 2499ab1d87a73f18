# SPDX-License-Identifier: BSD-2-Clause
"""Makes images with counted boot entries, boots them on machines that write to them, and checks the state file.

include/farjump/state_file.h has its format. Shares no code with the loader. Instead of kernels the entries start boot
sectors that end QEMU with a status of their own, so that a boot is short.
"""
import struct
import subprocess
from typing import NamedTuple

from fat import Volume
from file_sums import crc32c
from images import SBIN, mtools, put_file
from machine import Machine
from option_rom import option_rom

STATE_PATH = "/loader/farjump.state"
FILE_SIZE, COPIES = 20480, (4096, 12288)
MAGIC, VERSION, SLOTS = b"FJPSTATE", 1, 24
GOOD = 1

# QEMU's status for each entry's sector, and for a power failure (write_fault_rom.asm).
TRIED, FALLBACK, POWER_OFF = 0x21, 0x23, 3


def id_hash(name):
    """FNV-1a with 64 bits: IETF draft "The FNV Non-Cryptographic Hash Algorithm"."""
    value = 0xCBF29CE484222325
    for byte in name.lower().encode():
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value or 1


class Slot(NamedTuple):
    left: int
    tries: int
    flags: int


class Record(NamedTuple):
    sequence: int
    last: int = 0
    once: int = 0
    preferred: int = 0
    good: int = 0
    started: int = 0
    slots: dict = {}

    def pack(self):
        slots = b"".join(struct.pack("<QBBB5x", key, *slot) for key, slot in self.slots.items())
        body = struct.pack("<8sII5Q64x", MAGIC, VERSION, self.sequence, self.last, self.once, self.preferred, self.good,
                           self.started) + slots.ljust(16 * SLOTS, b"\0") + bytes(4)
        assert len(body) == 508
        return body + struct.pack("<I", crc32c(body))

    @classmethod
    def unpack(cls, sector):
        """Returns the record, or None if it is not valid."""
        magic, version, *numbers = struct.unpack_from("<8sII5Q", sector)
        if magic != MAGIC or version != VERSION or struct.unpack_from("<I", sector, 508)[0] != crc32c(sector[:508]):
            return None
        slots = [struct.unpack_from("<QBBB", sector, 120 + 16 * i) for i in range(SLOTS)]
        return cls(*numbers, {slot[0]: Slot(*slot[1:]) for slot in slots if slot[0] != 0})


def copies_of(image):
    """Returns both copies; None for one that is not valid."""
    with Volume(image) as volume:
        return [Record.unpack(volume.read(volume.byte_offset(STATE_PATH, at), 512)) for at in COPIES]


def state_of(image):
    """Returns the copy that counts."""
    first, second = copies_of(image)
    assert first or second, "no copy of the state file is valid"
    if first and second:
        return second if 0 < (second.sequence - first.sequence) % 2**32 < 2**31 else first
    return first or second


def state_file(record=Record(0)):
    content = bytearray(i * 7 & 0xFF for i in range(FILE_SIZE))      # the unused bytes are not to change
    for at in COPIES:
        content[at:at + 512] = record.pack()
    return bytes(content)


def ending_sector(number):
    """Returns a boot sector that ends QEMU with the status 2 * number + 1."""
    return bytes([0xB0, number, 0xE6, 0xF4, 0xFA, 0xF4, 0xEB, 0xFD]).ljust(510, b"\0") + b"\x55\xAA"


def with_counter(image, name, state=True):
    """Puts an entry with this name on the volume, which is the default, and another one that is not counted."""
    mtools("mdel", image, "::/loader/entries/*")
    for path, content in {
            "/boot/new": ending_sector(TRIED >> 1), "/boot/old": ending_sector(FALLBACK >> 1),
            "/loader/loader.conf": b"default new\ntimeout menu-disabled\n",
            f"/loader/entries/{name}": b"title new\nchain /boot/new\n",
            "/loader/entries/old.conf": b"title old\nchain /boot/old\n"}.items():
        put_file(image, path, content)
    if state:
        put_file(image, STATE_PATH, state_file())


class WritingMachine(Machine):
    """A machine whose loader may write to the image."""

    def _fingerprint(self):
        return None


def boot(image, directory, *faults, **options):
    """Boots the image, with a ROM for faults of writes. Returns QEMU's status and the loader's words."""
    extra = option_rom(directory, "write_fault_rom.asm", *faults) if faults else []
    with WritingMachine(image, extra=extra, **options) as machine:
        return machine.wait_for_end(), machine.serial


def changed_sectors(before, after):
    assert len(before) == len(after)
    return [at // 512 for at in range(0, len(before), 512) if before[at:at + 512] != after[at:at + 512]]


def sectors_of_copies(image):
    with Volume(image) as volume:
        return [volume.byte_offset(STATE_PATH, at) // 512 for at in COPIES]


def sectors_of_state_file(image):
    with Volume(image) as volume:
        return {volume.byte_offset(STATE_PATH, at) // 512 for at in range(0, FILE_SIZE, 512)}


def check_volume(image, directory):
    """fsck.fat finds nothing."""
    with Volume(image) as volume:
        content = volume.read(volume.offset, volume.sectors * volume.sector_size)
    copy = directory / "volume"
    copy.write_bytes(content)
    result = subprocess.run(["fsck.fat", "-n", copy], capture_output=True, text=True, env={"PATH": SBIN})
    assert result.returncode == 0, result.stdout
