# SPDX-License-Identifier: BSD-2-Clause
"""Tests the default layouts of linkers: segments with the same rights on one page, and headers at addresses where a
kernel cannot be. Each kernel boots unchanged, and sealed."""
import subprocess

import pytest

import foretold
from images import make_image
from machine import KEPT, Machine
from messages import ROOT

# Leaves QEMU with the status KEPT when all its data are as they were linked.
SOURCE = """
extern char first_bytes[], zeros[], more_bytes[], more_zeros[];
__asm__(".section .first, \\"aw\\"; .globl first_bytes; first_bytes: .fill 100, 1, 0x11\\n"
        ".section .zeros, \\"aw\\", @nobits; .globl zeros; zeros: .skip 200\\n"
        ".section .more, \\"aw\\"; .globl more_bytes; more_bytes: .fill 300, 1, 0x33\\n"
        ".section .rest, \\"aw\\", @nobits; .globl more_zeros; more_zeros: .skip 9000\\n.text\\n");
static int holds(char const* bytes, int size, char value)
{
    while (size-- > 0)
        if (*bytes++ != value)
            return 0;
    return 1;
}
void _start(void)
{
    int const right = holds(first_bytes, 100, 0x11) && holds(zeros, 200, 0) && holds(more_bytes, 300, 0x33) &&
                      holds(more_zeros, 9000, 0);
    zeros[0] = more_zeros[8999] = 1;
    __asm__ volatile("outb %0, $0xF4" : : "a"((char)(right ? 0x10 : 0x12)));
    for (;;)
        ;
}
"""

# Three segments on one page, the last of which goes on to others.
SHARED = """
ENTRY(_start)
PHDRS { text PT_LOAD FLAGS(5); a PT_LOAD FLAGS(6); b PT_LOAD FLAGS(6); c PT_LOAD FLAGS(6); }
SECTIONS {
    . = BASE;
    .text : { *(.text*) } :text
    .first : ALIGN(4096) { *(.first) } :a
    .zeros : { *(.zeros) } :b
    .more : { *(.more) } :c
    .rest : { *(.rest) } :c
    /DISCARD/ : { *(.comment) *(.note*) *(.eh_frame*) }
}
"""


def link(directory, *options):
    (directory / "k.c").write_text(SOURCE)
    subprocess.run(["x86_64-linux-gnu-gcc", "-O1", "-ffreestanding", "-fno-pic", "-mcmodel=kernel", "-mno-red-zone",
                    "-mgeneral-regs-only", "-fno-stack-protector", "-fno-asynchronous-unwind-tables", "-c",
                    directory / "k.c", "-o", directory / "k.o"], check=True)
    kernel = directory / "k.elf"
    subprocess.run(["x86_64-linux-gnu-ld", "-static", "-z", "noexecstack", "-z", "max-page-size=4096", *options,
                    directory / "k.o", "-o", kernel], check=True)
    return kernel


def boots(kernel, directory):
    report = foretold.boots(kernel)
    sealed = directory / "sealed.elf"
    subprocess.run([ROOT / "build/farjump-seal", kernel, sealed], check=True, stdout=subprocess.DEVNULL)
    for each, seal in (kernel, "not sealed"), (sealed, "verified"):
        with Machine(make_image(directory, kernel=each)) as machine:
            assert machine.wait_for_end() == KEPT, machine.report()
            assert seal in machine.serial
    return report


@pytest.mark.parametrize("base", [0xFFFFFFFF80000000, 4 << 20])
@pytest.mark.cases(1)
def test_same_rights_on_one_page(tmp_path, base):
    (tmp_path / "k.ld").write_text(SHARED.replace("BASE", hex(base)))
    boots(link(tmp_path, "-T", tmp_path / "k.ld"), tmp_path)


@pytest.mark.parametrize("options", [["-Ttext=0xFFFFFFFF80000000"], ["-Ttext=0xFFFFFFFF80000000", "--build-id"],
                                     ["-Ttext=0x100000"]])
@pytest.mark.cases(1)
def test_headers_where_no_kernel_can_lie(tmp_path, options):
    assert "holds nothing but ELF headers and notes" in " ".join(boots(link(tmp_path, *options), tmp_path).split())
