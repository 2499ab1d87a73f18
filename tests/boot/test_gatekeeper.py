# SPDX-License-Identifier: BSD-2-Clause
"""Tests that the default image passes every gate of picky BIOSes, and that each gate refuses an image made for it."""
import shutil

import pytest

import gate
from images import patch

FIRST_LBA = 2048
RECORD = FIRST_LBA * 512
ENTRY = gate.TABLE

# What must not pass: the rule, and bytes to write where.
SPOILED = {
    "g01_signatures": [(RECORD + 6 * 512 + 510, "0000")],
    "g02_jump": [(0, "33C0")],
    "g03_parameters": [(0x0B, "0004")],
    "g04_microsoft_start": [],              # the default image is of the other kind
    "g05_one_active": [(ENTRY + 16, "80")],
    "g06_chs": [(ENTRY + 5, "FF")],
    "g07_unused_zero": [(ENTRY + 32 + 8, "01")],
    "g08_order": [(ENTRY + 12, "FFFFFFFF")],
    "g09_no_table_in_record": [(RECORD + gate.TABLE, "80")],
    "g10_cylinders": [(ENTRY + 12, "01")],
    "g11_oem_name": [(3, "00")],
    "g12_no_gpt": [(512, b"EFI PART".hex())],
    "g13_clean_fat": [(ENTRY + 4, "83")],
    "g15_code": [(0x5A, "90" * 64)],
}


# Each image has one of the two starts.
STARTS = {"jump": gate.g02_jump, "ms": gate.g04_microsoft_start}
COMMON = [rule for rule in gate.RULES if rule not in STARTS.values()]


@pytest.mark.parametrize("start, rule", [(start, rule) for start in STARTS for rule in [STARTS[start], *COMMON]],
                         ids=lambda value: getattr(value, "__name__", value))
@pytest.mark.cases(9)
def test_image_passes(start, rule, image, made):
    assert not list(rule(gate.Disk(image if start == "jump" else made(mbr=start))))


@pytest.mark.parametrize("name", SPOILED)
def test_gate_closes(name, image, tmp_path):
    spoiled = shutil.copyfile(image, tmp_path / "spoiled.img")
    for offset, content in SPOILED[name]:
        patch(spoiled, offset, bytes.fromhex(content))
    assert list(getattr(gate, name)(gate.Disk(spoiled)))
