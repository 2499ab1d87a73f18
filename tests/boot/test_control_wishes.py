# SPDX-License-Identifier: BSD-2-Clause
"""Boots our own kernel with other wishes in its note. Its self-check then expects the granted wishes and proves
them."""
import struct
import subprocess

import pytest

import expect
from images import OUT, ROOT, make_image
from machine import Machine

FLAGS, STACK, GUARD = 20, 28, 32                # offsets in farjump::KernelNote
FIVE_LEVELS, SMEP, SMAP, UMIP, SSE, READ_ONLY_DIRECT_MAP = 1, 2, 4, 8, 0x20, 0x40


def kernel_that_wishes(directory, **fields):
    """Returns the test kernel with these 32-bit fields of its note, sealed again."""
    content = bytearray((OUT / "kernel.elf").read_bytes())
    note = content.index(struct.pack("<III8s", 8, 32, 2, b"farjump\0"))
    for name, value in fields.items():
        struct.pack_into("<I", content, note + {"flags": FLAGS, "stack": STACK, "guard": GUARD}[name], value)
    kernel, sealed = directory / "kernel.elf", directory / "sealed.elf"
    kernel.write_bytes(content)
    subprocess.run([ROOT / "build/farjump-seal", kernel, sealed], check=True, capture_output=True)
    return sealed


def boots_with(directory, levels=4, cpu="max", **fields):
    with Machine(make_image(directory, kernel=kernel_that_wishes(directory, **fields)), cpu=cpu) as machine:
        expect.boots(machine)
        assert f" {levels} levels\n" in machine.serial, machine.report()
        return machine.serial


@pytest.mark.parametrize("flags", [0, FIVE_LEVELS, SMEP, SMAP, UMIP, SMEP | SMAP | UMIP, SSE,
                                   FIVE_LEVELS | SSE | READ_ONLY_DIRECT_MAP])
@pytest.mark.cases(3)
def test_control_bits(tmp_path, flags):
    boots_with(tmp_path, flags=flags, levels=5 if flags & FIVE_LEVELS else 4)


@pytest.mark.parametrize("cpu", ["qemu64", "max"])              # without and with pages of 1 GiB
def test_read_only_direct_map(tmp_path, cpu):
    words = "kept    writing to code through the direct map faults"
    assert words in boots_with(tmp_path, flags=READ_ONLY_DIRECT_MAP, cpu=cpu)
    assert words not in boots_with(tmp_path, flags=0, cpu=cpu)


@pytest.mark.parametrize("flags, levels", [(0, 4), (FIVE_LEVELS, 5)])
@pytest.mark.parametrize("stack, guard", [(16 << 10, 4 << 10), (128 << 10, 2 << 20), (16 << 20, 1 << 30)])
@pytest.mark.cases(2)
def test_stack_and_guard(tmp_path, stack, guard, flags, levels):
    serial = boots_with(tmp_path, flags=flags, levels=levels, stack=stack, guard=guard)
    assert f"kernel: stack      at {0xFFFFFF0000000000 + guard:016X}h" in serial
