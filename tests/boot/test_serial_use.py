# SPDX-License-Identifier: BSD-2-Clause
"""Tests how the loader uses COM1: as loader.conf says, without waits for a slow line, and not at all where the BIOS's
console writes to it."""
import re

import pytest

import expect
from emulators import bochs
from images import KERNEL_PATH, mtools, put_file
from machine import Machine
from messages import RESTART, failure

CONF = "/loader/loader.conf"
STEPS = re.compile(r"^stage2: (.*\S) +ok ", re.M)
CHOICE = "choosing a boot entry"            # the step that reads loader.conf
ALL_STEPS = 10


def image_that_says(fresh, value):
    image = fresh()
    put_file(image, CONF, f"serial {value}\n".encode())
    return image


def steps(words):
    return STEPS.findall(words)


@pytest.mark.parametrize("value", ["yes", "no", "errors"])
@pytest.mark.cases(2)
def test_loader_conf_decides(fresh, value):
    """From the step on that reads loader.conf. The kernel uses COM1 anyway."""
    with Machine(image_that_says(fresh, value)) as machine:
        expect.boots(machine)
        done = steps(machine.serial)
        assert (len(done) == ALL_STEPS) == (CHOICE in done) == (value == "yes"), machine.report()


def test_unknown_value_is_told(fresh):
    with Machine(image_that_says(fresh, "maybe")) as machine:
        expect.boots(machine)
        expect.noted(machine, "'serial maybe' is ignored: yes, no and errors are known")


@pytest.mark.parametrize("value", ["yes", "errors"])
def test_failure_is_told_whole(fresh, value):
    image = image_that_says(fresh, value)
    mtools("mdel", image, f"::{KERNEL_PATH}")
    expect.image_refused(image, "file_not_found", "loading the kernel", name=KERNEL_PATH)
    with Machine(image) as machine:
        machine.wait_for_serial(RESTART)
        assert CHOICE in steps(machine.serial), "the rest of the log is missing"


def test_failure_is_on_the_screen_alone(fresh):
    image = image_that_says(fresh, "no")
    mtools("mdel", image, f"::{KERNEL_PATH}")
    with Machine(image) as machine:
        machine.wait_for_screen(RESTART)
        assert "FJ-" not in machine.serial, machine.report()
        expect.restarts_on_key(machine)


@pytest.mark.parametrize("vga", ["std", "none"])
def test_console_of_the_bios_on_com1(image, vga):
    """As with qemu -nographic: SeaBIOS sends its text screen to COM1, and the loader sends nothing besides."""
    with Machine(image, vga=vga, extra=["-machine", "graphics=off"]) as machine:
        expect.boots(machine)
        assert len(steps(re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", machine.serial))) == ALL_STEPS, machine.report()


def test_console_of_the_bios_tells_a_failure_once(fresh):
    image = fresh()
    mtools("mdel", image, f"::{KERNEL_PATH}")
    with Machine(image, extra=["-machine", "graphics=off"]) as machine:
        machine.wait_for_serial("press a key to restart")
        assert machine.serial.count("FJ-") == 1, machine.report()


@pytest.mark.parametrize("value, whole", [("yes", True), (None, False)])
def test_line_that_needs_its_time(fresh, value, whole):
    """Bochs's UART sends 115,200 bits a second. Without `yes` the loader waits for none of them."""
    words = bochs(image_that_says(fresh, value) if value else fresh())
    expect.promises_kept(words)
    loaders = expect.GREETING.split(words)[0]
    assert (len(steps(loaders)) == ALL_STEPS) == whole, words
    assert steps(loaders)[0] == "identifying the processor", words
