# SPDX-License-Identifier: BSD-2-Clause
"""Makes the disks of a scenario: the boot disk with the scenario's changes, and a second one that must not be
booted."""
import os
import shutil

import elf
from fat import SECTOR, Volume
from images import KERNEL, KERNEL_PATH, kernel_code_sector, patch

# Somebody else's disk: a boot sector that halts, a signature of its own, one active partition of no known contents.
OTHER_CODE = bytes.fromhex("FAF4EBFD")
OTHER_ENTRY = bytes.fromhex("80010100 0C FE3F08 3F000000 00400000".replace(" ", ""))
BEHIND_NOTES = 32           # sectors: the kernel's notes, its seal among them, lie in front of its code
OTHER_SIZE = 16 << 20
TRACK = 63                  # sectors of a track, as most BIOSes have it


def behind_kernel(image):
    """Returns the sector behind the last one that the kernel is loaded from, or the next one if a track ends there."""
    kernel = elf.Elf(KERNEL.read_bytes())
    size = max(kernel.get(elf.OFFSET, segment) + kernel.get(elf.FILE_SIZE, segment) for segment in kernel.segments())
    with Volume(image) as volume:
        end = volume.byte_offset(KERNEL_PATH, size - 1) // SECTOR + 1
    return end + (end % TRACK == 0)


def boot_disk(scenario, image, made, directory):
    source = made(**scenario.get("image")) if scenario.get("image") else image
    length = scenario.get("length")
    if length or scenario.get("patch"):
        source = shutil.copyfile(source, directory / "changed.img")
        for offset, content in scenario.get("patch", []):
            patch(source, offset, content)
    if length:
        os.truncate(source, (behind_kernel(source) if length == "KERNEL" else length) * SECTOR)
    if scenario.needs_kernel_sector():
        with Volume(source) as volume:
            scenario.aim_at(kernel_code_sector(volume) + BEHIND_NOTES)
    return source


def decoy(scenario, made, directory):
    kind = scenario.get("decoy")
    if kind == "twin":
        return made(layout="mbr", size_sectors=150000)      # with the same stage 2, and a signature of its own
    if kind == "other":
        other = directory / "other.img"
        sector = OTHER_CODE.ljust(0x1B8, b"\0") + b"DECO" + bytes(2) + OTHER_ENTRY + bytes(48) + b"\x55\xAA"
        other.write_bytes(sector.ljust(OTHER_SIZE, b"\0"))
        return other
    return None
