"""Boots in Bochs, which faults where QEMU forgives: reserved bits, segment limits, 1 GiB pages without the feature."""
import os
import re
import subprocess

import pytest

import expect
from emulators import bochs
from images import ROOT
from messages import RESTART, failure, label

LONG_MODE = ["p4_prescott_celeron_336", "core2_penryn_t9600", "corei7_sandy_bridge_2600k", "phenom_8650_toliman",
             "ryzen", "corei7_haswell_4770"]          # the first three have no 1 GiB pages


def assert_boots(words):
    assert "Shutdown port: shutdown requested" in words, words
    expect.promises_kept(words)


@pytest.mark.parametrize("cpu", LONG_MODE)
def test_processor(image, cpu):
    assert_boots(bochs(image, cpu=cpu))


@pytest.mark.parametrize("bios", ["BIOS-bochs-legacy", "BIOS-qemu-latest"])
def test_bios(image, bios):
    assert_boots(bochs(image, bios=bios))


@pytest.mark.parametrize("memory", [4, 16])
def test_memory_size(image, memory):
    assert_boots(bochs(image, memory=memory))


@pytest.mark.parametrize("cpu", ["pentium", "p2_klamath", "core_duo_t2400_yonah"])
def test_32_bit_processor(image, cpu):
    words = bochs(image, cpu=cpu, until=RESTART)
    assert re.search(failure("processor_lacks_features", "checking the processor"), words, re.M), words
    assert not expect.GREETING.search(words), words


BORDERS = ["stage1", "stage2", "longmode", "kernel"]


def test_magic_breakpoints_name_the_borders():
    """`make bochs BREAK=…` as a script runs it: four stops, each with its name and registers."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "MAKEFLAGS", "TEST")}
    run = subprocess.run(["make", "-C", ROOT, "bochs", f"BREAK={','.join(BORDERS)}"], stdin=subprocess.DEVNULL,
                         capture_output=True, text=True, timeout=300, env=environment)
    assert run.returncode == 0, run.stdout + run.stderr
    stops = re.split(r"^=== border \d of 4: (\w+) ===$", run.stdout, flags=re.M)
    assert stops[1::2] == BORDERS
    stage1, stage2, longmode, kernel = stops[2::2]
    assert re.search(r"^rdx: 00000000_\w+80$", stage1, re.M) and re.search(r"^cs:0x0000", stage1, re.M)
    assert re.search(r"^rdx: 00000000_\w+80$", stage2, re.M) and re.search(r"^cs:0x1000", stage2, re.M)
    assert re.search(r"^EFER: .* LME ", longmode, re.M), "enabled, by the debugger's capital letters"
    assert re.search(r"^EFER: .* LMA LME ", kernel, re.M)
    assert re.search(r"^linear page 0xffffffff8\w+ maps to physical page", kernel, re.M)
