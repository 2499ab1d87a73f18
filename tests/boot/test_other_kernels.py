# SPDX-License-Identifier: BSD-2-Clause
"""Tests files that farjump boots by no protocol: the loader, farjump-check-kernel and farjump-seal name what they are and
do not start them, and `make image` says so first. A file with a farjump note is a kernel for farjump, whatever else it
contains. test_guest_image.py boots kernels for Linux's protocol and for Multiboot."""
import bz2
import ctypes
import gzip
import lzma
import struct
import subprocess

import pytest

import expect
import foretold
from images import EFI_STUB, KERNEL, KERNEL_PATH, make_image
from machine import KEPT, Machine
from messages import ROOT, WORDS, label
from test_kernel_wishes import build, wishes

LOADING = "loading the kernel"
OTHER_PROTOCOL, LINUX, PROGRAM, OTHER_FILE = ("kernel_of_other_protocol", "kernel_is_linux", "kernel_is_program",
                                              "kernel_is_other_file")


def run(*command):
    subprocess.run(list(map(str, command)), check=True, stdin=subprocess.DEVNULL)


def with_words(directory, section, words, note=None):
    """Builds tests/boot/own_kernel.cpp, which boots, with these words in a section, within the first 8 KiB of the
    file."""
    source = directory / "words.s"
    source.write_text(f".section {section}\n.balign 8\n.quad {', '.join(words)}\n"
                      '.section .note.GNU-stack, "", @progbits\n')
    return build(directory, "-Wl,-z,noseparate-code", str(source), note=note)


MULTIBOOT1 = ".rodata", ["0x1BADB002 + (3 << 32)", f"{-(0x1BADB002 + 3) & 0xFFFFFFFF:#x}"]
LIMINE = ".data", ["0xf9562b2d5c95a6c8", "0x6a7b384944536bdc", "3"]


def with_note(owner, kind, descriptor=bytes(4)):
    def kernel(directory):
        sizes = struct.pack("<III", len(owner), len(descriptor), kind)
        return build(directory, note=sizes + owner.ljust((len(owner) + 3) // 4 * 4, b"\0") + descriptor)
    return kernel


def static_program(directory):
    (directory / "program.c").write_text("int main(void) { return 0; }\n")
    run("gcc", "-static", directory / "program.c", "-o", directory / "program")
    return directory / "program"


def a_out(directory):
    (directory / "k.asm").write_text("bits 32\nglobal _start\n_start: hlt\n")
    run("nasm", "-f", "aout", directory / "k.asm", "-o", directory / "k.out")
    return directory / "k.out"


def content(words):
    def kernel(directory):
        (directory / "kernel").write_bytes(words() if callable(words) else words)
        return directory / "kernel"
    return kernel


KINDS = {
    "Xen": (with_note(b"Xen\0", 18), OTHER_PROTOCOL, "has notes for Xen, and no farjump note"),
    "a note of Linux": (with_note(b"Linux\0", 0x100), LINUX, "is a Linux kernel (vmlinux)"),
    "/bin/true": (lambda _: "/bin/true", PROGRAM, "is a program for Linux"),
    "a static program": (static_program, PROGRAM, "is a program for Linux"),
    "a note of Go": (with_note(b"Go\0\0", 4), PROGRAM, "is a program in Go"),
    "gzip of another method": (content(b"\x1F\x8B\x07" + bytes(1000)), "kernel_packed", "is packed with gzip"),
    "gzip, twice": (content(lambda: gzip.compress(gzip.compress(KERNEL.read_bytes()))), "kernel_packed",
                    "is packed with gzip"),
    "bzip2": (content(lambda: bz2.compress(KERNEL.read_bytes())), "kernel_packed", "is packed with bzip2"),
    "xz": (content(lambda: lzma.compress(KERNEL.read_bytes())), "kernel_packed", "is packed with xz"),
    "EFI": (lambda _: EFI_STUB, OTHER_FILE, "is an EFI, Windows or DOS program"),
    "a.out": (a_out, OTHER_FILE, "is an a.out file"),
    "script": (content(b"#!/bin/sh\n"), OTHER_FILE, "is a script"),
}


def refused_by_tools(kernel, directory, code, words):
    """Checks that the tools refuse the file in the loader's words."""
    ending = f": {kernel} {words} [{label(code)}]\nhint: {WORDS[code][1]}\n"
    told = foretold.check(kernel)
    assert (told.returncode, told.stdout, told.stderr) == (1, "", f"farjump-check-kernel{ending}")
    sealed = directory / "sealed"
    told = subprocess.run([ROOT / "build/farjump-seal", kernel, sealed], capture_output=True, text=True)
    assert (told.returncode, told.stdout, told.stderr) == (1, "", f"farjump-seal{ending}")
    assert not sealed.exists()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.cases(4)
def test_is_named(tmp_path, kind):
    make, code, words = KINDS[kind]
    kernel = make(tmp_path)
    refused_by_tools(kernel, tmp_path, code, words)
    expect.image_refused(make_image(tmp_path, kernel=kernel), code, LOADING, name=f"{KERNEL_PATH} {words}")


@pytest.mark.parametrize("section, words", [MULTIBOOT1, LIMINE])
def test_with_a_farjump_note_is_ours(tmp_path, section, words):
    kernel = with_words(tmp_path, section, words, note=wishes())
    foretold.boots(kernel)
    with Machine(make_image(tmp_path, kernel=kernel)) as machine:
        assert machine.wait_for_end() == KEPT, machine.report()


def test_limine_kernel_without_a_note_is_of_that_protocol(tmp_path):
    kernel = with_words(tmp_path, *LIMINE)
    assert "base revision 3" in foretold.boots(kernel)
    with Machine(make_image(tmp_path, kernel=kernel)) as machine:
        machine.wait_for_serial("Limine, base revision 3")


def vmlinux(directory):
    """Unpacks Debian's bzImage for the cloud, which LZ4 packed in blocks of 8 MiB: the legacy frame, then the size of
    the content. The Linux/x86 Boot Protocol, "payload_offset"; LZ4 Frame Format, "Legacy frame"."""
    image = (ROOT / "build/linux/vmlinuz").read_bytes()
    offset, length = struct.unpack_from("<II", image, 0x248)
    payload = image[(image[0x1F1] + 1) * 512 + offset:][:length]
    assert payload[:4] == b"\x02\x21\x4C\x18"
    unpack, room = ctypes.CDLL("liblz4.so.1").LZ4_decompress_safe, ctypes.create_string_buffer(8 << 20)
    with open(directory / "vmlinux", "wb") as file:
        position = 4
        while position < length - 4:
            size, = struct.unpack_from("<I", payload, position)
            unpacked = unpack(payload[position + 4:position + 4 + size], room, size, len(room))
            assert unpacked > 0
            file.write(room.raw[:unpacked])
            position += 4 + size
    return directory / "vmlinux"


@pytest.mark.full
def test_vmlinux_is_named(tmp_path):
    kernel, words = vmlinux(tmp_path), "is a Linux kernel (vmlinux)"
    refused_by_tools(kernel, tmp_path, LINUX, words)
    expect.image_refused(make_image(tmp_path, kernel=kernel), LINUX, LOADING, name=f"{KERNEL_PATH} {words}")
