# SPDX-License-Identifier: BSD-2-Clause
"""Makes disks with other projects' tools, with a kernel on their FAT volume and without farjump, and runs the
installer.

    image = foreign.mbr(tmp_path, first=63)
    result = foreign.install(image, "--dry-run")
"""
import re
import shutil
import struct
import subprocess

import file_sums
from images import ANNEX_FACTS_OFFSET, KERNEL, OUT, SBIN, STAGE1, STAGE2, annex_facts, annex_of, make_image, patch
from messages import ROOT
from tables import put_record

INSTALLER = ROOT / "build/farjump-install"
STAGE2_SIZE = STAGE2.stat().st_size
ENOUGH_RESERVED = 8 + STAGE2_SIZE // 512
BEHIND = 4096           # sectors behind the last partition


def run(*command, text=None):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, input=text,
                            env={"PATH": SBIN, "MTOOLSRC": "/dev/null"})
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def install(image, *options, stages=OUT, cwd=None):
    """Runs the installer, by default in the image's directory, so that its backup is written there."""
    return subprocess.run([str(word) for word in (INSTALLER, "--stages", stages, *options, image)], capture_output=True,
                          text=True, cwd=cwd or image.parent)


def installed(image, *options, **where):
    result = install(image, *options, **where)
    assert result.returncode == 0, result.stderr
    return result.stdout


def refused(image, *options, words, hint="", **where):
    before = image.read_bytes()
    result = install(image, *options, **where)
    assert result.returncode == 1, result.stdout
    message = re.fullmatch(r"farjump-install: (.+)\nhint: (.+)\n", result.stderr)
    assert message and words in message[1] and hint in message[2], result.stderr
    assert image.read_bytes() == before
    return result


def backup_of(image, number=1):
    return image.with_name(image.name + ".farjump-backup" + (f"-{number}" if number > 1 else ""))


def ranges(words):
    """Returns the byte ranges that the installer announced, as slices."""
    return [slice(int(first), int(last) + 1) for first, last in re.findall(r"^  bytes (\d+) to (\d+): ", words, re.M)]


def sectors_of(fat):
    """Returns the size of a small volume of this type with clusters of one sector; FAT12: of two."""
    return {12: 8000, 16: 6000, 32: 70000}[fat]


def put_volume(image, lba, fat=32, *options, sector=512, kernel=True):
    """Runs mkfs.fat at this sector, and writes a kernel and a boot entry with mtools."""
    size = sectors_of(fat) * sector // 1024
    run("mkfs.fat", "-F", fat, "-S", sector, "-s", 2 if fat == 12 else 1, "-n", "STICK", "-i", "12345678", "--mbr=n", "--offset", lba,
        *options, image, size)
    if kernel:
        entry = image.with_suffix(".conf")
        entry.write_text("title mine\nkernel /boot/kernel.elf\noptions colour=green\n")
        drive = f"{image}@@{lba * sector}"
        run("mmd", "-i", drive, "::/boot", "::/loader", "::/loader/entries")
        run("mcopy", "-i", drive, KERNEL, "::/boot/kernel.elf")
        run("mcopy", "-i", drive, entry, "::/loader/entries/mine.conf")
        entry.unlink()
    return image


def empty(directory, sectors, sector=512):
    image = directory / "stick.img"
    with open(image, "wb") as file:
        file.truncate(sectors * sector)
    return image


def sfdisk(image, lines, label="dos"):
    identity = "label-id: 0x1A2B3C4D\n" if label == "dos" else ""
    run("sfdisk", "-q", "--no-reread", "--no-tell-kernel", image,
        text=f"label: {label}\n{identity}unit: sectors\n{lines}\n")


def mbr(directory, fat=32, first=2048, *options, **more):
    image = empty(directory, first + sectors_of(fat) + BEHIND)
    sfdisk(image, f"start={first}, size={sectors_of(fat)}, type=c, bootable")
    return put_volume(image, first, fat, *options, **more)


