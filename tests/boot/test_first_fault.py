# SPDX-License-Identifier: BSD-2-Clause
"""Tests a kernel's first fault before it has an IDT of its own: the loader's report on COM1 and on the screen, no
reset."""
import re
import subprocess

import pytest

import picture
from debugger import Debugger, address_of
from expect import squeezed
from images import OUT, SOURCES, make_image
from machine import KEPT, Machine
from messages import RESTART, ROOT, WORDS, fill, label

HALTED = "the PC is halted: reset it"
FULL_STACK = "the stack is full: ask for a larger one (stack_size in the kernel's note)"
NULL = "the kernel used a null pointer"
SSE = "ask for SSE (FARJUMP_WISH_SSE), or compile with -mgeneral-regs-only"
OTHERWISE = WORDS["kernel_exception"][1]
WISH_SSE = 1 << 5
MOMENTS = 20            # instructions from the last one of 32 bits that needs no care to the kernel's stack

# What the kernel does; the vector, its name, error code and CR2 (None: not looked at; QEMU has a code of its own for INT),
# what to try.
FAULTS = {
    "sse": ("pxor xmm0, xmm0", 6, "invalid opcode", 0, None, SSE),
    "undefined": ("ud2", 6, "invalid opcode", 0, None, SSE),
    "null pointer": ("mov eax, [abs 0x10]", 14, "page fault", 0, 0x10, NULL),
    "null call": ("push qword 0\n ret", 14, "page fault", 0x10, 0, NULL),
    "unmapped": ("mov [abs 0x7000], rax", 14, "page fault", 2, 0x7000, OTHERWISE),
    "full stack": ("again: push rax\n jmp again", 14, "page fault", 2, 0xFFFFFF000000FFF8, FULL_STACK),
    "lost stack": ("mov rsp, 0x1000\n push rax", 14, "page fault", 2, 0xFF8, NULL),
    "division": ("xor ecx, ecx\n div ecx", 0, "divide error", 0, None, OTHERWISE),
    "breakpoint": ("int3", 3, "breakpoint", 0, None, OTHERWISE),
    "non-canonical": ("mov rax, 0x800000000000\n mov rax, [rax]", 13, "general protection", 0, None, OTHERWISE),
    "interrupt 80h": ("int 0x80", 13, "general protection", None, None, OTHERWISE),
    "constant": ("mov [rel _start], rax", 14, "page fault", 3, 0xFFFFFFFF80001000, OTHERWISE),
}


def kernel_that(directory, fault, wishes=0):
    macro, source, built = directory / "fault.inc", directory / "fault.o", directory / "fault.elf"
    macro.write_text(f"%macro FAULT 0\n {fault}\n%endmacro\n%define WISHES {wishes}\n")
    subprocess.run(["nasm", "-f", "elf64", "-p", macro, SOURCES / "first_fault.asm", "-o", source], check=True)
    subprocess.run(["x86_64-linux-gnu-ld", "-nostdlib", "-static", "-z", "max-page-size=4096", "-z", "noexecstack",
                    "-Ttext-segment=0xFFFFFFFF80000000", "-e", "_start", source, "-o", built], check=True)
    return built


def boot(directory, fault, wishes=0, options=None, **machine):
    return Machine(make_image(directory, kernel=kernel_that(directory, fault, wishes), **(options or {})), **machine)


def report_of(machine):
    """Returns the report on COM1, from its code to its last line. Checks that the machine was not reset."""
    machine.wait_for_serial(HALTED)
    assert machine.is_running(), machine.report()
    assert machine.serial.count("entering the kernel") == 1, machine.report()
    return machine.serial[machine.serial.index(label("kernel_exception")):].rstrip("\n")


def number(report, name):
    return int(re.search(rf"\b{name} +([0-9A-F]{{16}})", report)[1], 16)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.cases(4)
