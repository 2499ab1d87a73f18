# SPDX-License-Identifier: BSD-2-Clause
"""Builds the naive loader of tests/hostile_bios/naive, the control, and selects the scenarios that are fair to it."""
import struct
import subprocess
from pathlib import Path

from fates import Loader

NAIVE = Path(__file__).parent / "naive"
DRIVE = 0x40                    # in boot.asm: where it keeps DL
KERNEL_LBA, KERNEL_SECTORS = 64, 128
DISK_SIZE = 16 << 20


def assemble(source, output, **values):
    subprocess.run(["nasm", "-f", "bin", "-w+error", *(f"-D{name}={value}" for name, value in values.items()),
                    "-o", output, NAIVE / source], check=True)
    return output.read_bytes()


def naive(directory):
    """Builds an image with boot sector, second stage, and a kernel of ascending numbers, in which a wrong one is
    detected."""
    loader = assemble("loader.asm", directory / "loader.bin", DRIVE=DRIVE, KERNEL_LBA=KERNEL_LBA,
                      KERNEL_SECTORS=KERNEL_SECTORS)
    boot = assemble("boot.asm", directory / "boot.bin", DRIVE=DRIVE, SECTORS=len(loader) // 512)
    words = KERNEL_SECTORS * 512 // 4
    image = directory / "naive.img"
    with image.open("wb") as file:
        file.truncate(DISK_SIZE)
        file.write(boot + loader)
        file.seek(KERNEL_LBA * 512)
        file.write(struct.pack(f"<{words}I", *range(words)))
    return Loader("naive", image, "kernel: hello", gives_up="^disk error")


def is_fair(scenario):
    """True for a scenario in which a loader can boot from the same disk, and whose fault affects every loader. A CD is
    never fair: it needs an image of its own."""
    return (scenario.get("expect") == "boots" and scenario.bites() and not scenario.get("image")
            and not scenario.get("decoy") and not scenario.get("emulator") and scenario.get("serial") != "none")
