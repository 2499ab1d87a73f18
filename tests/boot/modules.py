# SPDX-License-Identifier: BSD-2-Clause
"""Makes boot entries with modules, and reads what the kernel received."""
import random
import re

from images import ENTRY, put_file

MODULE = re.compile(r"^kernel: module ([0-9A-F]{8})h at ([0-9A-F]{12})h, ([\d,]+) bytes, (.*)$", re.M)


def content_of(seed, size):
    return random.Random(seed).randbytes(size)


def shown(machine):
    """Returns checksum, size and name of each module as the kernel prints them."""
    return [(int(checksum, 16), int(size.replace(",", "")), name)
            for checksum, _, size, name in MODULE.findall(machine.serial)]


def write_entry(image, *lines):
    put_file(image, ENTRY, "".join(f"{line}\n" for line in ["kernel /boot/kernel.elf", *lines]).encode())
