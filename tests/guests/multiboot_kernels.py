# SPDX-License-Identifier: BSD-2-Clause
"""Builds the Multiboot test kernels of tests/guests/multiboot, and lists their variants.

    multiboot_kernels.VARIANTS                          # what each is for, and what it wants
    kernels = multiboot_kernels.build(directory)        # {name: Path}; the path on the disk is that of the variant
    modules = multiboot_kernels.build_modules(directory)    # [Path]; a variant gets the first of them

"Multiboot Specification version 0.6.96", "Multiboot2 Specification 2.0": "OS image format" (3.1).
"""
import hashlib
import os
import struct
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from elf_container import Segment, container

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SOURCES = HERE / "multiboot"
CACHE = ROOT / "build/guests"

COMPILER = ["i686-linux-gnu-g++", "-std=c++23", "-I", ROOT, "-Wall", "-Wextra", "-Wshadow", "-Wconversion",
            "-Wno-sign-conversion", "-Werror", "-ffreestanding", "-fno-exceptions", "-fno-rtti", "-fPIE", "-fno-plt",
            "-fno-zero-initialized-in-bss",     # .bss is only what the checks look at
            "-fno-stack-protector", "-fno-asynchronous-unwind-tables", "-fno-threadsafe-statics",
            "-fcf-protection=none", "-mgeneral-regs-only", "-march=i386", "-O1"]
LINKER = ["i686-linux-gnu-ld", "-T", SOURCES / "kernel.ld", "--no-dynamic-linker", "-z", "norelro", "-z", "noexecstack",
          "--no-warn-rwx-segments"]

LINK_BASE = 1 << 20
EXPECTED_SUM = 48                   # its offset in Expectation (answer.hpp)
BSS_SIZE = (64 << 10) + 3

WORDS = "alpha=1 beta=two /gamma"
KLUDGE, VIDEO = 1 << 16, 1 << 2     # flags of a Multiboot 1 header
TEXT = (0, 0, 0)
GRAPHICS = (1024, 768, 32)
LOW, HIGH = 1, 2                    # preferences of a relocatable kernel
SQUARE_AT, SQUARE_COLOUR = (120, 120), (0x20, 0x80, 0xE0)       # what the kernel draws in graphics: screen.cpp
WRITTEN = "drawn by a Multiboot kernel"                         # what it writes in text

# All tags that GRUB gives on a PC with a BIOS.
GIVEN_BY_GRUB = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 15, 21)


@dataclass(frozen=True)
class Module:
    name: str
    words: str
    size: int

    @property
    def path(self):
        return f"/boot/{self.name}"


MODULES = [Module("module0", "first module", 4096), Module("module1", "", 5001), Module("module2", "third", 300003)]


@dataclass(frozen=True)
class Variant:
    name: str
    purpose: str
    protocol: int
    container: int = 32             # bits of the ELF file; 0: none
    header: dict = field(default_factory=dict)      # macros of header.asm
    shown: tuple = TEXT             # the screen that the kernel expects
    may_be_text: bool = False       # whether text is right, too
    modules: int = 0
    symbols: bool = False
    base: int = LINK_BASE
    relocatable: bool = False
    segments: tuple = ()            # address, bytes in the file, bytes in memory
    empty_segment: bool = False     # a PT_LOAD without memory at address 0
    high: int = 0                   # what p_vaddr is above p_paddr
    wrong_entry: bool = False       # whether e_entry leads to a trap
    file_prefix: int = 0            # bytes in front of the image
    bss: int = BSS_SIZE
    cut: int = 0                    # bytes that are missing at the file's end
    mutate: bool = False
    memory: str = "128M"
    is_wrong: bool = False          # whether all loaders must refuse it
    grub_error: str = ""            # GRUB's words where it refuses
    grub_hangs: bool = False        # whether it is known to overwrite itself
    grub_fails: tuple = ()          # failed checks that are GRUB's, by the begin of their lines, beyond GRUB_FAILS
    quick: bool = False             # whether the daily tests boot it

    @property
    def path(self):
        return f"/boot/{self.name}"


