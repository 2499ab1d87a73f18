# SPDX-License-Identifier: BSD-2-Clause
"""Tests boots with events during the boot: a moving mouse, NMIs, resets, a watchdog, a stuck serial line.

QEMU, "QEMU Machine Protocol Reference Manual", "inject-nmi", "input-send-event", "system_reset", "set-action";
Linux, "pipe(7)", "Pipe capacity".
"""
import fcntl
import os
import re
import time

import pytest

import expect
import runner
from machine import KEPT, Machine
from messages import RESTART
from option_rom import option_rom
from scenario import named
from screenshot import READY
from test_shell import type_keys

pytestmark = pytest.mark.full

BOOTS = 20
RESETS = 5
FIRST_STEP = "stage2: identifying the processor"
A_TENTH = 0.1           # of a second
FEW_WORDS = 100         # bytes


def every(seconds, deed):
    """Calls the function, but not more often than once in this interval."""
    last = time.monotonic()

    def perhaps():
        nonlocal last
        if time.monotonic() - last >= seconds:
            last = time.monotonic()
            deed()
    return perhaps


def at_the_prompt(machine, begin=0, while_waiting=lambda: None):
    """Waits for the kernel's prompt in the output from `begin` on. Checks that the kernel finds every promise kept."""
    def ready():
        while_waiting()
        return READY in machine.serial[begin:]
    machine.wait_until(ready, "the kernel's prompt")
    expect.promises_kept(machine.serial[begin:])


# Bytes that come from a mouse lie where those of the keyboard and of its controller lie.

def move_mouse(machine):
    machine.command("input-send-event", events=[{"type": "rel", "data": {"axis": axis, "value": 3}} for axis in "xy"])


@pytest.mark.parametrize("name", ["neutral", "no92-a20off"])
def test_mouse_noise(image, tmp_path, name):
    """In some scenarios A20 is opened by the mouse's controller. The keyboard must still work."""
    packets = tmp_path / "packets"
    extra = [*option_rom(tmp_path, "mouse_rom.asm"), "-chardev", f"file,id=packets,path={packets}",
             "-device", "isa-debugcon,iobase=0xea,chardev=packets"]
    hostile = runner.HostileMachine(named(name), image, tmp_path, extra=extra, debug_exit=False)
    with hostile.machine as machine:
        at_the_prompt(machine, while_waiting=every(A_TENTH / 10, lambda: move_mouse(machine)))
        type_keys(machine, "help\n")
        move_mouse(machine)
        machine.wait_for_serial("  reboot ")
    hostile.judge()
    assert packets.read_bytes().count(b"M") > 3, "the BIOS saw no mouse"


def interrupt(machine):
    ended = re.search(r"^ EAX |exception", machine.serial, re.M)
    assert not machine.resets() and not ended, f"an NMI ended the boot\n{machine.report()}"
    machine.command("inject-nmi")


@pytest.mark.xfail(strict=True,
                   reason="stage 2 and the kernel report an NMI and stop; between two IDTs it is a reset")
def test_nmi_storm(image, tmp_path):
    """The NMIs start at the first instruction of stage 1, because the BIOS itself fails on an earlier one."""
    for boot in range(BOOTS):
        (directory := tmp_path / str(boot)).mkdir()
        hostile = runner.HostileMachine(named("neutral"), image, directory, debug_exit=False)
        with hostile.machine as machine:
            machine.wait_until(lambda: "B19" in hostile.log().words, "the boot sector's start")
            machine.command("inject-nmi")
            at_the_prompt(machine, while_waiting=every(A_TENTH, lambda: interrupt(machine)))


# What an earlier boot has left in memory, and in devices.

def test_warm_loop(image):
    with Machine(image, debug_exit=False) as machine:
        machine.command("set-action", reboot="reset")
        at_the_prompt(machine)
        for _ in range(RESETS):
            begin = len(machine.serial)
            machine.command("system_reset")
            at_the_prompt(machine, begin)


@pytest.mark.parametrize("words", ["opening the A20 gate", "loading the kernel", "entering the kernel", "self-check:"])
def test_reset_while_booting(image, words):
    with Machine(image, debug_exit=False) as machine:
        machine.command("set-action", reboot="reset")
        machine.wait_for_serial(words)
        machine.command("system_reset")
        machine.wait_until(lambda: machine.serial.count(FIRST_STEP) == 2, "a second boot")
        at_the_prompt(machine, machine.serial.rfind(FIRST_STEP))


def test_watchdog(image, tmp_path):
    """It is started before the boot, and fires long after the kernel has started."""
    extra = [*option_rom(tmp_path, "watchdog_rom.asm"), "-device", "ib700", "-action", "watchdog=reset"]
    with Machine(image, debug_exit=False, extra=extra) as machine:
        def bitten():
            return [event for event in machine.events if event["event"] == "WATCHDOG"]
        at_the_prompt(machine)
        assert not bitten()
        machine.wait_until(bitten, "the watchdog")


# How a machine without a keyboard controller restarts: when a key answers the loader's message, and by the kernel.

NO_CONTROLLER = ["-machine", "i8042=off"]


def type_until(machine, condition, what):
    """Types a key now and then: the loader takes one from COM1 only after some seconds of silence."""
    pause, last = 8, time.monotonic()

    def typed():
        nonlocal last
        if time.monotonic() - last > pause:
            machine.send("x")
            last = time.monotonic()
        return condition()
    machine.wait_until(typed, what)


def test_restart_by_usb_keyboard(image):
    with Machine(image, cpu="qemu32", extra=[*NO_CONTROLLER, "-usb", "-device", "usb-kbd"]) as machine:
        expect.refuses(machine, "processor_lacks_features", "loading the kernel")


def test_restart_by_serial_line(image):
    with Machine(image, cpu="qemu32", extra=NO_CONTROLLER) as machine:
        machine.wait_for_serial(RESTART)
        type_until(machine, machine.resets, "a reset")


def test_restart_without_any_reset_line(image):
    """The machine has no PCI and so no port CF9h: the loader returns to the BIOS, which boots again."""
    with Machine(image, interface="isa-ide", cpu="qemu32", extra=NO_CONTROLLER) as machine:
        machine.wait_for_serial(RESTART)
        type_until(machine, lambda: machine.serial.count(RESTART) == 2, "a second boot")
        assert not machine.resets()


def test_kernel_restarts_without_keyboard_controller(image):
    with Machine(image, debug_exit=False, extra=NO_CONTROLLER) as machine:
        at_the_prompt(machine)
        machine.send("reboot\r")
        machine.wait_until(machine.resets, "a reset")


def test_serial_blocked(image, tmp_path):
    """No program reads COM1: its transmitter is full within the loader's second line, and stays full."""
    for end in "in", "out":
        os.mkfifo(tmp_path / f"com1.{end}")
    pipe = os.open(tmp_path / "com1.out", os.O_RDWR | os.O_NONBLOCK)
    try:
        capacity = fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, os.sysconf("SC_PAGESIZE"))
        os.write(pipe, bytes(capacity - FEW_WORDS))
        with Machine(image, serial=False, extra=["-chardev", f"pipe,id=blocked,path={tmp_path / 'com1'}",
                                                 "-serial", "chardev:blocked"]) as machine:
            assert machine.wait_for_end() == KEPT, machine.report()
        words = os.read(pipe, 2 * capacity).lstrip(b"\0").decode("cp437")
    finally:
        os.close(pipe)
    assert len(words) == FEW_WORDS and "stage2: " in words, words
