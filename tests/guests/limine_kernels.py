# SPDX-License-Identifier: BSD-2-Clause
"""Builds the Limine test kernels of tests/guests/limine, and lists their variants.

    limine_kernels.VARIANTS                 # {name: Variant}
    path = limine_kernels.build(variant)    # Path of the ELF file
    content = limine_kernels.pattern(5000)  # of a module /…/pattern-5000

The Limine Boot Protocol.
"""
import hashlib
import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SOURCES = HERE / "limine"
CACHE = ROOT / "build/guests"

HIGHEST_2_GIB = 0xFFFFFFFF80000000
COMPILER = ["x86_64-linux-gnu-gcc", "-std=gnu11", "-I", ROOT, "-O2", "-Wall", "-Wextra", "-Wshadow", "-Werror",
            "-masm=intel", "-ffreestanding", "-fno-stack-protector", "-fcf-protection=none", "-mno-red-zone",
            "-mgeneral-regs-only", "-fno-asynchronous-unwind-tables", "-fno-builtin"]
LINKER = ["x86_64-linux-gnu-ld", "-nostdlib", "--build-id=none", "-z", "noexecstack", "-z", "max-page-size=4096",
          "--no-warn-rwx-segments"]
CODE = {False: ["-fno-pic", "-mcmodel=kernel"], True: ["-fPIE", "-fvisibility=hidden"]}     # whether it can be moved
LINK = {False: ["-static"], True: ["-pie", "--no-dynamic-linker", "-z", "text"]}
DEFAULTS = {"REVISION": 6, "LEVELS": 0, "X2APIC": 0, "NO_MP": 0, "SMALL": 0, "REQS_SECTION": 0, "RWX": 0}


@dataclass(frozen=True)
class Variant:
    name: str
    purpose: str
    macros: dict = field(default_factory=dict)      # of requests.c
    base: int = HIGHEST_2_GIB
    is_pie: bool = False

    @property
    def revision(self):
        """Returns the base revision that a loader gives it."""
        return min(max(self.macros.get("REVISION", DEFAULTS["REVISION"]), 0), 6)

    @property
    def is_small(self):
        return bool(self.macros.get("SMALL"))


LIST = [
    Variant("none", "has no base revision tag: base revision 0", {"REVISION": -1}),
    *[Variant(f"r{number}", f"base revision {number}", {"REVISION": number}) for number in range(7)],
    Variant("r0-section", "lists its requests in .limine_reqs", {"REVISION": 0, "REQS_SECTION": 1, "SMALL": 1}),
    Variant("r99", "asks for a base revision that does not exist", {"REVISION": 99}),
    Variant("small", "asks for little", {"SMALL": 1}),
    Variant("high", "is linked above the begin of the last 2 GiB", base=0xFFFFFFFFC0200000),
    Variant("pie-low", "is moved from address 0", base=0, is_pie=True),
    Variant("pie-high", "is linked where it can stay, and has relocations", is_pie=True),
    Variant("pie-r3", "is moved from address 0", {"REVISION": 3}, base=0, is_pie=True),
    Variant("five", "would like five levels of page tables", {"LEVELS": 1}),
    Variant("five-only", "needs five levels of page tables", {"LEVELS": 2}),
    Variant("x2apic", "asks for x2APIC mode", {"X2APIC": 1}),
    Variant("no-mp", "does not ask for other processors", {"NO_MP": 1}),
    Variant("rwx", "has segments that are writable and executable", {"RWX": 1}),
]
VARIANTS = {variant.name: variant for variant in LIST}


def run(*command):
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert result.returncode == 0, f"{' '.join(map(str, command))}\n{result.stderr}"


def state_of_sources():
    sources = sorted(path for path in SOURCES.iterdir() if path.suffix in (".c", ".h", ".asm", ".ld"))
    return hashlib.sha256(b"\0".join(each.read_bytes() for each in [*sources, Path(__file__)])).hexdigest()[:16]


def cached(path, make):
    """Returns this file or directory of the cache. make(temporary path) makes it, once: tests run in parallel."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as directory:
            made = Path(directory, path.name)
            make(made)
            try:
                os.rename(made, path)
            except OSError:         # another test was faster
                assert path.exists()
    return path


def compile_shared(target, is_pie):
    """Compiles what all variants share."""
    target.mkdir()
    with ThreadPoolExecutor() as pool:
        jobs = [pool.submit(run, *COMPILER, *CODE[is_pie], "-c", source, "-o", target / f"{source.stem}.o")
                for source in SOURCES.glob("*.c") if source.name != "requests.c"]
        jobs.append(pool.submit(run, "nasm", "-f", "elf64", "-w+error", "-o", target / "entry.o", SOURCES / "entry.asm"))
        for job in jobs:
            job.result()


def script(variant):
    text = (SOURCES / "kernel.ld").read_text()
    if not variant.is_pie:
        text = "".join(line for line in text.splitlines(True) if "/* DYNAMIC */" not in line)
    if variant.macros.get("RWX"):
        for rights in (4, 5, 6):
            text = text.replace(f"FLAGS({rights})", "FLAGS(7)")
    return text


def link(variant, shared, target):
    macros = {**DEFAULTS, **variant.macros}
    with tempfile.TemporaryDirectory() as directory:
        requests, layout = Path(directory, "requests.o"), Path(directory, "kernel.ld")
        layout.write_text(script(variant))
        run(*COMPILER, *CODE[variant.is_pie], *(f"-D{name}={value}" for name, value in macros.items()), "-c",
            SOURCES / "requests.c", "-o", requests)
        run(*LINKER, *LINK[variant.is_pie], f"--defsym=LINK_BASE={variant.base:#x}", "-T", layout, "-o", target,
            shared / "entry.o", requests, *sorted(each for each in shared.glob("*.o") if each.name != "entry.o"))


def build(variant):
    """Returns the variant's ELF file."""
    cache = CACHE / f"limine-{state_of_sources()}"
    shared = cached(cache / ("pie" if variant.is_pie else "static"), lambda made: compile_shared(made, variant.is_pie))
    return cached(cache / f"{variant.name}.elf", lambda made: link(variant, shared, made))


def pattern(size):
    """modules.c."""
    return bytes((each * 7 + each // 256) & 0xFF for each in range(size))
