# SPDX-License-Identifier: BSD-2-Clause
"""Tests what a kernel requests in its notes: x86-64 levels that the processor has or lacks, and invalid wishes."""
import re
import struct
import subprocess

import pytest

import expect
import foretold
from images import KERNEL_PATH, ROOT, make_image
from machine import KEPT, Machine

LOADING = "loading the kernel"

V2 = "CMPXCHG16B, LAHF-SAHF, POPCNT, SSE3, SSE4.1, SSE4.2, SSSE3".split(", ")
V3 = "AVX, AVX2, BMI1, BMI2, F16C, FMA, LZCNT, MOVBE, OSXSAVE".split(", ")


def build(directory, *link_flags, note=None):
    """Builds tests/boot/own_kernel.cpp with ld's own linker script, and with the bytes of a note in a section of their
    own."""
    kernel, command = directory / "kernel.elf", []
    if note is not None:
        source = directory / "note.s"
        values = ", ".join(str(byte) for byte in note)
        source.write_text(f'.section .note.farjump.wishes, "a", @note\n.balign 4\n.byte {values}\n'
                          '.section .note.GNU-stack, "", @progbits\n')
        command = [source]
    subprocess.run(["x86_64-linux-gnu-g++", "-std=c++20", "-O2", "-ffreestanding", "-fno-pic", "-mcmodel=kernel",
                    "-mno-red-zone", "-mgeneral-regs-only", "-fno-asynchronous-unwind-tables", "-nostdlib", "-static",
                    "-no-pie", "-Wl,-Ttext-segment=0xFFFFFFFF80000000", *link_flags, "-I", ROOT, "-o", kernel,
                    ROOT / "tests/boot/own_kernel.cpp", *command], check=True)
    return kernel


def wishes(flags=0, version=0, stack=0, guard=0, tail=b""):
    fields = struct.pack("<IIIIHH12x", flags, version, stack, guard, 0, 0) + tail
    return struct.pack("<III8s", 8, len(fields), 2, b"farjump\0") + fields


def own_kernel_boots(image, **options):
    with Machine(image, **options) as machine:
        assert machine.wait_for_end() == KEPT, machine.report()


@pytest.mark.parametrize("level, cpu", [("baseline", "qemu64"), ("v2", "Nehalem"), ("v3", "Haswell")])
@pytest.mark.cases(1)
def test_level_that_the_processor_has(tmp_path, level, cpu):
    kernel = build(tmp_path, f"-Wl,-z,x86-64-{level}")
    foretold.boots(kernel)
    own_kernel_boots(make_image(tmp_path, kernel=kernel), cpu=cpu)


@pytest.mark.parametrize("level, cpu, missing, present", [
    ("v3", "qemu64", V3, []), ("v3", "Nehalem", V3, V2), ("v2", "core2duo", ["POPCNT", "SSE4.2"], ["SSSE3"])])
def test_level_that_the_processor_lacks(tmp_path, level, cpu, missing, present):
    """farjump-check-kernel predicts that it boots on other machines, and names all the features that it needs."""
    kernel = build(tmp_path, f"-Wl,-z,x86-64-{level}")
    told = re.sub(r"\s+", " ", foretold.boots(kernel))
    assert f"processor x86-64-{level}: {', '.join(V2 + V3 * (level == 'v3'))} " in told
    image = make_image(tmp_path, kernel=kernel)
    with Machine(image, cpu=cpu) as machine:
        expect.refuses(machine, "isa_level_missing", LOADING)
        reason = next(line for line in machine.serial.splitlines() if "is built for" in line)
        assert reason.startswith(f"  {KERNEL_PATH} is built for x86-64-{level}, and ")
        named = reason.split(" lacks ")[1].split(", ")
        assert set(missing) <= set(named) and not set(present) & set(named)


def test_wishes_that_are_granted(tmp_path):
    """The note may end with zeros, the fields of a later version."""
    note = wishes(flags=0x1F, version=1, stack=128 << 10, guard=4096, tail=bytes(8))
    kernel = build(tmp_path, note=note)
    foretold.boots(kernel)
    own_kernel_boots(make_image(tmp_path, kernel=kernel))


@pytest.mark.parametrize("note, code, numbers", [
    (wishes(flags=1 << 20), "wish_unknown", [1 << 20, 1 << 20]),
    (wishes(stack=5000), "wish_stack_size", [5000, 16 << 20]),
    (wishes(guard=1 << 31), "wish_stack_guard_size", [1 << 31, 1 << 30]),
    (wishes(version=999), "boot_info_too_old", [999]),
    (wishes(tail=b"\1\0\0\0"), "wish_reserved", [52, 1]),
    (wishes() + wishes(), "kernel_note_repeated", []),
], ids=lambda value: value if isinstance(value, str) else None)
@pytest.mark.cases(2)
def test_wishes_that_are_refused(tmp_path, note, code, numbers):
    kernel = build(tmp_path, note=note)
    foretold.refused(kernel, code, numbers)
    image = make_image(tmp_path, kernel=kernel)
    expect.image_refused(image, code, LOADING, numbers, name=KERNEL_PATH)
