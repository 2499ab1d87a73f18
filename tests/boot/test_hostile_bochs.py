# SPDX-License-Identifier: BSD-2-Clause
"""Boots with the hostile ROM in Bochs, which has a BIOS of its own and checks segment limits, which QEMU does not."""
import re

import pytest

import expect
from emulators import bochs
from scenario import all_scenarios

# What is said of the machine must be QEMU's.
OF_QEMU = {"cpu", "memory", "vga", "interface", "serial", "qemu", "overlay", "image", "length", "decoy", "known",
           "says"}

# Its memory map is that of another machine; its BIOS has no delay (INT 15h AH=86h) that a ROM could use.
OF_SEABIOS = ("e820.table", "i13.delay", "i13.reset", "text.redirect")


def parameters():
    for scenario in all_scenarios():
        alone = scenario.get("emulator") == "bochs"
        fits = not OF_QEMU & scenario.runner.keys() and not scenario.rom_keys.keys() & set(OF_SEABIOS)
        if alone or (scenario.get("smoke") and scenario.get("expect") == "boots" and fits):
            yield pytest.param(scenario, id=scenario.name, marks=[] if alone else [pytest.mark.full])


@pytest.mark.parametrize("scenario", parameters())
def test_in_bochs(scenario, image, tmp_path):
    rom = tmp_path / "hostile.rom"
    rom.write_bytes(scenario.rom())
    words = bochs(image, extra=f"optromimage1: file={rom}, address=0xd0000\nport_e9_hack: enabled=1\n")
    expect.promises_kept(words)
    # The log comes among the words of COM1.
    faults = set(re.findall(r"F([a-z]\w+\.\w+|canary)$", words, re.M))
    assert "HB1" in words and "B19" in words
    assert scenario.bites() <= faults, words
    assert not set(scenario.get("avoided", [])) & faults, words
    assert not re.findall(r"V\d\d$|K\d\d$", words, re.M), words
