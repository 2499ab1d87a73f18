# SPDX-License-Identifier: BSD-2-Clause
"""Tests every kind of 64-bit processor with every size of memory, and processors that cannot run a 64-bit kernel."""
import re

import pytest

import expect
from emulators import dosbox
from machine import Machine
from messages import RESTART, failure

STEP = "loading the kernel"

# With what sets them apart: the largest page, and the levels of page tables that our kernel's wish for five brings.
PROCESSORS = {"qemu64": ("2 MiB", 4), "qemu64,-nx": ("2 MiB", 4), "qemu64,-pat": ("2 MiB", 4), "Nehalem": ("2 MiB", 4),
              "core2duo": ("2 MiB", 4), "phenom": ("1 GiB", 4), "Haswell": ("2 MiB", 4), "max": ("1 GiB", 5),
              "max,-la57": ("1 GiB", 4)}
MEMORY = ["4M", "16M", "128M", "3G", "6G", "64G"]
TABLES = re.compile(r"(\d+) page tables \((\d+) KiB\), pages up to (\d+ [KMG]iB), (\d) levels(; no NX)?")


def maps_memory(image, cpu, memory, vga):
    """Checks that the kernel finds every promise kept, and that the loader prints how it mapped the memory."""
    largest, levels = PROCESSORS[cpu]
    # Only pages that are touched cost the host anything.
    ram = ["-object", f"memory-backend-ram,id=ram,size={memory},reserve=off", "-machine", "memory-backend=ram"]
    with Machine(image, cpu=cpu, memory=memory, vga=vga, extra=ram) as machine:
        expect.boots(machine)
        said = TABLES.search(machine.serial)
        assert said, machine.report()
        assert int(said[2]) == 4 * int(said[1]) < (1024 if largest == "1 GiB" else 2048)
        fitting = largest if memory.endswith("G") else "4 KiB" if memory == "4M" else "2 MiB"
        assert said[3] == fitting, machine.report()
        assert int(said[4]) == levels, machine.report()
        assert bool(said[5]) == (cpu == "qemu64,-nx")


@pytest.mark.parametrize("vga", ["std", "none"])
@pytest.mark.parametrize("cpu", PROCESSORS)
@pytest.mark.cases(6)
def test_64_bit_processor(image, cpu, vga):
    maps_memory(image, cpu, "128M", vga)


@pytest.mark.parametrize("memory", MEMORY)
@pytest.mark.parametrize("cpu", [pytest.param("qemu64", marks=pytest.mark.full), "max"])
@pytest.mark.cases(2)
def test_memory_size(image, cpu, memory):
    maps_memory(image, cpu, memory, "std")


@pytest.mark.full
@pytest.mark.parametrize("vga", ["std", "none"])
@pytest.mark.parametrize("memory", MEMORY)
@pytest.mark.parametrize("cpu", PROCESSORS)
def test_every_processor_with_every_memory(image, cpu, memory, vga):
    maps_memory(image, cpu, memory, vga)


@pytest.mark.parametrize("cpu", ["486", "qemu32", "pentium3", "qemu64,-lm", "n270"])
def test_32_bit_processor(image, cpu):
    with Machine(image, cpu=cpu) as machine:
        expect.refuses(machine, "processor_lacks_features", STEP)
        assert "64-bit mode" in machine.serial


@pytest.mark.parametrize("feature", ["pae", "msr"])
def test_missing_feature_is_named(image, feature):
    with Machine(image, cpu=f"qemu64,-{feature}") as machine:
        expect.refuses(machine, "processor_lacks_features", STEP)
        assert feature.upper() in machine.serial


def test_386_without_cpuid(image):
    """DOSBox also has no disk extensions and passes drive 00h when it boots a hard disk."""
    words = dosbox(image, RESTART)
    assert re.search(failure("no_cpuid", STEP), words, re.M), words
