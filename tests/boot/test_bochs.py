# SPDX-License-Identifier: BSD-2-Clause
"""Boots in Bochs, which faults where QEMU does not: reserved bits, segment limits, 1 GiB pages without the feature."""
import re

import pytest

import expect
from emulators import bochs
from messages import RESTART, failure

LONG_MODE = ["core2_penryn_t9600", "corei7_haswell_4770", "ryzen"]      # the first has no 1 GiB pages
MORE = ["p4_prescott_celeron_336", "corei7_sandy_bridge_2600k", "phenom_8650_toliman"]


def assert_boots(words):
    assert "Shutdown port: shutdown requested" in words, words
    expect.promises_kept(words)


@pytest.mark.parametrize("cpu", LONG_MODE + [pytest.param(cpu, marks=pytest.mark.full) for cpu in MORE])
@pytest.mark.cases(2)
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
    assert re.search(failure("processor_lacks_features", "loading the kernel"), words, re.M), words
    assert not expect.GREETING.search(words), words
