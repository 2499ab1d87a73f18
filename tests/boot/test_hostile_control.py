# SPDX-License-Identifier: BSD-2-Clause
"""Tests that a loader that trusts its BIOS fails in most scenarios, so that the scenarios are effective."""
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

import control
import table_page
from fates import FAILS, NOT_MET, SURVIVES, WRONG_KERNEL, fate


@pytest.mark.full
def test_naive_loader_fails_in_two_thirds(tmp_path):
    loader = control.naive(tmp_path)
    fair = table_page.fair_scenarios()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        fates = list(pool.map(lambda scenario: fate(scenario, loader, tmp_path / scenario.name), fair))
    survived = [scenario.name for scenario, each in zip(fair, fates) if each == SURVIVES]
    failed = fates.count(FAILS) + fates.count(WRONG_KERNEL)
    print(f"the naive loader fails in {failed}, and never meets {fates.count(NOT_MET)}")
    assert failed >= 2 * len(survived), f"it fails in {failed} and survives {len(survived)}: {survived}"