# GRUB does not write the reserved word of Multiboot 1's modules.
GRUB_FAILS = ("padding: reserved word of a module: ",)
CANNOT_BE_SPOILT = {1: {"reserved word of a module"}, 2: set()}     # by mutations under GRUB

ONE, TWO = {"FLAGS": 3}, {"MODULE_ALIGN": 1}
KNOWN = ((0x300000, 5000, 9000),)
SHARED_PAGES = ((0x8000000, 0x10, 0x10), (0x8000010, 0xFF0, 0xFF0), (0x8001000, 0x123, 0x234))
ASKED = dict(zip(("WIDTH", "HEIGHT", "DEPTH"), GRAPHICS))

VARIANTS = [
    Variant("mb1-kludge", "the header's addresses lay out a file that is no ELF", 1, 0, {"FLAGS": KLUDGE | 3},
            modules=3, quick=True),
    Variant("mb1-kludge-prefix", "the image begins behind other bytes of the file, and the header inside the image",
            1, 0, {"FLAGS": KLUDGE | 3, "PREFACE": 64}, modules=1, file_prefix=512),
    Variant("mb1-elf32", "ELF with symbols", 1, 32, ONE, modules=3, symbols=True),
    Variant("mb1-elf64", "ELF64 whose code has 32 bits", 1, 64, ONE, modules=1, symbols=True),
    Variant("mb1-kludge-in-elf64", "the header's addresses win over an ELF header, as Solo5 needs it", 1, 64,
            {"FLAGS": KLUDGE | 3}, modules=1, wrong_entry=True),
    Variant("mb1-video", "asks for graphics", 1, 32, {"FLAGS": VIDEO | 3, "MODE_TYPE": 0, **ASKED}, GRAPHICS,
            modules=1),
    Variant("mb1-text", "asks for text", 1, 32, {"FLAGS": VIDEO | 3, "MODE_TYPE": 1, "WIDTH": 80, "HEIGHT": 25,
                                                 "DEPTH": 0}),
    Variant("mb1-decoy", "a magic with a wrong sum lies before the header", 1, 32, {**ONE, "DECOY": 1}),
    Variant("mb1-physical-entry", "the entry is a physical address, as in xv6", 1, 32, ONE, high=0x80000000,
            grub_error="entry point isn't in a segment"),
    Variant("mb1-empty-segment", "a PT_LOAD without memory lies at address 0", 1, 32, ONE, empty_segment=True),
    Variant("mb1-shared-pages", "segments share pages", 1, 32, ONE, segments=SHARED_PAGES, modules=2, memory="192M"),
    Variant("mb1-large-bss", "modules must lie outside of a .bss of 64 MiB", 1, 32, ONE, modules=3, bss=64 << 20),
    Variant("mb1-low", "lies in low memory, where loaders are", 1, 32, ONE, base=0x8000, modules=1,
            segments=((0x50000, 5000, 9000),)),
    Variant("mb1-late-header", "the header ends with the first 8 KiB", 1, 32, {**ONE, "PREFACE": 4096 - 12}),
    Variant("mb1-mutations", "damages the answer and finds each damage", 1, 32, ONE, modules=3, symbols=True,
            segments=KNOWN, mutate=True, quick=True),
    Variant("mb1-mutations-video", "the same in graphics", 1, 64, {"FLAGS": VIDEO | 3, "MODE_TYPE": 0, **ASKED},
            GRAPHICS, modules=2, symbols=True, segments=KNOWN, mutate=True),
    Variant("mb2-elf32", "ELF with symbols", 2, 32, TWO, modules=3, symbols=True),
    Variant("mb2-elf64", "ELF64 with symbols", 2, 64, TWO, modules=2, symbols=True, quick=True),
    Variant("mb2-bare", "the header has no tags", 2, 32),
    Variant("mb2-flat", "the tags of addresses lay out a file that is no ELF", 2, 0,
            {"LOAD_ADDRESS": "image_begin", "LOAD_END": "data_end"},
            modules=1, file_prefix=512),
    Variant("mb2-flat-whole", "the load address FFFFFFFFh means the begin of the file", 2, 0,
            {"LOAD_ADDRESS": 0xFFFFFFFF, "LOAD_END": 0, "PREFACE": 64}, modules=1),
    # GRUB 2.06 computes the size to load from the load address FFFFFFFFh, and reads over its own memory.
    Variant("mb2-flat-whole-end", "the same, with the end of what is to be loaded", 2, 0,
            {"LOAD_ADDRESS": 0xFFFFFFFF, "LOAD_END": "data_end", "PREFACE": 64}, modules=1, grub_hangs=True),
    Variant("mb2-relocatable-low", "may be anywhere, and wants to be low", 2, 32,
            {**TWO, "RELOCATABLE": LOW, "LOWEST": 0x200000, "HIGHEST": 0x6000000}, modules=2, relocatable=True),
    Variant("mb2-relocatable-high", "may be anywhere, and wants to be high", 2, 32,
            {**TWO, "RELOCATABLE": HIGH, "LOWEST": 0x200000, "HIGHEST": 0xFFFFFFFF}, modules=2, relocatable=True),
    Variant("mb2-video", "needs graphics", 2, 32, {"FRAMEBUFFER": "NEEDED", **ASKED}, GRAPHICS, modules=1),
    Variant("mb2-impossible-video", "would like graphics that no PC has, and can do with text", 2, 32,
            {"FRAMEBUFFER": "WISHED", "WIDTH": 1024, "HEIGHT": 768, "DEPTH": 13, "CONSOLE": "WISHED"}, GRAPHICS,
            may_be_text=True),
    Variant("mb2-text", "needs a console, and knows text only", 2, 32, {"CONSOLE": "NEEDED"}),
    Variant("mb2-requests", "asks for all tags", 2, 32, {"REQUESTS": ", ".join(map(str, GIVEN_BY_GRUB))}, modules=1),
    Variant("mb2-efi", "needs EFI's boot services, which a BIOS loader must ignore", 2, 32, {**TWO, "EFI": "WISHED"}),
    Variant("mb2-efi32", "needs the entry of 32-bit EFI as well", 2, 32, {**TWO, "EFI": "NEEDED"},
            grub_error="unsupported tag: 0x8"),
    Variant("mb2-empty-segment", "a PT_LOAD without memory lies at address 0", 2, 64, TWO, empty_segment=True,
            grub_fails=("base: load base: expected 00100000h, found 00000000h",)),
    Variant("mb2-shared-pages", "segments share pages", 2, 64, TWO, segments=SHARED_PAGES, modules=2, memory="192M"),
    Variant("mb2-low", "lies in low memory, where loaders are", 2, 32, TWO, base=0x8000, modules=1,
            segments=((0x50000, 5000, 9000),)),
    Variant("mb2-large-bss", "modules must lie outside of a .bss of 64 MiB", 2, 32, TWO, modules=3, bss=64 << 20),
    Variant("mb2-late-header", "the header ends with the first 32 KiB", 2, 32, {**TWO, "PREFACE": (28 << 10) - 32}),
    Variant("mb2-unknown-wishes", "has an unknown tag and an unknown request, which may be ignored", 2, 32,
            {"REQUESTS": "1, 99", "REQUESTS_ARE": "WISHED", "UNKNOWN_TAG": "WISHED"}),
    Variant("mb2-mutations", "damages the answer and finds each damage", 2, 64, TWO, modules=3, symbols=True,
            segments=KNOWN, mutate=True, quick=True),
    Variant("mb2-mutations-video", "the same in graphics", 2, 32, {**TWO, "FRAMEBUFFER": "NEEDED", **ASKED}, GRAPHICS,
            modules=2, symbols=True, segments=KNOWN, mutate=True),

    # What all loaders must refuse.
    Variant("mb1-unknown-flag", "needs what flag 3 stands for, which is not defined", 1, 32, {"FLAGS": 1 << 3},
            is_wrong=True, grub_error="unsupported flag: 0x8"),
    Variant("mb1-wrong-sum", "the only header has a wrong sum", 1, 32, {**ONE, "WRONG_SUM": 1}, is_wrong=True,
            grub_error="no multiboot header found"),
    Variant("mb1-too-late", "the header ends behind the first 8 KiB", 1, 32, {**ONE, "PREFACE": 4096 - 8},
            is_wrong=True, grub_error="no multiboot header found"),
    Variant("mb1-cut", "the file ends within the image", 1, 32, ONE, cut=100, is_wrong=True,
            grub_error="premature end of file"),
    Variant("mb1-too-large", "the .bss is larger than memory", 1, 32, ONE, bss=512 << 20, is_wrong=True,
            grub_error="out of memory"),
    Variant("mb2-unknown-tag", "needs what tag 99 stands for, which is not defined", 2, 32, {"UNKNOWN_TAG": "NEEDED"},
            is_wrong=True, grub_error="unsupported tag: 0x63"),
    Variant("mb2-unknown-request", "needs a tag that is not defined", 2, 32, {"REQUESTS": "1, 99"}, is_wrong=True,
            grub_error="unsupported information tag: 0x63"),
    Variant("mb2-wrong-sum", "the only header has a wrong sum", 2, 32, {**TWO, "WRONG_SUM": 1}, is_wrong=True,
            grub_error="no multiboot header found"),
    # GRUB 2.06 accepts a header that begins before 32 KiB and ends behind them.
    Variant("mb2-too-late", "the header begins behind the first 32 KiB", 2, 32, {**TWO, "PREFACE": 28 << 10},
            is_wrong=True, grub_error="no multiboot header found"),
    Variant("mb2-for-mips", "is for another processor", 2, 32, {**TWO, "ARCHITECTURE": 4}, is_wrong=True,
            grub_error="no multiboot header found"),
    Variant("mb2-no-entry", "the tag of addresses has no tag of the entry beside it", 2, 0,
            {"LOAD_ADDRESS": "image_begin", "LOAD_END": "data_end", "NO_ENTRY": 1}, is_wrong=True,
            grub_error="load address tag without entry address tag"),
    Variant("mb2-cut", "the file ends within the image", 2, 64, TWO, cut=100, is_wrong=True,
            grub_error="premature end of file"),
]


