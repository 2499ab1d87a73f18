# SPDX-License-Identifier: BSD-2-Clause
"""Tests position-independent kernels: they run at a random address, at another one in each boot, and at a fixed one
with `nokaslr`."""
import re
import subprocess

import pytest

import elf
import expect
import foretold
from images import ROOT, make_image
from machine import KEPT, Machine

LAST_TWO_GIB = 0xFFFF_FFFF_8000_0000


def build(directory, *link_flags):
    kernel = directory / "kernel.elf"
    subprocess.run(["x86_64-linux-gnu-g++", "-std=c++20", "-O2", "-ffreestanding", "-fpie", "-mno-red-zone",
                    "-mgeneral-regs-only", "-fno-asynchronous-unwind-tables", "-nostdlib", "-static-pie",
                    "-Wl,--no-dynamic-linker,-z,max-page-size=4096,-z,noexecstack", *link_flags, "-I", ROOT,
                    "-o", kernel, ROOT / "tests/boot/moved_kernel.cpp"], check=True)
    return kernel


def place(image, **options):
    """Returns the virtual and the physical address."""
    with Machine(image, **options) as machine:
        assert machine.wait_for_end() == KEPT, machine.report()
        found = re.search(r"^moved kernel: (\w{16}) (\w{16})$", machine.serial, re.M)
        assert found, machine.report()
        return int(found[1], 16), int(found[2], 16)


@pytest.mark.parametrize("table", ["nopack-relative-relocs", "pack-relative-relocs"])
def test_pointers_are_moved(tmp_path, table):
    kernel = build(tmp_path, f"-Wl,-z,{table}")
    relocations = subprocess.run(["x86_64-linux-gnu-readelf", "-rW", kernel], capture_output=True, text=True).stdout
    assert "no relocations" not in relocations
    assert re.search({"nopack-relative-relocs": "with [1-9]\\d* RELA and 0 RELR",
                      "pack-relative-relocs": "with 0 RELA and [1-9]\\d* RELR"}[table], foretold.boots(kernel))
    virtual, _ = place(make_image(tmp_path, kernel=kernel))
    assert virtual >= LAST_TWO_GIB


@pytest.mark.parametrize("cpu", ["qemu64", "max"])
def test_every_boot_puts_it_elsewhere(tmp_path, cpu):
    """The processor has a random number generator or not."""
    image = make_image(tmp_path, kernel=build(tmp_path))
    assert len({place(image, cpu=cpu) for _ in range(4)}) == 4


def entering(image):
    """Returns the entry point in the loader's message, the kernel's virtual address, and True if the message has the
    physical one."""
    with Machine(image) as machine:
        assert machine.wait_for_end() == KEPT, machine.report()
        words, _, places = machine.serial.partition("moved kernel: ")
        virtual, physical = places.split()
        assert "kernel at" in words
        return re.search(r"entering the kernel at (.*)", words)[1], int(virtual, 16), physical.lstrip("0") in words


def test_the_loader_does_not_tell_where(tmp_path):
    """Logs are often published, so the log has the entry point as linked, and no random address."""
    kernel = build(tmp_path)
    linked = elf.Elf(kernel.read_bytes()).get(elf.ENTRY)
    words, virtual, physical_is_told = entering(make_image(tmp_path, kernel=kernel))
    assert words == f"{linked:X}h as linked" and virtual >= LAST_TWO_GIB and not physical_is_told
    words, virtual, _ = entering(make_image(tmp_path, kernel=kernel, options="nokaslr"))
    assert words == f"{virtual + linked:X}h"


def test_nokaslr_pins_it(tmp_path):
    image = make_image(tmp_path, kernel=build(tmp_path), options="quiet nokaslr")
    first, second = place(image, cpu="max"), place(image, cpu="max")
    assert first == second and first[0] == LAST_TWO_GIB


def test_our_own_kernel_is_pinned_by_nokaslr(tmp_path):
    expect.image_boots(make_image(tmp_path, options="nokaslr"))


@pytest.mark.full
def test_64_boots(tmp_path):
    image = make_image(tmp_path, kernel=build(tmp_path))
    assert len({place(image) for _ in range(64)}) >= 60
