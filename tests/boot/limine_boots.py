# SPDX-License-Identifier: BSD-2-Clause
"""Boots the kernels of tests/guests/limine, which check what the loader promises, and reads what they report."""
import re
import struct
from dataclasses import dataclass

import guest_disk
import limine_kernels
from images import ImageFile
from limine_kernels import pattern
from machine import KEPT, Machine

KERNEL, INTERNAL = "/boot/probe.elf", "/boot/probe-internal.bin"
RESULT = re.compile(r"^PROBE: (\d+) ok, (\d+) bad$", re.M)
LEAST_CHECKS, LEAST_WITHOUT_SCREEN, LEAST_OF_SMALL = 400, 340, 150
MODULE_SIZES = [1, 0, 4096, 4097, 70_001, 12_345, 8, 300_003, 511, 5]      # the modules of a boot entry, in this order

SECTOR, MIB = 512, 1 << 20
DIRT = 126 * MIB            # bytes
PROTECTIVE, ACTIVE = 0xEE, 0x80      # of a partition table's entry: its type, its first byte


@dataclass(frozen=True)
class Boot:
    """What a boot entry and its disk hold."""
    modules: int = 1
    words: str = ""             # further ones for the kernel's command line
    lines: tuple = ()           # further ones of the entry
    key: str = "kernel"
    protocol: str = ""


def module_paths(count):
    return [f"/boot/m{number}/pattern-{MODULE_SIZES[number % len(MODULE_SIZES)]}" for number in range(count)]


def place_words(image):
    """Returns the words that say where the boot volume lies: files.c."""
    with ImageFile(image) as file:
        mbr = file.read(0, SECTOR)
        entries = [mbr[446 + 16 * index:][:16] for index in range(4)]
        if entries[0][4] != PROTECTIVE:
            active = [index + 1 for index, entry in enumerate(entries) if entry[0] == ACTIVE and entry[4] != 0]
            if not active:                              # without a partition table
                return "part=0 mbr=0"
            return f"part={active[0]} mbr={struct.unpack_from('<I', mbr, 440)[0]}"
        header = file.read(SECTOR, SECTOR)
        table, = struct.unpack_from("<Q", header, 72)
        for index in range(128):
            entry = file.read(table * SECTOR + 128 * index, 128)
            if struct.unpack_from("<Q", entry, 48)[0] & 4:      # legacy BIOS bootable
                return (f"part={index + 1} mbr=0 gpt-disk={header[56:72].hex().upper()} "
                        f"gpt-part={entry[16:32].hex().upper()}")
    raise AssertionError("no boot partition")


def entry_of(boot, image):
    words = f"modules={boot.modules} {place_words(image)} {boot.words}".strip()
    lines = [f"{boot.key} {KERNEL}", f"options {words}", *boot.lines]
    lines += [f"protocol {boot.protocol}"] if boot.protocol else []
    return lines + [f"module {path} number={number}" for number, path in enumerate(module_paths(boot.modules), 1)]


def put(image, kernel, boot=Boot(), **where):
    """Writes the kernel (bytes or a path), its modules and the boot entry to the image."""
    files = {KERNEL: kernel, INTERNAL: b"internal"}
    files |= {path: pattern(int(path.rpartition("-")[2])) for path in module_paths(boot.modules)}
    return guest_disk.put(image, entry_of(boot, image), files, **where)


def good_checks(words, least=LEAST_CHECKS):
    """Returns the number of good checks. Fails if one is bad or if there are too few."""
    result = RESULT.search(words)
    assert result and result[2] == "0" and int(result[1]) >= least, words
    return int(result[1])


def dirty_memory(directory):
    """Returns the options of QEMU that fill the memory above 1 MiB of a PC with 128 MiB before it starts: on a PC that
    was not turned off, memory is not zero."""
    file = directory / "dirt"
    file.write_bytes(b"\xA5" * DIRT)
    return ["-device", f"loader,file={file},addr={MIB:#x},force-raw=on"]


def boots(image, least=LEAST_CHECKS, **options):
    """Boots. Returns the words on COM1 of a kernel whose checks are all good."""
    with Machine(image, **options) as machine:
        status = machine.wait_for_end()
        good_checks(machine.serial, least)
        assert status == KEPT, machine.report()
        return machine.serial


def file_of(name):
    return limine_kernels.build(limine_kernels.VARIANTS[name])
