# SPDX-License-Identifier: BSD-2-Clause
"""Tests that the hostile ROM changes nothing without a scenario: the output of a boot is the same with and without
it."""
import re

import expect
import runner
from machine import Machine
from scenario import named

NEUTRAL = named("neutral")

# What no two boots have in common: times and chance.
PASSING = re.compile(r" ms |seed |clock says|counter of|log has ")

# What is said of a read that takes longer than a second.
SIGN_OF_LIFE = re.compile(r"(\n {8}\d+ [KM]iB read so far)+\n {8}(?=ok )")

# The ROM's own 16 KiB at the top of low memory, which are neither in the memory map nor in INT 12h's number.
OWN_MEMORY = {"00000009AFFFh  usable, 364 KiB": "00000009EFFFh  usable, 380 KiB",
              "00000009BC00h  0000000FFFFFh  reserved, 401 KiB": "00000009FC00h  0000000FFFFFh  reserved, 385 KiB"}


def lasting(words):
    for ours, without in OWN_MEMORY.items():
        words = words.replace(ours, without)
    return [line for line in SIGN_OF_LIFE.sub("", words).splitlines() if not PASSING.search(line)]


def test_neutral(made, tmp_path):
    image = made(options="nokaslr")
    with Machine(image) as plain:
        expect.boots(plain)
    hostile = runner.HostileMachine(NEUTRAL, image, tmp_path)
    with hostile.machine as machine:
        expect.boots(machine)
    hostile.judge()
    assert not hostile.log().faults()
    assert lasting(machine.serial) == lasting(plain.serial)
