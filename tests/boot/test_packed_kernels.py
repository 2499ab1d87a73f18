# SPDX-License-Identifier: BSD-2-Clause
"""Tests kernels packed by lz4: every kind of frame boots, and every fault of a frame is reported before the kernel
starts."""
import struct

import pytest

import elf
import expect
from images import KERNEL, KERNEL_PATH, image_with_kernel
from lz4_frames import pack, with_header, xxh32
from machine import Machine, disk_reads
from messages import ANY

LOADING = "loading the kernel"
FLAGS, SIZES = 4, 5         # bytes of the frame's header
DICTIONARY = 1
BYTES_PER_READ = 127 * 512


def boots(image, **options):
    with Machine(image, **options) as machine:
        expect.boots(machine)
        assert " of LZ4, unpacked " in machine.serial, machine.report()
        assert "verified" in machine.serial, machine.report()


def refused(directory, packed, code, numbers=()):
    expect.image_refused(image_with_kernel(directory, packed), code, LOADING, numbers, name=KERNEL_PATH)


@pytest.fixture
def packed(tmp_path):
    return pack(tmp_path, KERNEL.read_bytes(), "-9")


@pytest.mark.parametrize("options", [
    ["-1"], ["-9"], ["-1", "--content-size"], ["-9", "--content-size"], ["-9", "-B4", "-BD"],
    ["-9", "-B4", "-BD", "-BX", "--content-size"], ["-9", "--no-frame-crc"],
], ids=" ".join)
@pytest.mark.cases(3)
def test_boots(tmp_path, options):
    packed = pack(tmp_path, KERNEL.read_bytes(), *options)
    assert len(packed) < KERNEL.stat().st_size
    boots(image_with_kernel(tmp_path, packed))


def test_stored_blocks(tmp_path):
    """The frame consists of unpacked blocks."""
    content = KERNEL.read_bytes()
    blocks = [content[at:at + 65536] for at in range(0, len(content), 65536)]
    header = bytes([0x60, 0x40])
    frame = struct.pack("<I", 0x184D2204) + header + bytes([xxh32(header) >> 8 & 0xFF])
    for block in blocks:
        frame += struct.pack("<I", 1 << 31 | len(block)) + block
    boots(image_with_kernel(tmp_path, frame + bytes(4)))


def test_debug_data_behind_the_kernel(tmp_path):
    """The loader unpacks 16 MiB of debug data and discards them."""
    packed = pack(tmp_path, KERNEL.read_bytes() + bytes(range(256)) * (16 << 12), "-9", "-BD")
    boots(image_with_kernel(tmp_path, packed))


@pytest.mark.parametrize("layout", ["mbr", "gpt"])
def test_sectors_of_4096_bytes(tmp_path, packed, layout):
    boots(image_with_kernel(tmp_path, packed, sector_bytes=4096, layout=layout), interface="nvme-4096")


def test_little_memory(tmp_path, packed):
    boots(image_with_kernel(tmp_path, packed), memory="8M")


def test_reads(tmp_path, packed):
    """The loader reads the whole packed file once, and the annex. A plain kernel needs at least one read."""
    plain = disk_reads(image_with_kernel(tmp_path, KERNEL.read_bytes()))
    most = plain - 1 + -(-len(packed) // BYTES_PER_READ) + 1
    assert disk_reads(image_with_kernel(tmp_path, packed)) <= most


@pytest.mark.parametrize("size", ["half", "without the end"])
@pytest.mark.cases(1)
def test_cut_short(tmp_path, packed, size):
    cut = packed[:len(packed) // 2 if size == "half" else -1]
    refused(tmp_path, cut, "packed_ends_early", [len(cut)])


@pytest.mark.full
def test_wrong_literal(tmp_path):
    """It is the last byte of a block, which is always a literal, so only the block's checksum shows it."""
    packed = bytearray(pack(tmp_path, KERNEL.read_bytes(), "-9", "-B4", "-BX"))
    first = struct.unpack_from("<I", packed, 7)[0]
    packed[7 + 4 + first - 1] ^= 0x10
    due = struct.unpack_from("<I", packed, 7 + 4 + first)[0]
    refused(tmp_path, packed, "packed_checksum", [ANY, due, 7 + 4 + first])


def test_seal_broken(tmp_path):
    """The frame is valid; its content is not what was sealed."""
    kernel = elf.Elf(KERNEL.read_bytes())
    first = kernel.segments()[0]
    kernel.content[kernel.get(elf.OFFSET, first) + kernel.get(elf.FILE_SIZE, first) - 1] ^= 1
    refused(tmp_path, pack(tmp_path, kernel.content, "-9"), "seal_broken")


def test_wrong_content_checksum(tmp_path, packed):
    stored = struct.unpack_from("<I", packed, len(packed) - 4)[0]
    wrong = packed[:-4] + struct.pack("<I", stored ^ 1)
    refused(tmp_path, wrong, "packed_checksum", [stored, stored ^ 1, len(packed) - 4])


@pytest.mark.full
def test_wrong_header_checksum(tmp_path, packed):
    due = packed[6]
    wrong = packed[:6] + bytes([due ^ 0x80]) + packed[7:]
    refused(tmp_path, wrong, "packed_checksum", [due, due ^ 0x80, 6])


@pytest.mark.full
def test_two_frames(tmp_path, packed):
    refused(tmp_path, packed + packed, "packed_more_behind", [len(packed), len(packed)])


@pytest.mark.full
def test_dictionary(tmp_path, packed):
    header = bytes([packed[FLAGS] | DICTIONARY, packed[SIZES]]) + struct.pack("<I", 0xD1C7)
    refused(tmp_path, with_header(packed, header, 2), "packed_needs_dictionary", [0xD1C7])


@pytest.mark.full
def test_other_version(tmp_path, packed):
    header = bytes([packed[FLAGS] ^ 0xC0, packed[SIZES]])
    refused(tmp_path, with_header(packed, header, 2), "packed_version_unknown", list(header))


@pytest.mark.parametrize("difference", [-1, 1])
@pytest.mark.cases(1)
def test_wrong_content_size(tmp_path, difference):
    size = KERNEL.stat().st_size
    packed = pack(tmp_path, KERNEL.read_bytes(), "-9", "--content-size")
    header = packed[4:6] + struct.pack("<Q", size + difference)
    refused(tmp_path, with_header(packed, header, 10), "packed_size_wrong", [size + difference, size])


def test_larger_than_memory(tmp_path):
    """64 MiB of zeros in a machine of 32 MiB."""
    packed = pack(tmp_path, bytes(64 << 20), "-9")
    image = image_with_kernel(tmp_path, packed)
    expect.image_refused(image, "packed_too_large", LOADING, [64 << 20, ANY], name=KERNEL_PATH, memory="32M")


def test_not_a_kernel(tmp_path):
    """The message about the content is the same as for a plain file."""
    image = image_with_kernel(tmp_path, pack(tmp_path, bytes(10000)))
    expect.image_refused(image, "kernel_is_zeros", LOADING, name=f"{KERNEL_PATH} holds zeros where a kernel begins")


@pytest.mark.full
def test_packed_twice(tmp_path, packed):
    image = image_with_kernel(tmp_path, pack(tmp_path, packed))
    with Machine(image) as machine:
        expect.refuses(machine, "kernel_packed", LOADING, name=f"{KERNEL_PATH} is packed with LZ4")
