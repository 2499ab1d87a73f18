# SPDX-License-Identifier: BSD-2-Clause
"""Tests kernels with a seal of format 2, as earlier versions of farjump-seal wrote it: the annex verifies them."""
import struct
import subprocess

import pytest

import elf
import expect
import foretold
from elf import Elf
from file_sums import crc32c
from images import KERNEL_PATH, make_image
from machine import KEPT, Machine
from messages import ANY, ROOT
from test_annex import remove_annexes

NOTE = struct.pack("<3I", 8, 8, 1) + b"farjump\0"           # sizes of name and descriptor, type, name


def covered(kernel):
    """Returns the bytes that a seal of format 2 covers, of a static kernel whose note is not loaded: type, entry, no
    relocations; of each segment the header without its offset, and the contents."""
    whole = struct.pack("<HQ16x", kernel.get(elf.TYPE), kernel.get(elf.ENTRY))
    for at in kernel.segments():
        header = Elf(kernel.content[at:at + elf.PROGRAM_HEADER_SIZE]).set(elf.OFFSET, 0)
        begin = kernel.get(elf.OFFSET, at)
        whole += header.content + kernel.content[begin:begin + kernel.get(elf.FILE_SIZE, at)]
    return whole


@pytest.fixture(scope="session")
def kernel(tmp_path_factory):
    subprocess.run(["make", "-s", "examples"], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    path = tmp_path_factory.mktemp("old") / "kernel.elf"
    subprocess.run([ROOT / "build/farjump-seal", ROOT / "build/examples/in_nasm.elf", path], check=True,
                   stdout=subprocess.DEVNULL)
    kernel = Elf(path.read_bytes())
    place = kernel.content.index(NOTE) + len(NOTE)
    assert all(not 0 <= place - kernel.get(elf.OFFSET, at) < kernel.get(elf.FILE_SIZE, at) for at in kernel.segments())
    struct.pack_into("<2I", kernel.content, place, 2, crc32c(covered(kernel)))
    path.write_bytes(kernel.content)
    return path


@pytest.mark.parametrize("cpu", ["qemu64", "max"])              # without and with the instruction for CRC-32C
def test_is_verified(tmp_path, kernel, cpu):
    foretold.boots(kernel)
    with Machine(make_image(tmp_path, kernel=kernel), cpu=cpu) as machine:
        assert machine.wait_for_end() == KEPT, machine.report()
        assert f"{KERNEL_PATH}, " in machine.serial and ", verified" in machine.serial


@pytest.mark.parametrize("cpu", ["qemu64", "max"])
def test_finds_a_wrong_bit(tmp_path, kernel, cpu):
    content = bytearray(kernel.read_bytes())
    content[content.index(b"a kernel in NASM")] ^= 1
    damaged = tmp_path / "damaged.elf"
    damaged.write_bytes(content)
    foretold.refused(damaged, "seal_broken", [ANY, ANY])
    image = make_image(tmp_path, kernel=damaged)
    expect.image_refused(image, "seal_broken", "loading the kernel", [ANY, ANY], name=KERNEL_PATH, cpu=cpu)


def test_without_the_annex(tmp_path, kernel):
    image = make_image(tmp_path, kernel=kernel)
    place = remove_annexes(image)
    expect.image_refused(image, "annex_missing", "loading the kernel", [place // 512], KERNEL_PATH)


def test_is_replaced_by_a_new_one(tmp_path, kernel):
    sealed = tmp_path / "sealed.elf"
    subprocess.run([ROOT / "build/farjump-seal", kernel, sealed], check=True, stdout=subprocess.DEVNULL)
    before, after = kernel.read_bytes(), sealed.read_bytes()
    place = before.index(NOTE) + len(NOTE)
    assert after[place:place + 4] == struct.pack("<I", 3) and len(before) == len(after)
    assert before[:place] + before[place + 8:] == after[:place] + after[place + 8:]
