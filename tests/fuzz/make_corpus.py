#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Makes the fuzzers' corpora from real samples: partition tables by sfdisk, volumes by mkfs.fat and mtools, memory
maps, LZ4 frames by lz4, gzip files and deflate streams by zlib, the starts of Linux and Multiboot kernels, keys of the
menu.

usage: make_corpus.py DIRECTORY     writes DIRECTORY/mbr/*, DIRECTORY/gpt/*, DIRECTORY/fat/*, DIRECTORY/memory_map/*,
                                    DIRECTORY/rsdp/*, DIRECTORY/smbios/*, DIRECTORY/madt/*, DIRECTORY/lz4_frame/*,
                                    DIRECTORY/gzip/*, DIRECTORY/guest_kernel/*, DIRECTORY/state/* and
                                    DIRECTORY/menu_keys/*
"""
import os
import struct
import subprocess
import sys
import tempfile
import zlib

SECTOR = 512
MOST_SECTORS = 28       # keeps a sample below 16 KiB

TABLES = {
    "one-active": ",,c,*",
    "four": "2048,2048,83\n,2048,7\n,2048,b,*\n,2048,c",
    "logical": "2048,4096,c\n8192,90000,5\n12288,2048,83\n20480,2048,c\n16384,2048,6",
    "no-fat": ",,83,*",
}

GUID_TABLES = {
    "esp": "-n 1:2048:4095 -t 1:ef00",
    "bootable": "-n 1:2048:4095 -t 1:ef02 -n 2:4096:8191 -t 2:0700 -A 2:set:2 -n 3:8192:9000 -t 3:ea00 -n 5:10240:11000",
    "empty": "",
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


# From the ROM of SeaBIOS: an RSDP, and behind it SMBIOS's entry point as QEMU's smbios-entry-point-type=32 and =64 make
# it. No BIOS at hand has an RSDP of revision 2; this one is made up.
SEABIOS_RSDP = bytes.fromhex("5253442050545220ee424f4348532000491afe03") + bytes(12)
SMBIOS_32 = bytes.fromhex("5f534d5f281f020851000000000000005f444d495f398401105a0f00090028") + b"\0"
SMBIOS_64 = bytes.fromhex("5f534d335f4f1803000001008a010000105a0f0000000000") + bytes(8)
RSDP_2 = bytes.fromhex("5253442050545220004641524a4d5002" "0010fe072400000000" "20fe0700000000") + bytes(4)


def adding_up(content: bytes, checksum: int, size: int) -> bytes:
    """Returns the content with the byte at `checksum` changed so that the sum of the first `size` bytes is 0."""
    value = (content[checksum] - sum(content[:size])) % 256
    return content[:checksum] + bytes([value]) + content[checksum + 1:]


RSDPS = {"seabios": SEABIOS_RSDP, "revision-2": adding_up(adding_up(RSDP_2, 8, 20), 32, 36)}
SMBIOSES = {"seabios-32": SEABIOS_RSDP + SMBIOS_32, "seabios-64": SEABIOS_RSDP + SMBIOS_64,
            "both": SMBIOS_64 + SMBIOS_32}

# As SeaBIOS makes it for QEMU's -smp 2,maxcpus=3: processors, an I/O APIC, overrides of interrupts, an NMI pin. The other
# one has entries for x2APICs, a duplicate, and an impossible entry at the end.
MADT_HEADER = b"APIC" + bytes(32) + bytes.fromhex("0000e0fe01000000")
MADTS = {"seabios": MADT_HEADER + bytes.fromhex("0008000001000000 0008010101000000 0008020200000000 010c00000000c0fe00000000"
                                                "020a00000200000000 00 020a000505000000 0d00 0406ff000001"),
         "x2apic": MADT_HEADER + bytes.fromhex("0910000000000000 0100000000000000 0910000000010000 0100000001000000"
                                               "0910000000010000 0100000002000000 0a0c0500ffffffff 01000000 0000")}


# Both copies of a state file, and the name of an entry. The byte before them has the fuzzer correct the checksums.
def state(sequence: int, slots: list[tuple[int, int]]) -> bytes:
    entries = b"".join(struct.pack("<QBBB5x", key, left, 3, 0) for key, left in slots)
    return struct.pack("<8sII5Q64x", b"FJPSTATE", 1, sequence, 1, 0, 2, 3, 4) + entries.ljust(24 * 16, b"\0") + bytes(8)


STATES = {"new": (state(0, []), state(0, []), b"hobby+3-0.conf"),
          "tried": (state(5, [(0x12345678, 2)]), state(6, [(0x12345678, 1)]), b"hobby+12-09.CONF"),
          "wraps": (state(2**32 - 1, [(9, 2), (0x12345678, 0)]), state(0, [(9, 1)]), b"a+b+0-4.conf"),
          "full": (state(3, [(i * 2 + 1, 1) for i in range(24)]), state(2, []), b"hobby+3.conf")}


def shell(commands: str, directory: str) -> None:
    environment = os.environ | {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"}
    subprocess.run(["sh", "-ec", commands], cwd=directory, env=environment, check=True)


def sparse(path: str, skip: set[int] = frozenset()) -> bytes:
    """Returns the image in the format of tests/fuzz/sparse_disk.hpp: the first sectors that are not empty."""
    chosen = []
    with open(path, "rb") as image:
        total = os.path.getsize(path) // SECTOR
        for lba in range(total):
            sector = image.read(SECTOR)
            if any(sector) and lba not in skip and len(chosen) < MOST_SECTORS:
                chosen.append((lba, sector))
    return (struct.pack("<IB", total, len(chosen)) + b"".join(struct.pack("<I", lba) for lba, _ in chosen)
            + b"".join(sector for _, sector in chosen))


def table(script: str) -> bytes:
    with tempfile.TemporaryDirectory() as directory:
        shell(f"truncate -s 100M image; printf 'label: dos\n{script}\n' | sfdisk -q image", directory)
        return sparse(f"{directory}/image")


def guid_table(options: str) -> bytes:
    with tempfile.TemporaryDirectory() as directory:
        shell(f"truncate -s 20M image; sgdisk -o {options} image > /dev/null", directory)
        return sparse(f"{directory}/image")


def volume(options: str, commands: str) -> bytes:
    """Returns the volume without its copies of the boot sector and of the FAT."""
    with tempfile.TemporaryDirectory() as directory:
        shell(f"mkfs.fat -i 12345678 {options} > /dev/null; {commands}", directory)
        with open(f"{directory}/image", "rb") as image:
            boot, boot_lba = image.read(SECTOR), 0
            if boot[510:] != b"\x55\xaa":
                image.seek(6 * SECTOR)
                boot, boot_lba = image.read(SECTOR), 6
        size, reserved, fats, length16, length32 = (struct.unpack_from(form, boot, at)[0] for form, at in
                                                    (("<H", 11), ("<H", 14), ("<B", 16), ("<H", 22), ("<I", 36)))
        length = length16 or length32
        factor = size // SECTOR
        copies = {*range(1, reserved * factor), *range((reserved + length) * factor, (reserved + fats * length) * factor)}
        return sparse(f"{directory}/image", copies - {boot_lba})


def memory_map(ranges: list[tuple[int, int, int]]) -> bytes:
    return b"\0" + b"".join(struct.pack("<QQI", *each) for each in ranges)


# What lz4 packs, and how.
TEXT = b"".join(b"line %d of the kernel's log, page %d\n" % (i, i * i % 97) for i in range(40))
FRAMES = {
    "empty": (b"", "-1"),
    "text": (TEXT, "-9 --no-frame-crc"),
    "text-checksums": (TEXT * 5, "-9 -BX --content-size"),
    "zeros": (bytes(70000), "-9 -B4 --no-frame-crc"),
    "linked": (TEXT * 60, "-9 -B4 -BD --no-frame-crc --content-size"),
    "small-blocks": (TEXT, "-B100 -BD --no-frame-crc"),
    "small-independent-blocks": (TEXT, "-B300 -BX --no-frame-crc --content-size"),
    "stored": (bytes(i * i * 31 % 251 for i in range(100)), "-1 --no-frame-crc"),
}


def lz4_frame(content: bytes, options: str) -> bytes:
    """Prepends the two bytes that choose a window and the reads."""
    with tempfile.TemporaryDirectory() as directory:
        with open(f"{directory}/content", "wb") as file:
            file.write(content)
        shell(f"lz4 -q {options} content packed", directory)
        with open(f"{directory}/packed", "rb") as file:
            return bytes([len(content) % 256, len(options)]) + file.read()


# What zlib packs: the level, the strategy, and the bits of the window, which are negative for a stream without header.
STREAMS = {
    "empty": (b"", 9, zlib.Z_DEFAULT_STRATEGY, -15),
    "empty-file": (b"", 9, zlib.Z_DEFAULT_STRATEGY, 31),
    "dynamic": (TEXT * 3, 9, zlib.Z_DEFAULT_STRATEGY, -15),
    "fixed": (TEXT[:300], 9, zlib.Z_FIXED, -15),
    "stored": (TEXT[:200], 0, zlib.Z_DEFAULT_STRATEGY, -15),
    "literals": (TEXT, 6, zlib.Z_HUFFMAN_ONLY, -15),
    "runs": (bytes(70000), 6, zlib.Z_RLE, -15),
    "far": (TEXT + bytes(i * i * 31 % 251 for i in range(31000)) + TEXT, 9, zlib.Z_DEFAULT_STRATEGY, -15),
    "file": (TEXT, 9, zlib.Z_DEFAULT_STRATEGY, 31),
}


def gzip_file(content: bytes, level: int, strategy: int, window_bits: int) -> bytes:
    """Prepends the two bytes that say whether it is a file, and choose the window."""
    packer = zlib.compressobj(level, zlib.DEFLATED, window_bits, 9, strategy)
    return bytes([window_bits > 0, len(content) % 256]) + packer.compress(content) + packer.flush()


def with_all_fields(file: bytes) -> bytes:
    """Adds every optional field to a sample's header. RFC 1952 (2.3)."""
    header = file[2:5] + b"\x1F" + file[6:12] + b"\x04\x00Ap\x00\x00name\0comment\0"
    return file[:2] + header + struct.pack("<H", zlib.crc32(header) & 0xFFFF) + file[12:]


def gzip_samples() -> dict[str, bytes]:
    samples = {name: gzip_file(*how) for name, how in STREAMS.items()}
    return samples | {"all-fields": with_all_fields(samples["file"])}


def linux_kernel() -> bytes:
    """The start of a bzImage of boot protocol 2.15."""
    file = bytearray(20 * SECTOR)
    file[0x1F1] = 3
    struct.pack_into("<BBIHIHHBB", file, 0x200, 0xEB, 0x6A, 0x5372_6448, 0x20F, 0, 0, 0x200, 0, 1)
    struct.pack_into("<I", file, 0x22C, 0x7FFF_FFFF)
    struct.pack_into("<IBBHI", file, 0x230, 0x20_0000, 1, 21, 0x7F, 2047)
    struct.pack_into("<QI", file, 0x258, 0x100_0000, 0x337_8000)
    file[0x400:0x417] = b"6.1.0-50-amd64 (u) #1\0\0"
    return bytes(file)


def multiboot_header(magic: int, words: list[int], at: int = 0) -> bytes:
    """A header at this offset; version 2 gets its length and its end tag."""
    if magic == 0xE852_50D6:
        words = [0, 16 + 4 * len(words) + 8, 0, *words, 0, 8]
    else:
        words = [words[0], 0, *words[1:]]
    sum_at = 2 if magic == 0xE852_50D6 else 1
    words[sum_at] = -(magic + sum(words[:sum_at])) & 0xFFFF_FFFF
    return bytes(at) + struct.pack(f"<{len(words) + 1}I", magic, *words)


def multiboot_elf(header: bytes) -> bytes:
    """An ELF32 file with a segment and two sections, one of them apart from the segment."""
    start = b"\x7FELF\1\1\1" + bytes(9) + struct.pack("<HHIIIIIHHHHHH", 2, 3, 1, 0x10_0040, 52, 0x400, 0, 52, 32, 1, 40, 2, 1)
    segment = struct.pack("<8I", 1, 0x100, 0x10_0000, 0x10_0000, 0x200, 0x300, 7, 0x1000)
    sections = struct.pack("<10I", 0, 1, 2, 0x10_0000, 0x100, 0x200, 0, 0, 4, 0) + \
        struct.pack("<10I", 0, 3, 0, 0, 0x300, 0x80, 0, 0, 1, 0)
    return ((start + segment).ljust(0x100, b"\0") + header).ljust(0x400, b"\0") + sections


def guest_kernels() -> dict[str, bytes]:
    tags = [1, 12, 6, 0, 6, 8, 5 | 1 << 16, 20, 800, 600, 32, 0, 10, 24, 0x20_0000, 0xFFFF_FFFF, 0x20_0000, 2]
    addresses = [2, 24, 0x10_0000, 0x10_0000, 0, 0x10_4000, 3, 12, 0x10_0020, 0]
    return {"linux": linux_kernel(),
            "multiboot1": multiboot_header(0x1BAD_B002, [0x1_0007, 0x10_0000, 0x10_0000, 0, 0, 0x10_0030, 0, 640, 480, 32]),
            "multiboot1-elf": multiboot_elf(multiboot_header(0x1BAD_B002, [3])),
            "multiboot2": multiboot_header(0xE852_50D6, addresses),
            "multiboot2-elf": multiboot_elf(multiboot_header(0xE852_50D6, tags))}


SILENCE = b"\x82"        # in the events of tests/fuzz/menu_keys.cpp
NO_SILENCE = b"\x81"


def keyboard(*codes: int) -> bytes:
    """Keys as INT 16h returns them in AX."""
    return b"".join(b"\xC0" + struct.pack("<H", code) for code in codes)


MENU_KEYS = {
    "arrows": SILENCE + b"\x1b[A" + SILENCE + b"\x1b[B\x1bOA\x1b[5~\x1b[6~\x1b[1;5C",
    "split": SILENCE + b"\x1b" + NO_SILENCE + b"[" + NO_SILENCE + b"3~" + SILENCE + b"\x1b" + SILENCE,
    "editing": SILENCE + b"e" + SILENCE + b" nokaslr\x17\x15\x0b\x01x\x05y\x7f\x1b[D\x1b[D\x1b[3~\r\n",
    "answers": b"\x1b[?1;2c" + SILENCE + b"\x1b[?64;1;2;6;9;15;16;17;18c" + SILENCE + b"j" + SILENCE + b"\x1b[?6c\r\0",
    "login": SILENCE + b"\r\n\r\nhost login: " + SILENCE + b"\r\nPassword: " + SILENCE + b"\r\n" + SILENCE,
    "gps": SILENCE + b"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n" + SILENCE,
    "mouse": SILENCE + b"\0\0\0" + SILENCE + b"\x40\0\0" + SILENCE + b"M",
    "keyboard": keyboard(0x4B00, 0x4BE0, 0x5300, 0x0E08, 0x1C0D, 0x011B, 0x1E01, 0x1205, 0x3B00, 0x2E61, 0x00E0),
    "other": SILENCE + b"x" + SILENCE + b"\xff\x1b\xff\x43\x1b[[A\x1b[200~\x1b[1\x1b[A",
}


def main(directory: str) -> None:
    for kind, samples in (("mbr", {name: table(script) for name, script in TABLES.items()}),
                          ("gpt", {name: guid_table(options) for name, options in GUID_TABLES.items()}),
                          ("fat", {name: volume(*how) for name, how in VOLUMES.items()}),
                          ("memory_map", {name: memory_map(ranges) for name, ranges in MEMORY_MAPS.items()}),
                          ("rsdp", RSDPS), ("smbios", SMBIOSES), ("madt", MADTS),
                          ("lz4_frame", {name: lz4_frame(*how) for name, how in FRAMES.items()}),
                          ("gzip", gzip_samples()), ("guest_kernel", guest_kernels()),
                          ("state", {name: b"\3" + b"".join(parts) for name, parts in STATES.items()}),
                          ("menu_keys", MENU_KEYS)):
        os.makedirs(f"{directory}/{kind}", exist_ok=True)
        for name, content in samples.items():
            with open(f"{directory}/{kind}/{name}", "wb") as sample:
                sample.write(content)


main(sys.argv[1])