def run(*command):
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert result.returncode == 0, f"{' '.join(map(str, command))}\n{result.stderr}"
    return result.stdout


def objects():
    """Compiles what all variants share, once for each state of the sources."""
    sources = sorted(SOURCES.glob("*.[ch]pp")) + [SOURCES / "entry.asm", Path(__file__)]
    state = hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    finished = CACHE / state
    if not finished.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as directory:
            compile_all(Path(directory, "objects"))
            try:
                os.rename(Path(directory, "objects"), finished)
            except OSError:
                assert finished.is_dir(), "another process was to have made it"
    return sorted(finished.glob("*.o"))


def compile_all(directory):
    directory.mkdir()

    def compile_one(source):
        run(*COMPILER, "-c", source, "-o", directory / f"{source.stem}.o")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(compile_one, sorted(SOURCES.glob("*.cpp"))))
    run("nasm", "-f", "elf32", "-w+error", "-o", directory / "entry.o", SOURCES / "entry.asm")


def macros(variant):
    """Returns what header.asm wants to know about a variant."""
    segments = [number for each in variant.segments for number in each] or [0]
    width, height, depth = variant.shown
    return {"PROTOCOL": variant.protocol, "LINK_BASE": variant.base, "SHOWN_WIDTH": width, "SHOWN_HEIGHT": height,
            "SHOWN_DEPTH": depth, "SYMBOLS": variant.container if variant.symbols else 0, "MODULES": variant.modules,
            "MUTATE": int(variant.mutate), "IS_RELOCATABLE": int(variant.relocatable),
            "MAY_BE_TEXT": int(variant.may_be_text), "LOWEST": 0, "HIGHEST": 0xFFFFFFFF,
            "WRONG_SUM": 0, "ARCHITECTURE": 0, "REQUESTS_ARE": "NEEDED",
            "SEGMENTS": ", ".join(map(str, segments)), "PATH": f"'{variant.path}'", "WORDS": f"'{WORDS}'",
            "BSS_SIZE": variant.bss, **variant.header}


