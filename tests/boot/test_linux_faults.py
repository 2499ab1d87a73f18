# SPDX-License-Identifier: BSD-2-Clause
"""Damages Linux kernels, their initrds and the boot entry: each fault has its message, and nothing is started.

Linux, "The Linux/x86 Boot Protocol", "The Real-Mode Kernel Header".
"""
import struct

import pytest

import expect
import file_sums
import guest_disk
import initrds
from fat import Volume
from guest_disk import CONSOLE, ROOMY
from images import mtools
from messages import ANY
from payloads import payload
from test_linux import BOOT_IMAGE, ENTRY, INITRD, KERNEL, LONGEST, MIB, ONE, filled, full, linux, proven

LOADING, MODULES = "loading the kernel", "loading modules"
SETUP_SECTORS, SYSSIZE, MAGIC, VERSION, LOADFLAGS = 0x1F1, 0x1F4, 0x202, 0x206, 0x211
SETUP_SIZE = 40 * 512                   # of Debian's kernels


@pytest.fixture(scope="module")
def kernel():
    return payload("linux").read_bytes()


@pytest.fixture(scope="module")
def start(kernel):
    """The first part of a kernel, which suffices for faults that the loader sees in it. It says nothing of its size."""
    return with_field(kernel[:128 << 10], SYSSIZE, "<I", 0)


def with_field(content, offset, form, value):
    size = struct.calcsize(form)
    return content[:offset] + struct.pack(form, value) + content[offset + size:]


def refused(fresh, code, step, numbers=(), name=None, *, kernel, entry=ENTRY, files=(), bad=None, **options):
    """Checks the message for these files and this entry. `bad`: returns sectors of a volume that cannot be read."""
    image = guest_disk.put(fresh(size_sectors=ROOMY), entry, {KERNEL: kernel, **dict(files)})
    sectors = []
    if bad:
        with Volume(image) as volume:
            sectors = bad(volume)
        numbers = [0x80, sectors[0], 0x0C]
    with guest_disk.start(image, bad_sectors=sectors, **options) as machine:
        expect.refuses(machine, code, step, numbers, KERNEL if name is None else name)
        assert "GUEST" not in machine.serial


def expect_cut(fresh, content, least):
    refused(fresh, "linux_cut", LOADING, [len(content), least], kernel=content)


def test_cut_in_the_setup_code(fresh, start):
    expect_cut(fresh, start[:5000], SETUP_SIZE)


@full
@pytest.mark.parametrize("size", [0x206, 0x250, 0x26B])
def test_cut_in_the_header(fresh, start, size):
    expect_cut(fresh, start[:size], ANY)


@full
def test_nothing_but_setup_code(fresh, start):
    expect_cut(fresh, start[:SETUP_SIZE], SETUP_SIZE)


@pytest.mark.parametrize("missing", [1, pytest.param(16, marks=full), pytest.param(1 << 20, marks=full)])
def test_cut_in_the_kernel(fresh, kernel, missing):
    """The header tells the size, rounded up to 16 bytes. Debian's kernels are signed, and the signature is beyond."""
    paragraphs, = struct.unpack_from("<I", kernel, SYSSIZE)
    least = SETUP_SIZE + 16 * paragraphs - 15
    assert least < len(kernel)
    expect_cut(fresh, kernel[:least - missing], least)


@full
def test_cut_in_the_signature(fresh, kernel):
    """The kernel is whole, and boots."""
    paragraphs, = struct.unpack_from("<I", kernel, SYSSIZE)
    archive = initrds.archive(ONE)
    image = guest_disk.put(fresh(size_sectors=ROOMY), [*ENTRY, f"options {CONSOLE}"],
                           {KERNEL: kernel[:SETUP_SIZE + 16 * paragraphs], INITRD: archive})
    proven(guest_disk.boot(image), ONE)


@pytest.mark.parametrize("code, numbers, field", [
    ("linux_is_zimage", [], (LOADFLAGS, "<B", 0)),
    pytest.param("linux_too_old", [2, 1], (VERSION, "<H", 0x0201), marks=full),
    pytest.param("linux_too_old", [1, 255], (VERSION, "<H", 0x01FF), marks=full),
    pytest.param("linux_setup_too_long", [65], (SETUP_SECTORS, "<B", 65), marks=full),
    pytest.param("linux_setup_too_long", [255], (SETUP_SECTORS, "<B", 255), marks=full),
    pytest.param("linux_for_uefi", [], (MAGIC, "<I", 0), marks=full),
])
def test_other_kernels(fresh, start, code, numbers, field):
    refused(fresh, code, LOADING, numbers, kernel=with_field(start, *field))


@full
@pytest.mark.parametrize("content", [b"", bytes(513), b"#!/bin/sh\n" * 100], ids=["empty", "zeros", "script"])
def test_no_kernel(fresh, content):
    refused(fresh, "linux_header_missing", LOADING, kernel=content)


