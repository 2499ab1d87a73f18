# SPDX-License-Identifier: BSD-2-Clause
"""Tests what is refused of a Limine kernel and its boot entry, and the report of such a kernel's first fault."""
import tempfile
from pathlib import Path

import pytest

import expect
import file_sums
import guest_disk
import limine_boots
import limine_kernels
import picture
from images import ENTRY
from limine_boots import KERNEL, Boot, file_of
from limine_damage import (DATE, ENTRY_POINT, FIRST_EXTRA, MODULES, RSDP, SECOND_EXTRA, UNDEFINED_INSTRUCTION, Kernel)
from limine_kernels import Variant
from machine import Machine
from messages import ANY, ROOT, label
from test_first_fault import report_of

LOADING, MODULES_STEP = "loading the kernel", "loading modules"
CONSTANTS = 0x10            # an address that no kernel has
HALTED = "the PC is halted: reset it"

full = pytest.mark.full


def kernel_at_2_mib():
    return limine_kernels.build(Variant("at-2-mib", "is linked below the last 2 GiB", base=0x200000)).read_bytes()


def rsdp_words():
    return [int.from_bytes(RSDP[at:at + 8], "little") for at in (0, 8)]


def kernel_with_an_undefined_symbol():
    with tempfile.TemporaryDirectory() as directory:
        made, kernel = Path(directory, "kernel.o"), Path(directory, "kernel.elf")
        limine_kernels.run("nasm", "-felf64", ROOT / "tests/boot/limine_symbol.asm", "-o", made)
        limine_kernels.run("x86_64-linux-gnu-ld", "-shared", "-e", "entry", made, "-o", kernel)     # -pie would be refused
        return kernel.read_bytes()


# What is wrong: the kernel, the step, the code with its numbers and its name.
KERNELS = {
    "two tags": (lambda: Kernel("r6").make_tag(DATE).content, LOADING, "limine_two_tags", [], KERNEL),
    "two equal requests": (lambda: Kernel("r6").set_request(DATE, RSDP).content, LOADING, "limine_request_repeated",
                           rsdp_words(), KERNEL),
    "no requests behind the last start marker": (lambda: Kernel("r6").end_with_a_start_marker().content, LOADING,
                                                 "limine_no_requests", [], KERNEL),
    "undefined symbol": (kernel_with_an_undefined_symbol, LOADING, "symbol_undefined", [1, ANY], "missing"),
    "linked too low": (kernel_at_2_mib, LOADING, "limine_lower_half", [0x200000], KERNEL),
    "entry point is no code": (lambda: Kernel("r6").set_word(ENTRY_POINT, FIRST_EXTRA, 0xFFFFFFFF80000000 - 8).content,
                               LOADING, "limine_entry_invalid", [0xFFFFFFFF80000000 - 8], KERNEL),
    "list of modules outside": (lambda: Kernel("r6").set_word(MODULES, SECOND_EXTRA, CONSTANTS).content, MODULES_STEP,
                                "limine_module_invalid", [CONSTANTS], KERNEL),
    "too many internal modules": (lambda: Kernel("r6").set_word(MODULES, FIRST_EXTRA, 1 << 40).content, MODULES_STEP,
                                  "limine_too_many_modules", [ANY], KERNEL),
    "module with a hash": (lambda: Kernel("r6").replace(b"probe-internal.bin", b"probe-internal#bin").content,
                           MODULES_STEP, "limine_module_hash", [], "probe-internal#bin"),
    "required module missing": (lambda: Kernel("r6").replace(b"probe-internal.bin", b"probe-missing!.bin").content,
                                MODULES_STEP, "limine_module_missing", [], "/boot/probe-missing!.bin"),
    "five levels on a processor with four": (lambda: file_of("five-only").read_bytes(), LOADING, "limine_no_paging_mode",
                                             [5, 5, 4], KERNEL),
}
QUICK = {"two equal requests", "list of modules outside", "required module missing",
         "five levels on a processor with four"}


@pytest.mark.parametrize("fault", [pytest.param(each, marks=[] if each in QUICK else full) for each in KERNELS])
def test_kernel(fresh, fault):
    kernel, step, code, numbers, name = KERNELS[fault]
    image = limine_boots.put(fresh(), bytes(kernel()), Boot(modules=0))
    expect.image_refused(image, code, step, numbers, name)


# What is wrong in the boot entry.
@pytest.mark.parametrize("lines, code, name", [
    pytest.param(("early-faults maybe",), "entry_value_unknown", "early-faults", marks=full),
    (("direct-map-execute 1",), "entry_value_unknown", "direct-map-execute"),
    (("protocol nonsense",), "entry_protocol_unknown", "nonsense"),
])
def test_line(fresh, lines, code, name):
    image = limine_boots.put(fresh(), file_of("small"), Boot(modules=0, lines=lines))
    expect.image_refused(image, code, LOADING, [], name)


def test_protocol_limine_needs_no_request(fresh, tmp_path):
    """A kernel without a tag and a request gets no answer; without the line, it is not recognised."""
    content = file_of("small").read_bytes().replace(b"\x88\x8B\x4C\xDF\x30\xDD\xB1\xC7", bytes(8))
    content = content.replace(b"\xC8\xA6\x95\x5C\x2D\x2B\x56\xF9", bytes(8))
    image = limine_boots.put(fresh(), content, Boot(modules=0, protocol="limine"))
    with Machine(image) as machine:
        machine.wait_for_serial("Limine, base revision 0")
        machine.wait_until(lambda: "0 requests" in machine.serial, "the last step")


def test_wrong_checksum(fresh):
    content = file_of("small").read_bytes()
    line = file_sums.line("wide", content, KERNEL, flip=1)
    image = limine_boots.put(fresh(), content, Boot(modules=0, lines=(line,)))
    due = int(line.split(":")[1].split()[0], 16)
    expect.image_refused(image, "checksum_wrong", LOADING, [due ^ 1, due], KERNEL)


@full
def test_missing_module_of_the_entry(fresh):
    image = limine_boots.put(fresh(), file_of("r6"))
    guest_disk.put(image, [f"kernel {KERNEL}", "module /boot/none"], {}, ENTRY)
    expect.image_refused(image, "file_not_found", MODULES_STEP, [], "/boot/none")


@pytest.mark.parametrize("screen", ["text", "640x480"])
@pytest.mark.parametrize("function", ["probe_entry", pytest.param("probe_ap_entry", marks=full)])
def test_first_fault_is_reported(fresh, function, screen):
    """With `early-faults yes` the loader's IDT reports the fault of each processor."""
    kernel = Kernel("r6").set_code(function, UNDEFINED_INSTRUCTION)
    image = limine_boots.put(fresh(), bytes(kernel.content),
                             Boot(lines=("early-faults yes", f"screen {screen}")))
    with Machine(image, extra=["-smp", "2"]) as machine:
        machine.wait_for_serial(HALTED)
        assert f"{label('kernel_exception')}: failed while running the kernel" in machine.serial, machine.report()
        assert "exception 6 (invalid opcode)" in machine.serial, machine.report()
        assert not machine.resets(), machine.report()
        if function == "probe_entry" and screen == "text":
            machine.wait_for_screen(HALTED)
        if function == "probe_entry" and screen != "text":
            picture.shows_report(machine, report_of(machine))