def symbols_of(linked):
    return {name: int(value, 16) for value, _, name in
            map(str.split, run("i686-linux-gnu-nm", "--defined-only", linked).splitlines())}


def known_bytes(address, size):
    """answer.hpp, known_byte()."""
    return bytes((each * 167 + (each >> 8) * 13 + 91) & 0xFF for each in range(address, address + size))


def link(variant, work):
    """Returns the image up to its .bss, and its symbols."""
    header, linked, flat = (work / f"{variant.name}.{end}" for end in ("header.o", "linked", "flat"))
    defines = [f"-D{name}={value}" for name, value in macros(variant).items()]
    run("nasm", "-f", "elf32", "-w+error", *defines, "-o", header, SOURCES / "header.asm")
    run(*LINKER, *(["-pie"] if variant.relocatable else []), f"--defsym=LINK_BASE={variant.base}", "-o", linked, header,
        *objects())
    run("i686-linux-gnu-objcopy", "-O", "binary", linked, flat)
    symbols, image = symbols_of(linked), bytearray(flat.read_bytes())
    assert len(image) == symbols["data_end"] - variant.base
    text = image[:symbols["text_end"] - variant.base]
    struct.pack_into("<I", image, symbols["expectation"] - variant.base + EXPECTED_SUM,
                     sum(struct.unpack(f"<{len(text) // 4}I", text)) & 0xFFFFFFFF)
    return bytes(image), symbols


