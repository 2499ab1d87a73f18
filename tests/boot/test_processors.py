"""Processors that cannot run a 64-bit kernel, and what the loader says to their owners."""
import re

import pytest

import expect
from emulators import dosbox
from machine import Machine
from messages import RESTART, failure

STEP = "checking the processor"


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
    """DOSBox also has no disk extensions and names drive 00h when it boots a hard disk."""
    words = dosbox(image, RESTART)
    assert re.search(failure("no_cpuid", STEP), words, re.M), words
