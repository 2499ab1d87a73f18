# SPDX-License-Identifier: BSD-2-Clause
"""Tests kernels that must not start: truncated, foreign, with wrong segments, modified, too large for the machine.
farjump-check-kernel must predict the loader's message."""
import struct

import pytest

import expect
import elf
import foretold
from elf import EXECUTE, FLAGS, READ, WRITE, Elf
from fat import Volume
from images import KERNEL, KERNEL_PATH, flip_bit, get_file, image_with_kernel, make_image
from messages import ANY

LOADING = "loading the kernel"


def refused(directory, content, code, numbers=()):
    image = image_with_kernel(directory, bytes(content))
    foretold.refused(directory / "kernel.elf", code, numbers)
    expect.image_refused(image, code, LOADING, numbers, name=KERNEL_PATH)


@pytest.fixture
def kernel():
    return Elf(KERNEL.read_bytes())


def test_cut_short(tmp_path, kernel):
    header = kernel.segments()[1]
    offset, size = kernel.get(elf.OFFSET, header), kernel.get(elf.FILE_SIZE, header)
    cut = kernel.content[:offset + size // 2]
    refused(tmp_path, cut, "elf_file_cut", [ANY, offset + size, len(cut)])


def test_cut_within_the_header(tmp_path, kernel):
    refused(tmp_path, kernel.content[:40], "elf_too_short", [40])


def test_zeroed(tmp_path, kernel):
    content = bytes(len(kernel.content))
    image = image_with_kernel(tmp_path, content)
    expect.image_refused(image, "kernel_is_zeros", LOADING, name=f"{KERNEL_PATH} holds zeros where a kernel begins")
    assert "holds zeros where a kernel begins [FJ-0750]" in foretold.check(tmp_path / "kernel.elf").stderr


def test_32_bit(tmp_path, kernel):
    refused(tmp_path, kernel.set(elf.CLASS, 1).content, "elf_not_64_bit", [1])


def test_of_another_processor(tmp_path, kernel):
    refused(tmp_path, kernel.set(elf.MACHINE, 183).content, "elf_not_x86_64", [183])


def test_relocatable(tmp_path, kernel):
    refused(tmp_path, kernel.set(elf.TYPE, 1).content, "elf_not_executable", [1])


def test_writable_and_executable(tmp_path, kernel):
    kernel.set(FLAGS, READ | WRITE | EXECUTE, kernel.segments()[0])
    refused(tmp_path, kernel.content, "elf_segment_writable_executable", [ANY])


def test_overlapping_segments(tmp_path, kernel):
    first, second = kernel.segments()[:2]
    address = kernel.get(elf.VIRTUAL, first)
    kernel.set(elf.VIRTUAL, address, second).set(elf.PHYSICAL, kernel.get(elf.PHYSICAL, first), second)
    refused(tmp_path, kernel.content, "elf_segments_overlap", [ANY, ANY, address])


def test_entry_point_in_data(tmp_path, kernel):
    address = kernel.get(elf.VIRTUAL, kernel.segments()[-1])
    refused(tmp_path, kernel.set(elf.ENTRY, address).content, "elf_entry_not_executable", [address])


def test_more_in_the_file_than_in_memory(tmp_path, kernel):
    header = kernel.segments()[1]
    size = kernel.get(elf.FILE_SIZE, header)
    refused(tmp_path, kernel.set(elf.MEMORY_SIZE, size - 1, header).content, "elf_segment_sizes", [ANY, size, size - 1])


def test_nothing_to_load(tmp_path, kernel):
    for header in kernel.segments():
        kernel.set((0, "<I"), 0, header)
    refused(tmp_path, kernel.content, "elf_no_segments")


def seal(kernel):
    """Returns the checksum in the note: 12 bytes of header, \"farjump\\0\", then version and checksum."""
    note = bytes(kernel.content).index(b"farjump\0" + struct.pack("<I", 3))
    return struct.unpack_from("<I", kernel.content, note + 12)[0]


@pytest.mark.parametrize("segment", [0, 1, 2])
def test_sealed_kernel_with_one_wrong_bit(tmp_path, kernel, segment):
    image = make_image(tmp_path)
    header = kernel.segments()[segment]
    place = kernel.get(elf.OFFSET, header) + kernel.get(elf.FILE_SIZE, header) - 1
    with Volume(image) as volume:
        offset = volume.byte_offset(KERNEL_PATH, place)
    flip_bit(image, offset)
    damaged = tmp_path / "damaged.elf"
    get_file(image, KERNEL_PATH, damaged)
    foretold.refused(damaged, "seal_broken", [ANY, seal(kernel)])
    expect.image_refused(image, "seal_broken", LOADING, [ANY, seal(kernel)], name=KERNEL_PATH)


def test_larger_than_memory(tmp_path, kernel):
    """A .bss of 8 MiB in a machine of 4 MiB. The loader checks the size before the seal, which does not match any
    more."""
    header = kernel.segments()[-1]
    kernel.set(elf.MEMORY_SIZE, 8 << 20, header)
    image = image_with_kernel(tmp_path, kernel.content)
    foretold.refused(tmp_path / "kernel.elf", "seal_broken")
    expect.image_refused(image, "out_of_memory", LOADING, memory="4M")