def mbr_4096(directory, fat=16):
    """Writes the table itself, because sfdisk does not support 4096-byte sectors in files. It is in the first 512 bytes
    of a sector of any size."""
    image = empty(directory, 256 + sectors_of(fat), 4096)
    patch(image, 0x1B8, struct.pack("<I", 0x1A2B3C4D))
    patch(image, 510, b"\x55\xAA")
    put_record(image, 0, 0, type=0x0E, first=256, sectors=sectors_of(fat), indicator=0x80, sector_size=4096)
    return put_volume(image, 256, fat, sector=4096)


def logical(directory, fat=16, *options, first=2048):
    size = sectors_of(fat)
    image = empty(directory, 6144 + size + BEHIND)
    sfdisk(image, f"1: start={first}, size=1024, type=83\n2: start=4096, size={size + 2048}, type=f\n"
                  f"5: start=6144, size={size}, type=e, bootable")
    return put_volume(image, 6144, fat, *options)


def gpt(directory, fat=32, bios_boot=(34, 2047), *options):
    """Writes a table with sgdisk: the volume from sector 2048 on, and before it a BIOS boot partition, if requested."""
    image = empty(directory, 2048 + sectors_of(fat) + BEHIND)
    boot = ["-n", f"2:{bios_boot[0]}:{bios_boot[1]}", "-t", "2:EF02"] if bios_boot else []
    run("sgdisk", "-a", 1, "-n", f"1:2048:{2048 + sectors_of(fat) - 1}", "-t", "1:0700", *boot, image)
    return put_volume(image, 2048, fat, *options)


def gpt_4096(directory):
    """Uses the image builder's table without what it installed, because no tool here writes such a table to a file."""
    image = make_image(directory, layout="gpt", sector_bytes=4096, fat=16).rename(directory / "stick.img")
    patch(image, 0, bytes(440))
    patch(image, 34 * 4096, bytes(STAGE2_SIZE))
    return image


def superfloppy(directory, fat=32, reserved=ENOUGH_RESERVED, sector=512):
    image = empty(directory, sectors_of(fat), sector)
    return put_volume(image, 0, fat, "-R", reserved, sector=sector)


