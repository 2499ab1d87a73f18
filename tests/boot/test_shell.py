# SPDX-License-Identifier: BSD-2-Clause
"""Tests the kernel's prompt on COM1 and on the keyboard, in text and in graphics."""
import re
import zlib

import pytest

import expect
from images import ENTRY, put_file
from machine import Machine
from screenshot import READY, ask

KEYS = {" ": "spc", "\n": "ret", "\b": "backspace"}


def type_keys(machine, words):
    for character in words:
        machine.command("send-key", keys=[{"type": "qcode", "data": KEYS.get(character, character)}])


@pytest.fixture
def ready(image):
    """Returns a machine without isa-debug-exit, whose kernel is at its prompt."""
    with Machine(image, debug_exit=False) as machine:
        machine.wait_for_serial(READY)
        expect.promises_kept(machine.serial)
        yield machine


def test_answers_on_the_serial_line(ready):
    assert {line.split()[0] for line in ask(ready, "help").splitlines()} == {
        "help", "mem", "map", "cpu", "log", "time", "modules", "good", "panic", "reboot"}
    memory = ask(ready, "mem")
    assert re.search(r"^  000000000000h  00000000FFFFh  reserved, 64 KiB$", memory, re.M), memory
    assert "AuthenticAMD, signature " in ask(ready, "cpu") or "nx" in ask(ready, "cpu")
    log = ask(ready, "log")
    assert re.search(r"^stage2: identifying the processor +ok ", log, re.M) and "entering the kernel at" in log
    assert re.search(r"^kernel: the clock says 20\d\d-", ask(ready, "time"), re.M) and " ms" in ask(ready, "time")
    assert ask(ready, "modules") == "  none\n"
    assert "there is no such command" in ask(ready, "nonsense")
    assert ask(ready, "map") == "usage: map ADDRESS\n"
    assert "at most 16 digits" in ask(ready, "map here")


def test_map_walks_the_page_tables(ready):
    levels = ask(ready, "map FFFF8000000B8000")
    assert re.fullmatch(r"(  PML4\[256\] = .*\n)(  PDPT\[0\] = .*\n)(  PD\[0\] = .*\n)"
                        r"(  PT\[184\] = .*h: page at B8000h of 4 KiB, read, write\n)"
                        r"  FFFF8000000B8000h is at physical B8000h\n", levels), levels
    assert ask(ready, "map 0").splitlines()[-1] == "  0000000000000000h is not mapped"
    assert ask(ready, "map ffff8000000b8000h") == ask(ready, "map 0xffff8000000b8000") == levels


def test_answers_on_the_keyboard(ready):
    type_keys(ready, "helq\bp\n")
    ready.wait_for_serial("  reboot ")
    assert "starts the machine again" in ready.screen()


def test_modules_and_their_checksums(fresh):
    image = fresh()
    put_file(image, "/m", b"content")
    put_file(image, ENTRY, b"kernel /boot/kernel.elf\nmodule /m\n")
    with Machine(image, debug_exit=False) as machine:
        machine.wait_for_serial(READY)
        assert f"module {zlib.crc32(b'content'):08X}h" in ask(machine, "modules")


def test_panic_stops_the_machine(image):
    with Machine(image, debug_exit=False) as machine:
        machine.wait_for_serial(READY)
        machine.send("panic\r")
        machine.wait_for_serial("kernel: stopped\n")
        assert "exception 6, invalid opcode" in machine.serial
        assert machine.is_running()


def test_reboot(image):
    with Machine(image, debug_exit=False) as machine:
        machine.wait_for_serial(READY)
        machine.send("reboot\r")
        machine.wait_until(machine.resets, "a reset")
        assert machine.resets()[0]["data"]["reason"] == "guest-reset"


def test_prompt_in_graphics(fresh):
    image = fresh()
    put_file(image, ENTRY, b"kernel /boot/kernel.elf\nscreen 640x480\n")
    with Machine(image, debug_exit=False) as machine:
        machine.wait_for_serial(READY)
        type_keys(machine, "mem\n")
        machine.wait_for_serial("  modules: 0 bytes\n> ")
        assert ask(machine, "modules") == "  none\n"
