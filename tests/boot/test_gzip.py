# SPDX-License-Identifier: BSD-2-Clause
"""Tests kernels and modules packed by gzip: every kind of file arrives as its content, and every fault is reported."""
import struct
import subprocess
import zlib

import pytest

import expect
import foretold
from gzip_files import by_tool, by_zlib, with_all_fields
from images import KERNEL, KERNEL_PATH, OUT, image_with_kernel, make_image, put_file
from lz4_frames import pack
from machine import KEPT, Machine, disk_reads
from messages import ANY, ROOT, label
from modules import content_of, shown, write_entry
from test_kernel_wishes import build

LOADING, MODULES = "loading the kernel", "loading modules"
BYTES_PER_READ = 127 * 512
PACKED = "/packed.gz"
PLAIN = b"words that are the same, again and again\n" * 5000 + content_of(0, 100_000)
TRAILER = 8


def boots(image, **options):
    with Machine(image, **options) as machine:
        expect.boots(machine)
        expect.noted(machine, r"[\d.,]+ (MiB|KiB) of gzip, unpacked [\d.,]+ (MiB|KiB)")
        assert f"{KERNEL_PATH}, verified" in machine.serial, machine.report()


def refused(directory, packed, code, numbers=()):
    expect.image_refused(image_with_kernel(directory, packed), code, LOADING, numbers, name=KERNEL_PATH)


@pytest.fixture
def packed():
    return by_tool(KERNEL.read_bytes(), "-9")


PACKERS = {
    "gzip -9": lambda content: by_tool(content, "-9"),
    "gzip -1": lambda content: by_tool(content, "-1"),
    "zlib": by_zlib,
    "stored": lambda content: by_zlib(content, 0),
    "fixed codes": lambda content: by_zlib(content, 9, zlib.Z_FIXED),
    "all fields": with_all_fields,
}


@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.cases(2)
def test_boots(tmp_path, packer):
    boots(image_with_kernel(tmp_path, PACKERS[packer](KERNEL.read_bytes())))


def test_boots_unsealed(tmp_path):
    packed = tmp_path / "kernel.gz"
    packed.write_bytes(by_tool(build(tmp_path).read_bytes(), "-9"))
    with Machine(make_image(tmp_path, kernel=packed)) as machine:
        assert machine.wait_for_end() == KEPT, machine.report()
        assert " of gzip, unpacked " in machine.serial and "not sealed" in machine.serial, machine.report()


def test_make_image_seals_the_packed_kernel(tmp_path):
    """farjump-seal packs what it has sealed by gzip again, and farjump-check-kernel reads it."""
    kernel, sealed = tmp_path / "kernel.gz", tmp_path / "sealed.gz"
    kernel.write_bytes(by_tool((OUT / "kernel.elf").read_bytes(), "-9"))
    subprocess.run([ROOT / "build/farjump-seal", kernel, sealed], check=True, capture_output=True)
    subprocess.run(["gzip", "-t", sealed], check=True)
    unpacked = subprocess.run(["gzip", "-dc", sealed], check=True, capture_output=True).stdout
    assert unpacked == KERNEL.read_bytes()
    told = foretold.check(sealed)
    assert told.returncode == 0, told.stderr
    assert f"packed with gzip: {sealed.stat().st_size:,} bytes hold" in told.stdout
    boots(make_image(tmp_path, kernel=sealed))


def test_little_memory(tmp_path, packed):
    boots(image_with_kernel(tmp_path, packed), memory="8M")


