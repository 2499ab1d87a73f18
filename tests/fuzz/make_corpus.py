#!/usr/bin/python3
"""Makes the fuzzers' corpora of real samples: partition tables by sfdisk, volumes by mkfs.fat and mtools, memory maps.

usage: make_corpus.py DIRECTORY     writes DIRECTORY/mbr/*, DIRECTORY/fat/* and DIRECTORY/memory_map/*
"""
import os
import struct
import subprocess
import sys
import tempfile

SECTOR = 512
MOST_SECTORS = 28       # keeps a sample below 16 KiB

TABLES = {
    "one-active": ",,c,*",
    "four": "2048,2048,83\n,2048,7\n,2048,b,*\n,2048,c",
    "logical": "2048,4096,c\n,8192,E\n,2048,c\n,,83",
    "no-fat": ",,83,*",
}

FRAGMENTED = ("for i in 1 2 3 4 5 6; do echo $i > s$i; done; mcopy -i image s1 s2 s3 s4 s5 s6 ::;"
              "mdel -i image ::s2 ::s4;"
              r"printf '\2\0\0\0' | dd of=image bs=1 seek=1004 conv=notrunc status=none;"
              "head -c 2000 /dev/urandom > big; mcopy -i image big ::")

SMALL_FRAGMENTED = FRAGMENTED.replace(r"printf '\2\0\0\0' | dd of=image bs=1 seek=1004 conv=notrunc status=none;", "")
BOOT = ("mmd -i image ::/boot ::/loader ::/loader/entries; head -c 1500 /dev/urandom > f;"
        "mcopy -i image f ::/boot/kernel.elf; mcopy -i image f '::/loader/entries/A long name.conf'")
LONG_NAMES = ("echo x > x; for n in Жук.txt 'with  spaces and a rather long name.tar.gz' lower.txt UPPER.TXT; do"
              " mcopy -i image x \"::$n\"; done")

VOLUMES = {
    "empty": ("-F 32 -s 1 -C image 34000", "true"),
    "boot": ("-F 32 -s 1 -n BOOT -C image 34000", BOOT),
    "long-names": ("-F 32 -s 1 -C image 34000", LONG_NAMES),
    "one-fat": ("-F 32 -s 1 -f 1 -C image 34000", FRAGMENTED),
    "two-fats": ("-F 32 -s 1 -C image 34000", FRAGMENTED),
    "large-sectors": ("-F 32 -s 1 -S 1024 -C image 68000", "head -c 3000 /dev/urandom > f; mcopy -i image f ::/kernel.elf"),
    "large-clusters": ("-F 32 -s 8 -C image 300000",
                       "mmd -i image ::d; echo hello > f; mcopy -i image f ::d/f; mcopy -i image f ::g"),
    "lost-boot-sector": ("-F 32 -s 1 -C image 34000",
                         f"{BOOT}; dd if=/dev/zero of=image bs=512 count=1 conv=notrunc status=none"),
    "fat12-boot": ("-F 12 -s 1 -n BOOT -C image 1440", BOOT),
    "fat12-fragmented": ("-F 12 -s 1 -r 16 -C image 400", SMALL_FRAGMENTED),
    "fat12-floppy": ("-C image 720", LONG_NAMES),
    "fat16-boot": ("-F 16 -s 1 -n BOOT -f 1 -C image 3000", BOOT),
    "fat16-fragmented": ("-F 16 -s 1 -r 16 -C image 3000", SMALL_FRAGMENTED),
    "fat16-large-sectors": ("-F 16 -s 2 -S 2048 -r 64 -C image 20000",
                            "head -c 6000 /dev/urandom > f; mcopy -i image f ::/kernel.elf"),
}