# Name: the maker, and the options that the installer needs.
LAYOUTS = {
    "mbr": (mbr, []),
    "mbr-fat12": (lambda directory: mbr(directory, 12), []),
    "mbr-gap-just-enough": (lambda directory: mbr(directory, 16, STAGE2_SIZE // 512 + 1), []),
    "mbr-4096": (mbr_4096, []),
    "logical": (logical, []),
    "gpt": (gpt, []),
    "gpt-bios-boot-last": (lambda directory: gpt(directory, 16, (9000, 9000 + STAGE2_SIZE // 512)), []),
    "gpt-4096": (gpt_4096, []),
    "superfloppy-12": (lambda directory: superfloppy(directory, 12), []),
    "superfloppy-16": (lambda directory: superfloppy(directory, 16), []),
    "superfloppy-32": (superfloppy, []),
    "superfloppy-4096": (lambda directory: superfloppy(directory, 16, 8 + STAGE2_SIZE // 4096, 4096), []),
    "boot-record": (lambda directory: mbr(directory, 32, 2048, "-R", ENOUGH_RESERVED), ["--boot-record", "1"]),
    "boot-record-fat16-gap-62": (lambda directory: mbr(directory, 16, 63, "-R", ENOUGH_RESERVED),
                                 ["--boot-record", "1"]),
    "boot-record-logical": (lambda directory: logical(directory, 16, "-R", ENOUGH_RESERVED), ["--boot-record", "5"]),
    "boot-record-gpt": (lambda directory: gpt(directory, 32, None, "-R", ENOUGH_RESERVED), ["--boot-record", "1"]),
}


# Disks without room for stage 2 but on their volume, and where that volume starts. In these it becomes a file.
ROOMLESS = {
    "gap-62-fat12": (lambda directory: mbr(directory, 12, 63), [], 63),
    "gap-62-fat16": (lambda directory: mbr(directory, 16, 63), [], 63),
    "gap-62-fat32": (lambda directory: mbr(directory, 32, 63), [], 63),
    "gap-0": (lambda directory: mbr(directory, 16, 1), [], 1),
    "gap-62-logical": (lambda directory: logical(directory, 16, first=63), [], 6144),
    "gpt-without-bios-boot": (lambda directory: gpt(directory, 32, None), [], 2048),
    "gpt-with-a-small-one": (lambda directory: gpt(directory, 16, (34, 40)), [], 2048),
    "superfloppy-12-reserved-1": (lambda directory: superfloppy(directory, 12, 1), [], 0),
    "superfloppy-32-reserved-32": (lambda directory: superfloppy(directory, 32, 32), [], 0),
    "superfloppy-4096-reserved-8": (lambda directory: superfloppy(directory, 16, 8, 4096), [], 0),
    "boot-record-reserved-32": (mbr, ["--boot-record", "1"], 2048),
    "boot-record-logical-reserved-1": (logical, ["--boot-record", "5"], 6144),
}


def volume_of(image, start, sector=512):
    """Returns a copy of the volume that starts at this sector, for fsck.fat and mtools."""
    volume = image.with_name("volume.img")
    volume.write_bytes(image.read_bytes()[start * sector:])
    return volume


def check_volume(image, start, sector=512):
    """Checks that fsck.fat finds no fault."""
    words = run("fsck.fat", "-n", volume_of(image, start, sector)).splitlines()
    assert len(words) == 2 and re.search(r"\d+ files, \d+/\d+ clusters$", words[1]), words


def fill(image, start, leave, sector=512):
    """Leaves this many clusters (of one sector) free on the volume."""
    free = int(re.sub(r"\D", "", re.search(r"([\d ]+) bytes free", run("mdir", "-i", f"{image}@@{start * sector}"))[1]))
    filler = image.with_suffix(".fill")
    filler.write_bytes(bytes(free - leave * sector))
    run("mcopy", "-i", f"{image}@@{start * sector}", filler, "::/filler")
    filler.unlink()


def other_build(directory):
    """Returns the stages of another build: stage 2's core with another last byte, which is padding, and the stage 1
    that accepts it (disk/build/pack_stage2.cpp)."""
    stage2 = bytearray(STAGE2.read_bytes())
    stage2[annex_facts().offset - 1] ^= 0xFF
    return stages_with(directory / "other-build", stage2)


def older_build(directory, of_annex):
    """Returns the stages of a build whose core has a checksum of its whole annex: `of_annex` returns the checksum of these
    bytes. The annex's size need not be a multiple of the wide sum's blocks."""
    stage2, facts = bytearray(STAGE2.read_bytes()), annex_facts()
    size = facts.size if of_annex is file_sums.wide_of_blocks else facts.size - 5
    struct.pack_into("<4I", stage2, ANNEX_FACTS_OFFSET, facts.offset, size, of_annex(annex_of()[:size]), facts.build)
    return stages_with(directory / "older-build", stage2)


def stages_with(stages, stage2):
    """Writes this stage 2 and the stage 1 that accepts it to a new directory. Returns the directory."""
    stages.mkdir()
    (stages / "stage2.bin").write_bytes(stage2)
    stage1 = STAGE1.read_bytes()
    start = re.search(rb"\x66\xBA....\x66\x69\xD2", stage1, re.S).start() + 2
    sum = struct.pack("<I", sum_start(stage2[:annex_facts().offset]))
    (stages / "stage1.bin").write_bytes(stage1[:start] + sum + stage1[start + 4:])
    return stages


SUM_MULTIPLIER = 0x9E3779B1


def core_sum(content, sum):
    """Returns the sum that stage 1 computes: include/core_sum.hpp."""
    for dword, in struct.iter_unpack("<I", content):
        sum = sum * SUM_MULTIPLIER & 0xFFFFFFFF
        sum = (sum << 5 | sum >> 27) & 0xFFFFFFFF ^ dword
    return sum


def sum_start(content):
    """Returns the start value for which the sum of the content is 0."""
    inverse, sum = pow(SUM_MULTIPLIER, -1, 1 << 32), 0
    for dword, in reversed(list(struct.iter_unpack("<I", content))):
        sum ^= dword
        sum = (sum >> 5 | sum << 27) * inverse & 0xFFFFFFFF
    return sum


def copy(image, name):
    return shutil.copyfile(image, image.with_name(name))
