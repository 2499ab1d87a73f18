# SPDX-License-Identifier: BSD-2-Clause
"""Makes images to boot: disk/image/mkdisk.sh builds them from what `make image TEST=1` built, and tests add or damage
content."""
import fcntl
import hashlib
import os
import struct
import subprocess
from pathlib import Path
from typing import NamedTuple

import elf
from messages import ROOT

IMAGE = ROOT / os.environ.get("FARJUMP_IMAGE", "build/test/farjump.img")      # `make boot-tests` names both
OUT = ROOT / os.environ.get("FARJUMP_OUT", "build/test")
STAGE1, STAGE2, KERNEL = OUT / "stage1.bin", OUT / "stage2.bin", OUT / "sealed-kernel.elf"
EFI_STUB = ROOT / "build/bootx64.efi"

SOURCES = ROOT / "tests/boot"
SBIN = os.environ["PATH"] + ":/usr/sbin:/sbin"          # Debian keeps mkfs.fat and sfdisk there

ENTRY = "/loader/entries/farjump.conf"
KERNEL_PATH = "/boot/kernel.elf"

shelf = None            # the directory of the images that all workers share; conftest.py sets it


def mkdisk(image, *, stage1=STAGE1, stage2=STAGE2, kernel=KERNEL, efi_stub=EFI_STUB, **options):
    """Runs the image builder. Keyword arguments are its further options."""
    command = [ROOT / "disk/image/mkdisk.sh", "--image", image, "--stage1", stage1, "--stage2", stage2, "--kernel", kernel,
               "--efi-stub", efi_stub]
    for name, value in options.items():
        for each in value if isinstance(value, list) else [value]:
            command += [f"--{name.replace('_', '-')}", str(each)]
    return subprocess.run(command, capture_output=True, text=True)


def build_image(directory, **options):
    """Builds an image, for tests of the builder."""
    image = directory / "disk.img"
    result = mkdisk(image, **options)
    assert result.returncode == 0, result.stderr
    return image


def _describe(value):
    """Returns what an image gets from an option's value: of a file, the content and the last part of its name."""
    path = Path(value) if isinstance(value, (str, Path)) else None
    if path and path.is_file():
        return path.name, hashlib.sha256(path.read_bytes()).hexdigest()
    return str(value)


def shelved_image(**options):
    """Returns an image on the shelf. Nobody may change it."""
    inputs = {"stage1": STAGE1, "stage2": STAGE2, "kernel": KERNEL, "efi_stub": EFI_STUB} | options
    described = sorted((name, list(map(_describe, value)) if isinstance(value, list) else _describe(value))
                       for name, value in inputs.items())
    place = shelf / hashlib.sha256(repr(described).encode()).hexdigest()[:32]
    place.mkdir(parents=True, exist_ok=True)
    with open(place / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return place / "disk.img" if (place / "disk.img").exists() else build_image(place, **options)


def make_image(directory, **options):
    """Returns an image to boot or to change. It is a copy, because building an image takes ten times as long as booting
    it."""
    image = directory / "disk.img"
    subprocess.run(["cp", "--sparse=auto", shelved_image(**options), image], check=True)     # most of it are holes
    return image


def image_with_kernel(directory, content, **options):
    """Returns an image whose kernel has these bytes."""
    kernel = directory / "kernel.elf"
    kernel.write_bytes(content)
    return make_image(directory, kernel=kernel, **options)


def mtools(command, image, *arguments, volume=2048 * 512):
    """Runs mdel, mcopy, mtype … on the image's volume, which starts at this byte. Returns the output."""
    return subprocess.run([command, "-i", f"{image}@@{volume}", *arguments], check=True, stdin=subprocess.DEVNULL,
                          capture_output=True, env={**os.environ, "MTOOLSRC": "/dev/null", "LC_ALL": "C.UTF-8"}).stdout


def put_file(image, path, content, **where):
    source = image.with_suffix(".file")
    source.write_bytes(content)
    mtools("mcopy", image, "-o", str(source), f"::{path}", **where)


def get_file(image, path, target):
    mtools("mcopy", image, "-n", f"::{path}", str(target))


def assemble(directory, source, *switches):
    """Assembles a source of these tests with these macros defined. Returns the bytes."""
    binary = directory / f"{source}.bin"
    subprocess.run(["nasm", "-f", "bin", "-I", f"{SOURCES}/", "-o", binary, *(f"-D{switch}" for switch in switches),
                    SOURCES / source], check=True)
    return binary.read_bytes()


class AnnexFacts(NamedTuple):
    """The core's facts about its annex: stage2/annex/facts.hpp."""
    offset: int         # from the start of stage 2: the core's size on the disk
    size: int
    checksum: int       # of the front
    build: int


ANNEX_FACTS_OFFSET = 8      # in stage 2: stage2/entry.asm
FRONT_ROOM = 60 << 10       # annex::front_room: the first bytes of the annex on the disk; its rear follows


def annex_facts(stage2=STAGE2):
    return AnnexFacts(*struct.unpack_from("<4I", stage2.read_bytes(), ANNEX_FACTS_OFFSET))


def annex_of(stage2=STAGE2):
    """Returns the annex as it is on the disk: the front with the header, and the rear."""
    facts = annex_facts(stage2)
    return stage2.read_bytes()[facts.offset:][:facts.size]


class ImageFile:
    """An image to read and to damage. Offsets are in bytes from its start."""

    def __init__(self, image):
        self.file = open(image, "r+b", buffering=0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def read(self, offset, size):
        self.file.seek(offset)
        return self.file.read(size)

    def unpack(self, offset, form):
        return struct.unpack(form, self.read(offset, struct.calcsize(form)))[0]

    def write(self, offset, content):
        self.file.seek(offset)
        written = self.file.write(content)
        assert written == len(content), f"{self.file.name}: {written} of {len(content)} bytes were written"

    def flip_bit(self, offset, bit=0):
        """Returns the new value of the byte."""
        byte = self.read(offset, 1)[0] ^ 1 << bit
        self.write(offset, bytes([byte]))
        return byte


def patch(image, offset, content):
    with ImageFile(image) as file:
        file.write(offset, content)


def flip_bit(image, offset, bit=0):
    with ImageFile(image) as file:
        return file.flip_bit(offset, bit)


def move(image, source, sectors, target):
    """Moves sectors from one place to another, and leaves zeros."""
    with ImageFile(image) as file:
        content = file.read(source * 512, sectors * 512)
        file.write(source * 512, bytes(len(content)))
        file.write(target * 512, content)


def kernel_code_sector(volume):
    """Returns the sector in which the kernel's first segment starts."""
    kernel = elf.Elf(KERNEL.read_bytes())
    return volume.byte_offset(KERNEL_PATH, kernel.get(elf.OFFSET, kernel.segments()[0])) // 512
