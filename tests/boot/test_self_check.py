# SPDX-License-Identifier: BSD-2-Clause
"""Tests that the kernel's self-check finds broken promises: the tests change the machine just before the kernel is
entered."""
import re
import struct

import pytest

from debugger import Debugger, address_of
from images import IMAGE, OUT
from machine import BROKEN, Machine
from messages import ROOT

DIRECT_MAP = 0xFFFF_8000_0000_0000
TRANSFER_BUFFER = DIRECT_MAP + 0x31000          # the loader's, and free by then
STACK = DIRECT_MAP + 0x9000
AS_A_RESULT = "usable memory (not tested, because of the broken promises above)"


def numbers_of(path):
    """Returns the constants of an include file for NASM, defined by %define or EQU."""
    found = re.findall(r"^(?:%define )?([\w.]+) +(?:equ +)?(0x[0-9A-Fa-f]+|\d+)", path.read_text(), re.M)
    return {name: int(number, 0) for name, number in found}


HANDOVER = numbers_of(OUT / "constants.inc")


class Stopped:
    """The machine in 64-bit mode, with the kernel's page tables, before the first instruction of the kernel."""

    def __init__(self, debugger):
        self._debugger = debugger
        self._handover = address_of(OUT / "stage2.elf", "handover")

    def read(self, address, size):
        return bytes.fromhex(self._debugger.ask(f"m{address:x},{size:x}", answer="[0-9a-f]*"))

    def write(self, address, content):
        self._debugger.ask(f"M{address:x},{len(content):x}:{content.hex()}")

    def handed_over(self, name):
        return struct.unpack("<Q", self.read(self._handover + HANDOVER[f"HANDOVER_{name}"], 8))[0]

    def table(self, name):
        return struct.unpack("<Q", self.read(self._handover + HANDOVER[f"HANDOVER_{name}"] + 2, 8))[0]


def leave_a_number_on_the_stack(stopped):
    stopped.write(STACK, b"\x01")


def leave_a_copy_of_the_seed(stopped):
    offset = numbers_of(ROOT / "build/include/farjump/boot_info.inc")["farjump_boot_info.seed"]
    seed = stopped.read(stopped.handed_over("BOOT_INFO") + offset, 32)
    stopped.write(TRANSFER_BUFFER, seed[8:16])


def lose_a_gate(stopped):
    stopped.write(stopped.table("IDT") + 3 * 16 + 5, b"\x0E")          # not present


def lead_a_gate_elsewhere(stopped):
    stopped.write(stopped.table("IDT") + 31 * 16 + 8, b"\0\0\0\0")


def report_on_the_kernels_stack(stopped):
    stopped.write(stopped.table("IDT") + 14 * 16 + 4, b"\0")


def lose_the_task_state(stopped):
    stopped.write(stopped.table("GDT") + HANDOVER["SELECTOR_TASK"] + 8, b"\0\0\0\0")


def count_without_a_sector(stopped):
    offset = numbers_of(ROOT / "build/include/farjump/boot_info.inc")["farjump_boot_info.boot_state"]
    stopped.write(stopped.handed_over("BOOT_INFO") + offset + 12, b"\1")         # tries_left


FAULTS = {
    leave_a_number_on_the_stack: "the loader's stack, where its random numbers were, is cleared",
    leave_a_copy_of_the_seed: "no other copy of the seed is in memory",
    lose_a_gate: "each leads to the fault reporter, on a stack of its own",
    lead_a_gate_elsewhere: "each leads to the fault reporter, on a stack of its own",
    report_on_the_kernels_stack: "each leads to the fault reporter, on a stack of its own",
    count_without_a_sector: "this boot is not counted, and boot_state is 0",
    lose_the_task_state: "TR leads to a task state segment in memory of kind loader",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
@pytest.mark.cases(3)
def test_is_found(tmp_path, fault):
    socket = tmp_path / "gdb"
    with Machine(IMAGE, extra=["-S", "-gdb", f"unix:{socket},server=on,wait=off"]) as machine:
        debugger = Debugger(str(socket))
        debugger.run_to(address_of(OUT / "stage2.elf", "enter_long_mode.in_64_bits"))
        fault(Stopped(debugger))
        debugger.go_on()
        assert machine.wait_for_end() == BROKEN, machine.report()
        broken = re.findall(r"^  BROKEN  (.*?)(?:: found .*)?$", machine.serial, re.M)
        assert broken[0] == FAULTS[fault], machine.report()
        assert broken[1:] in ([], [AS_A_RESULT]), machine.report()
        debugger.close()