def test_report(tmp_path, fault):
    action, vector, name, error_code, cr2, hint = FAULTS[fault]
    with boot(tmp_path, action) as machine:
        report = report_of(machine)
        lines = report.split("\n")
        assert lines[0] == f"{label('kernel_exception')}: failed while running the kernel"
        assert re.fullmatch("  " + fill(WORDS["kernel_exception"][0], [vector], name), lines[1]), report
        if error_code is not None:
            assert number(report, "error code") == error_code, report
        assert lines[-2:] == [f"  try: {hint}", HALTED], report
        if cr2 is not None:
            assert number(report, "CR2") == cr2, report
        if "push" not in action and "rax" not in action:
            registers = ["RBX", "RCX", "RDX", "RSI", "RDI", "RBP", *[f"R{i}" for i in range(8, 16)]]
            found = [number(report, register) for register in registers]
            due = [0x1111111111111111 * (i + 1) & (1 << 64) - 1 for i in range(14)]
            if fault == "division":
                due[1] = 0
            assert found == due, report
        machine.wait_until(lambda: squeezed(report) in squeezed(machine.screen()), "the same on the screen")


def test_page_shows_such_a_report(tmp_path):
    page = (ROOT / "docs/boot-info.md").read_text()
    shown = re.search(r"^    FJ-0903: .*\n(?:    .*\n)*", page, re.M)[0]
    with boot(tmp_path, FAULTS["sse"][0]) as machine:
        report = report_of(machine).split("\n")
        for line in shown.splitlines():
            assert line.strip() == "…" or line.removeprefix("    ") in report, (line, report)


def test_sse_when_asked_for(tmp_path):
    with boot(tmp_path, "movaps xmm0, [rel aligned]\n addps xmm0, xmm0\n jmp done\n align 16\naligned: dd 1, 2, 3, 4",
              wishes=WISH_SSE) as machine:
        assert machine.wait_for_end() == KEPT, machine.report()


def test_non_maskable_interrupt(tmp_path):
    with boot(tmp_path, "mov dx, 0x3F8\n mov al, '!'\n out dx, al\n again: hlt\n jmp again") as machine:
        machine.wait_for_serial("!")
        machine.command("inject-nmi")
        assert "exception 2 (non-maskable interrupt)" in report_of(machine)


@pytest.mark.parametrize("vga", ["none", "std"])
def test_without_a_screen_or_a_serial_line(tmp_path, vga):
    """The existing device gets the report. The missing one causes no hang."""
    with boot(tmp_path, "ud2", vga=vga, serial=vga == "none") as machine:
        if vga == "none":
            report_of(machine)
        else:
            machine.wait_for_screen(HALTED)


@pytest.mark.parametrize("screen", ["640x480", "1024x768"])
def test_graphics(tmp_path, screen):
    """The report is drawn in pixels."""
    with boot(tmp_path, "ud2", options={"screen": screen}) as machine:
        picture.shows_report(machine, report_of(machine))


@pytest.mark.full
def test_nmi_between_the_two_idts(tmp_path):
    """An NMI arrives where the gates of a single IDT would not fit the processor's mode: longmode/enter.asm."""
    begin = address_of(OUT / "stage2.elf", "enter_long_mode.without_page_attributes")
    image = make_image(tmp_path, kernel=kernel_that(tmp_path, "again: jmp again"))
    reported = []
    for steps in range(MOMENTS):
        socket = tmp_path / f"gdb{steps}"
        with Machine(image, extra=["-S", "-gdb", f"unix:{socket},server=on,wait=off"]) as machine:
            debugger = Debugger(str(socket))
            debugger.run_to(begin)
            for _ in range(steps):
                debugger.step()
            machine.command("inject-nmi")
            debugger.go_on()
            machine.wait_until(lambda: HALTED in machine.serial or RESTART in machine.serial, "a report of the NMI")
            assert not machine.resets(), f"{steps} steps: {machine.report()}"
            assert "exception 2 (non-maskable interrupt)" in machine.serial, machine.report()
            reported.append(label("kernel_exception") in machine.serial)
            debugger.close()
    # First stage 2 reports it, then the kernel's reporter.
    assert not reported[0] and reported[-1] and sorted(reported) == reported, reported