def test_reads(tmp_path, packed):
    """The loader reads the whole packed file once, and the annex. A plain kernel needs at least one read."""
    plain = disk_reads(image_with_kernel(tmp_path, KERNEL.read_bytes()))
    most = plain - 1 + -(-len(packed) // BYTES_PER_READ) + 1
    assert disk_reads(image_with_kernel(tmp_path, packed)) <= most


@pytest.mark.parametrize("left", [1, TRAILER, 1000, 300_000])
@pytest.mark.cases(2)
def test_cut_short(tmp_path, packed, left):
    cut = packed[:-left]
    refused(tmp_path, cut, "packed_ends_early", [len(cut)])


def test_wrong_checksum(tmp_path, packed):
    stored = struct.unpack_from("<I", packed, len(packed) - TRAILER)[0]
    wrong = packed[:-TRAILER] + struct.pack("<I", stored ^ 1) + packed[-4:]
    refused(tmp_path, wrong, "packed_checksum", [stored, stored ^ 1, len(packed) - TRAILER])


def test_wrong_code(tmp_path, packed):
    """The first block is of a kind that does not exist."""
    begin = packed.index(b"\0", 10) + 1 if packed[3] & 8 else 10
    refused(tmp_path, packed[:begin] + b"\x07" + packed[begin + 1:], "packed_damaged", [ANY])


def test_two_members(tmp_path, packed):
    refused(tmp_path, packed + packed, "packed_more_behind", [len(packed), len(packed)])


def test_reserved_flags(tmp_path, packed):
    refused(tmp_path, packed[:3] + bytes([packed[3] | 0x80]) + packed[4:], "packed_gzip_flags_unknown",
            [packed[3] | 0x80])


def test_larger_than_memory(tmp_path):
    """64 MiB of zeros in a machine of 32 MiB."""
    image = image_with_kernel(tmp_path, by_tool(bytes(64 << 20)))
    expect.image_refused(image, "packed_too_large", LOADING, [64 << 20, ANY], name=KERNEL_PATH, memory="32M")


def test_damaged_is_refused_by_the_tools(tmp_path, packed):
    kernel = tmp_path / "kernel.gz"
    kernel.write_bytes(packed[:-5])
    told = foretold.check(kernel)
    assert told.returncode == 1 and f"[{label('packed_ends_early')}]" in told.stderr, told.stderr


# Modules.

@pytest.fixture
def image(fresh):
    """Returns an image whose entry unpacks PACKED, which the test has to write."""
    image = fresh()
    write_entry(image, f"unpack-module {PACKED}")
    return image


def module_refused(image, packed, code, numbers=(), **options):
    put_file(image, PACKED, packed)
    expect.image_refused(image, code, MODULES, numbers, name=PACKED, **options)


@pytest.mark.check
@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.cases(2)
def test_module_arrives_unpacked(image, packer):
    put_file(image, PACKED, PACKERS[packer](PLAIN))
    with Machine(image) as machine:
        expect.boots(machine)
        assert shown(machine) == [(zlib.crc32(PLAIN), len(PLAIN), PACKED)]
        expect.noted(machine, r"1 of them packed: [\d,]+ KiB of gzip, unpacked [\d,]+ KiB")


def test_modules_of_both_formats(tmp_path, image):
    put_file(image, PACKED, by_tool(PLAIN))
    put_file(image, "/packed.lz4", pack(tmp_path, PLAIN))
    write_entry(image, f"unpack-module {PACKED}", "unpack-module /packed.lz4", f"module {PACKED}")
    with Machine(image) as machine:
        expect.boots(machine)
        whole, packed = (zlib.crc32(PLAIN), len(PLAIN)), by_tool(PLAIN)
        assert shown(machine) == [(*whole, PACKED), (*whole, "/packed.lz4"), (zlib.crc32(packed), len(packed), PACKED)]
        expect.noted(machine, r"2 of them packed: [\d,]+ KiB of LZ4 and gzip, unpacked [\d,]+ KiB")


def test_empty_module(image):
    put_file(image, PACKED, by_tool(b""))
    with Machine(image) as machine:
        expect.boots(machine)
        assert shown(machine) == [(0, 0, PACKED)]


@pytest.mark.parametrize("left", [1, TRAILER, 50_000])
def test_module_cut_short(image, left):
    cut = by_tool(PLAIN)[:-left]
    module_refused(image, cut, "packed_ends_early", [len(cut)])


def test_module_of_wrong_size(image):
    packed = by_tool(PLAIN)
    module_refused(image, packed[:-4] + struct.pack("<I", len(PLAIN) - 1), "packed_size_wrong",
                   [len(PLAIN) - 1, len(PLAIN)])


def test_module_with_bytes_behind(image):
    packed = by_tool(PLAIN)
    module_refused(image, packed + bytes(512), "packed_more_behind", [512, len(packed)])


def test_module_larger_than_memory(image):
    module_refused(image, by_tool(bytes(64 << 20)), "packed_too_large", [64 << 20, ANY], memory="32M")