# What BIOSes say to INT 15h AX=E820h: base, length, type.
MEMORY_MAPS = {
    "seabios": [(0, 0x9FC00, 1), (0x9FC00, 0x400, 2), (0xF0000, 0x10000, 2), (0x100000, 0x7EE0000, 1),
                (0x7FE0000, 0x20000, 2), (0xFFFC0000, 0x40000, 2), (0xFD00000000, 0x300000000, 2)],
    "six-gib": [(0, 0x9FC00, 1), (0x9FC00, 0x400, 2), (0xF0000, 0x10000, 2), (0x100000, 0xBFEE0000, 1),
                (0xBFFE0000, 0x20000, 2), (0xFFFC0000, 0x40000, 2), (0x100000000, 0xC0000000, 1)],
    "bochs": [(0, 0x9F000, 1), (0x9F000, 0x1000, 2), (0xE8000, 0x18000, 2), (0x100000, 0x1EF0000, 1),
              (0x1FF0000, 0x10000, 3), (0xFFFC0000, 0x40000, 2)],
    "contradictory": [(0x100000, 0x700000, 1), (0x200000, 0x1800, 2), (0x201000, 0x800, 4), (0, 0x200000, 1),
                      (0x1FFFFF, 2, 5), (0x300000, 0, 2), (0xFFFFFFFFFFFFF000, 0x2000, 1)],
}


def shell(commands: str, directory: str) -> None:
    environment = os.environ | {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"}
    subprocess.run(["sh", "-ec", commands], cwd=directory, env=environment, check=True)


def table(script: str) -> bytes:
    with tempfile.TemporaryDirectory() as directory:
        shell(f"truncate -s 100M image; printf 'label: dos\n{script}\n' | sfdisk -q image", directory)
        with open(f"{directory}/image", "rb") as image:
            return image.read(SECTOR)


def volume(options: str, commands: str) -> bytes:
    """The volume as tests/fuzz/sparse_disk.hpp describes it: the first sectors that are not empty, without copies."""
    with tempfile.TemporaryDirectory() as directory:
        shell(f"mkfs.fat -i 12345678 {options} > /dev/null; {commands}", directory)
        chosen = []
        with open(f"{directory}/image", "rb") as image:
            boot, boot_lba = image.read(SECTOR), 0
            if boot[510:] != b"\x55\xaa":
                image.seek(6 * SECTOR)
                boot, boot_lba = image.read(SECTOR), 6
            size, reserved, fats, length16, length32 = (struct.unpack_from(form, boot, at)[0] for form, at in
                                                        (("<H", 11), ("<H", 14), ("<B", 16), ("<H", 22), ("<I", 36)))
            length = length16 or length32
            factor = size // SECTOR
            copies = range((reserved + length) * factor, (reserved + fats * length) * factor)
            total = os.path.getsize(image.name) // SECTOR
            for lba in range(total):
                image.seek(lba * SECTOR)
                sector = image.read(SECTOR)
                is_copy = 0 < lba < reserved * factor and lba != boot_lba or lba in copies
                if any(sector) and not is_copy:
                    chosen.append((lba, sector))
                if len(chosen) == MOST_SECTORS:
                    break
    return (struct.pack("<IB", total, len(chosen)) + b"".join(struct.pack("<I", lba) for lba, _ in chosen)
            + b"".join(sector for _, sector in chosen))


def memory_map(ranges: list[tuple[int, int, int]]) -> bytes:
    return b"\0" + b"".join(struct.pack("<QQI", *each) for each in ranges)


def main(directory: str) -> None:
    for kind, samples in (("mbr", {name: table(script) for name, script in TABLES.items()}),
                          ("fat", {name: volume(*how) for name, how in VOLUMES.items()}),
                          ("memory_map", {name: memory_map(ranges) for name, ranges in MEMORY_MAPS.items()})):
        os.makedirs(f"{directory}/{kind}", exist_ok=True)
        for name, content in samples.items():
            with open(f"{directory}/{kind}/{name}", "wb") as sample:
                sample.write(content)


main(sys.argv[1])
