# SPDX-License-Identifier: BSD-2-Clause
"""Tests that docs/hardware.md lists exactly the quirks that scenarios prove."""
import hardware_page
from messages import ROOT, label


def test_the_table_is_that_of_the_scenarios():
    page = (ROOT / "docs/hardware.md").read_text()
    table = hardware_page.table(label)
    assert len(table) > 100
    assert "\n".join(["", *table, ""]) in page, \
        "put there what tests/hostile_bios/hardware_page.py prints"