def file_of(variant, work):
    """Returns the bytes of a variant's file."""
    whole = whole_file(variant, work)
    return whole[:len(whole) - variant.cut]


def whole_file(variant, work):
    image, symbols = link(variant, work)
    if not variant.container:
        return bytes(variant.file_prefix) + image
    segments = [Segment(variant.base + variant.high, variant.base, image, symbols["bss_end"] - variant.base)]
    segments += [Segment(address, address, known_bytes(address, size), memory) for address, size, memory in
                 variant.segments]
    segments += [Segment(0, 0, b"", 0)] * variant.empty_segment
    entry = symbols["wrong_entry" if variant.wrong_entry else "entry"]
    return container(variant.container, entry, segments, symbols if variant.symbols else None)


def module_bytes(number):
    """Returns a module that knows its number, size, words and sum: modules.cpp."""
    module = MODULES[number]
    head_size = struct.calcsize("<8sIII64s64s")
    rest = bytes(((each * each >> 3) + each + number) & 0xFF for each in range(module.size - head_size))
    total = 0
    for byte in rest:
        total = (total * 33 + byte) & 0xFFFFFFFF
    return struct.pack("<8sIII64s64s", b"MBMODULE", number, module.size, total, module.path.encode(),
                       module.words.encode()) + rest


def build(directory, variants=VARIANTS):
    """Builds these variants. Returns their files by name."""
    files = {}
    with tempfile.TemporaryDirectory() as work:
        for variant in variants:
            files[variant.name] = directory / variant.name
            files[variant.name].write_bytes(file_of(variant, Path(work)))
    return files


def build_modules(directory):
    """Builds the modules, which all variants share. Returns their files."""
    for number, module in enumerate(MODULES):
        (directory / module.name).write_bytes(module_bytes(number))
    return [directory / module.name for module in MODULES]