def test_bad_sector_in_the_initrd(fresh, start):
    def bad(volume):
        return [volume.byte_offset(INITRD, 40000) // 512]
    refused(fresh, "disk_read_failed", MODULES, name=ANY, kernel=start, files={INITRD: initrds.archive(ONE)}, bad=bad,
            memory="256M")


@full
def test_bad_sector_in_the_kernel(fresh, start):
    def bad(volume):
        return [volume.byte_offset(KERNEL, 60000) // 512]
    refused(fresh, "disk_read_failed", LOADING, name=ANY, kernel=start, bad=bad)


@pytest.mark.parametrize("method", ["wide", pytest.param("xxh32", marks=full)])
@pytest.mark.full
def test_right_checksums(fresh, kernel, method):
    """The message at each step says that the file was verified."""
    archive = initrds.archive(ONE)
    entry = [*ENTRY, f"options {CONSOLE}", file_sums.line(method, kernel, KERNEL),
             file_sums.line(method, archive, INITRD.strip("/").upper())]
    words = guest_disk.boot(guest_disk.put(fresh(size_sectors=ROOMY), entry, {KERNEL: kernel, INITRD: archive}))
    proven(words, ONE)
    assert words.count(", verified\n") == 2 and "not sealed" not in words, words


@pytest.mark.parametrize("method, path, flip", [
    ("wide", KERNEL, 1), pytest.param("xxh32", KERNEL, 1 << 31, marks=full),
    pytest.param("wide", INITRD, 1 << 31, marks=full), pytest.param("xxh32", INITRD, 1, marks=full),
])
def test_wrong_checksum(fresh, start, method, path, flip):
    files = {KERNEL: start, INITRD: initrds.archive(ONE)}
    found = file_sums.METHODS[method](files[path])
    refused(fresh, "checksum_wrong", LOADING if path == KERNEL else MODULES, [found, found ^ flip], path, kernel=start,
            entry=[*ENTRY, file_sums.line(method, files[path], path, flip)], files={INITRD: files[INITRD]},
            memory="256M")


@full
def test_one_bit_of_a_kernel(fresh, kernel):
    damaged = bytearray(kernel)
    damaged[len(kernel) - 1000] ^= 4
    for method, compute in file_sums.METHODS.items():
        refused(fresh, "checksum_wrong", LOADING, [compute(bytes(damaged)), compute(kernel)], kernel=bytes(damaged),
                entry=[*ENTRY, file_sums.line(method, kernel, KERNEL)])


@full
@pytest.mark.parametrize("code, line, name", [
    ("checksum_of_no_file", "checksum wide:00000000 /other", "/other"),
    ("checksum_line_malformed", "checksum wide:0000000 /vmlinuz", "wide:0000000 /vmlinuz"),
    ("checksum_line_malformed", "checksum md5:00000000 /vmlinuz", "md5:00000000 /vmlinuz"),
    ("checksum_line_malformed", "checksum wide:00000000", "wide:00000000"),
])
def test_checksum_of_nothing(fresh, start, code, line, name):
    refused(fresh, code, LOADING, name=name, kernel=start, entry=[*ENTRY, line])


def test_command_line_too_long(fresh, start):
    entry = [*ENTRY, f"options {CONSOLE} {filled(LONGEST + 1)}"]
    refused(fresh, "linux_command_line_long", LOADING, [LONGEST + 1, LONGEST], kernel=start, entry=entry)


@full
@pytest.mark.parametrize("options", [["$kernelopts"], ["$kernelopts", "$kernelopts"]])
def test_unexpanded_options(fresh, start, options):
    refused(fresh, "linux_options_unexpanded", LOADING, kernel=start,
            entry=[*ENTRY, *[f"options {each}" for each in options]])


def test_too_little_memory(fresh, kernel):
    """64 MiB, and the kernel unpacks itself to where 67 MiB are needed."""
    preferred, init_size = struct.unpack_from("<QI", kernel, 0x258)
    refused(fresh, "linux_memory_missing", LOADING, [preferred, preferred + init_size, ANY], kernel=kernel,
            memory="64M")


@full
def test_initrd_larger_than_memory(fresh, start):
    image = fresh(size_sectors=400_000)
    large = image.with_name("large")
    with open(large, "wb") as file:
        file.truncate(100 * MIB)
    guest_disk.put(image, ENTRY, {KERNEL: start, INITRD: large})
    with guest_disk.start(image, memory="128M") as machine:
        expect.refuses(machine, "linux_initrds_too_large", MODULES, [100 * MIB, ANY, ANY], KERNEL)


@full
def test_too_many_initrds(fresh, start):
    refused(fresh, "linux_initrds_too_many", MODULES, [64], INITRD, kernel=start, files={INITRD: b"1"},
            entry=[ENTRY[0], *[ENTRY[1]] * 65], memory="256M")


@full
def test_missing_initrd(fresh, start):
    refused(fresh, "file_not_found", MODULES, name=INITRD, kernel=start, memory="256M")


@full
def test_empty_initrds_do_not_count(fresh, kernel):
    """One empty file is no initrd, and one beside another changes nothing."""
    archive = initrds.archive(ONE)
    image = guest_disk.put(fresh(size_sectors=ROOMY),
                           [ENTRY[0], "initrd /empty", ENTRY[1], "initrd /empty", f"options {CONSOLE}"],
                           {KERNEL: kernel, INITRD: archive, "/empty": b""})
    assert proven(guest_disk.boot(image), ONE)["ramdisk_size"] == len(archive)
    guest_disk.put(image, [ENTRY[0], "initrd /empty", f"options {CONSOLE}"], {})
    with guest_disk.start(image) as machine:
        machine.wait_for_serial("Unable to mount root fs")          # it found no initrd
        assert " none asked for" in machine.serial


@full
def test_packed_initrd_is_not_unpacked_by_the_loader(fresh, start):
    refused(fresh, "linux_unpack_module", MODULES, name=INITRD, kernel=start,
            entry=[ENTRY[0], f"unpack-module {INITRD}"], files={INITRD: b"1"}, memory="256M")
