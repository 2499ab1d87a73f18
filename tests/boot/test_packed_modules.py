# SPDX-License-Identifier: BSD-2-Clause
"""Tests modules that the entry wants unpacked: every kind of frame arrives as its content, and every fault is
reported."""
import struct
import zlib

import pytest

import expect
from images import put_file
from lz4_frames import pack, with_header
from machine import Machine, disk_reads
from messages import ANY
from modules import content_of, shown, write_entry

LOADING = "loading modules"
PACKED = "/packed.lz4"
PLAIN = b"words that are the same, again and again\n" * 5000 + content_of(0, 100_000)


@pytest.fixture
def image(fresh):
    """Returns an image whose entry unpacks PACKED, which the test has to write."""
    image = fresh()
    write_entry(image, f"unpack-module {PACKED}")
    return image


def arrives(image, content, **options):
    with Machine(image, **options) as machine:
        expect.boots(machine)
        assert shown(machine) == [(zlib.crc32(content), len(content), PACKED)]
        expect.noted(machine, r"1 of them packed: [\d,]+ (KiB|bytes) of LZ4, unpacked [\d,]+ (KiB|bytes)")


def refused(image, packed, code, numbers=(), **options):
    put_file(image, PACKED, packed)
    expect.image_refused(image, code, LOADING, numbers, name=PACKED, **options)


@pytest.mark.check
@pytest.mark.parametrize("options", [
    ["-1"], ["-9", "--content-size"], ["-9", "-B4", "-BD"], ["-9", "-B4", "-BD", "-BX", "--content-size"],
    ["-9", "--no-frame-crc"],
], ids=" ".join)
@pytest.mark.cases(2)
def test_arrives_unpacked(tmp_path, image, options):
    put_file(image, PACKED, pack(tmp_path, PLAIN, *options))
    arrives(image, PLAIN)


@pytest.mark.parametrize("size", [1, 4095, 4096, 4097, 65536, 3 << 20])
@pytest.mark.cases(2)
def test_sizes(tmp_path, image, size):
    """The content is random bytes, which lz4 stores unpacked."""
    content = content_of(size, size)
    put_file(image, PACKED, pack(tmp_path, content))
    arrives(image, content)


def test_nothing_is_an_empty_module(tmp_path, image):
    put_file(image, PACKED, pack(tmp_path, b""))
    with Machine(image) as machine:
        expect.boots(machine)
        assert shown(machine) == [(0, 0, PACKED)]


def test_each_line_says_whether_to_unpack(tmp_path, fresh):
    image = fresh()
    packed = pack(tmp_path, PLAIN)
    put_file(image, PACKED, packed)
    put_file(image, "/plain", b"not packed")
    write_entry(image, f"module {PACKED}", f"unpack-module {PACKED[1:]}", "module /plain", f"initrd {PACKED}",
                f"unpack-module {PACKED}")
    with Machine(image) as machine:
        expect.boots(machine)
        assert shown(machine) == [(zlib.crc32(packed), len(packed), PACKED), (zlib.crc32(PLAIN), len(PLAIN), PACKED[1:]),
                                  (zlib.crc32(b"not packed"), 10, "/plain"), (zlib.crc32(packed), len(packed), PACKED),
                                  (zlib.crc32(PLAIN), len(PLAIN), PACKED)]


def test_a_plain_module_stays_packed(tmp_path, fresh):
    image = fresh()
    packed = pack(tmp_path, PLAIN)
    put_file(image, PACKED, packed)
    write_entry(image, f"module {PACKED}")
    with Machine(image) as machine:
        expect.boots(machine)
        assert shown(machine) == [(zlib.crc32(packed), len(packed), PACKED)]
        assert "LZ4" not in machine.serial, machine.report()


def test_as_many_as_an_entry_may_name(tmp_path, fresh):
    """Each module's packed bytes are released for the next one: 128 modules need no more ranges of the memory map than
    one."""
    image = fresh()
    put_file(image, PACKED, pack(tmp_path, PLAIN[:50000]))
    write_entry(image, *[f"unpack-module {PACKED}"] * 128)
    with Machine(image) as machine:
        expect.boots(machine)
        assert shown(machine) == [(zlib.crc32(PLAIN[:50000]), 50000, PACKED)] * 128


def test_content_that_nearly_fills_memory(tmp_path, image):
    """9 MiB of zeros in a machine of 16 MiB: they are not stored twice."""
    content = bytes(9 << 20)
    put_file(image, PACKED, pack(tmp_path, content))
    arrives(image, content, memory="16M")


def test_reads(tmp_path, image):
    """The number of reads is that of the packed file."""
    content = content_of(1, 300_000) + bytes(1 << 20)
    put_file(image, PACKED, pack(tmp_path, content))
    unpacking = disk_reads(image)
    write_entry(image, f"module {PACKED}")
    assert unpacking <= disk_reads(image) + 1


@pytest.mark.parametrize("start", [b"\x1F\x8B\x07\x00", b"\x02\x21\x4C\x18", b"plain"],
                         ids=["gzip of another method", "legacy", "plain"])
def test_what_is_not_packed(image, start):
    refused(image, start + bytes(100), "packed_format_unknown", list(struct.unpack_from("<I", start)))


def test_empty_file(image):
    refused(image, b"", "packed_format_unknown", [0])


def test_missing_file(image):
    expect.image_refused(image, "file_not_found", LOADING, name=PACKED)


@pytest.mark.parametrize("size", ["half", "without the end"])
def test_cut_short(tmp_path, image, size):
    packed = pack(tmp_path, PLAIN)
    cut = packed[:len(packed) // 2 if size == "half" else -1]
    refused(image, cut, "packed_ends_early", [len(cut)])


def test_wrong_content_checksum(tmp_path, image):
    packed = pack(tmp_path, PLAIN)
    stored = struct.unpack_from("<I", packed, len(packed) - 4)[0]
    wrong = packed[:-4] + struct.pack("<I", stored ^ 1)
    refused(image, wrong, "packed_checksum", [stored, stored ^ 1, len(packed) - 4])


def test_wrong_byte_in_a_block(tmp_path, image):
    packed = bytearray(pack(tmp_path, PLAIN, "-9", "-B4", "-BX", "--content-size"))
    first = struct.unpack_from("<I", packed, 15)[0]
    packed[15 + 4 + first // 2] ^= 0x10
    due = struct.unpack_from("<I", packed, 15 + 4 + first)[0]
    refused(image, packed, "packed_checksum", [ANY, due, 15 + 4 + first])


@pytest.mark.parametrize("difference", [-1, 1])
def test_wrong_content_size(tmp_path, image, difference):
    packed = pack(tmp_path, PLAIN, "-9", "--content-size")
    header = packed[4:6] + struct.pack("<Q", len(PLAIN) + difference)
    refused(image, with_header(packed, header, 10), "packed_size_wrong", [len(PLAIN) + difference, len(PLAIN)])


@pytest.mark.parametrize("options", [[], ["--content-size"]], ids=["of unknown size", "of known size"])
def test_larger_than_memory(tmp_path, image, options):
    """64 MiB of zeros in a machine of 32 MiB."""
    refused(image, pack(tmp_path, bytes(64 << 20), *options), "packed_too_large", [64 << 20, ANY], memory="32M")
