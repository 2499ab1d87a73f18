# SPDX-License-Identifier: BSD-2-Clause
"""Boots the kernels of tests/guests/multiboot, under any loader, and reads what they report."""
import re

import pytest

from machine import Machine
from multiboot_kernels import SQUARE_AT, SQUARE_COLOUR, TEXT, WRITTEN

LEAST_CHECKS, LEAST_MUTATIONS = 150, 100
TOPICS = {"state", "segments", "a20", "stack", "pic", "firmware", "bss", "image", "base", "info", "memory", "modules",
          "strings", "device", "screen", "symbols"}
END = re.compile(r"^MB[12] done: (\d+) checks( ok|, \d+ failed)$", re.M)


def selected(variant):
    return pytest.param(variant, id=variant.name, marks=[] if variant.quick else pytest.mark.full)


def pixel(machine, place, directory):
    """Returns the colour of a pixel of the screen. Netpbm's ppm(5)."""
    picture = directory / "screen.ppm"
    machine.command("screendump", filename=str(picture), format="ppm")
    magic, size, _, pixels = picture.read_bytes().split(b"\n", 3)
    width = int(size.split()[0])
    assert magic == b"P6"
    return tuple(pixels[3 * (place[1] * width + place[0]):][:3])


def words_of(variant, image, directory, gave_up, **machine_options):
    """Boots a kernel. Returns COM1's output, after a look at the screen. `gave_up`: the loader's words if it does not
    start the kernel."""
    with Machine(image, **{"memory": variant.memory, **machine_options}, debug_exit=False) as machine:
        machine.wait_until(lambda: END.search(machine.serial) or gave_up in machine.serial, "a kernel's last line")
        if not END.search(machine.serial):
            return machine.serial
        shows_text = "MB screen: text" in machine.serial
        assert variant.may_be_text or shows_text == (variant.shown == TEXT)
        if shows_text:
            assert WRITTEN in machine.screen()
        else:
            assert pixel(machine, SQUARE_AT, directory) == SQUARE_COLOUR
        return machine.serial


def failed_checks(words):
    """Returns the lines of a kernel that has run to its end."""
    end = END.search(words)
    assert end and int(end[1]) >= LEAST_CHECKS, words
    return re.findall(r"^MB FAIL (.*)$", words, re.M)


def expect_mutations_found(words, may_be_absent):
    """Checks that the kernel found each damage that it did to its loader's answers."""
    missed = re.findall(r"^MB MUTATION .*(?:MISSED|NOT RESTORED).*$", words, re.M)
    found = re.findall(r"^MB MUTATION (.*): found by (\w+)$", words, re.M)
    absent = set(re.findall(r"^MB MUTATION (.*): no such part$", words, re.M))
    assert not missed and f"MB mutations: {len(found)} found, 0 missed" in words, words
    assert absent <= may_be_absent, absent - may_be_absent
    assert len({name for name, _ in found}) == len(found) >= LEAST_MUTATIONS, "names are not unique, or too few"
    assert {topic for _, topic in found} >= TOPICS
