# SPDX-License-Identifier: BSD-2-Clause
"""Tests random combinations of BIOS quirks (tests/hostile_bios/storm.py): the kernel must run."""
import pytest

import runner
import storm

SEEDS = 200
SAMPLED = 4         # in `make test`


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=[pytest.mark.full] if seed >= SAMPLED else [])
                                  for seed in range(SEEDS)])
def test_storm(seed, image, tmp_path):
    runner.run(storm.storm(seed), image, tmp_path)


def test_storms_are_many_and_mixed():
    storms = [storm.storm(seed) for seed in range(SEEDS)]
    assert len({frozenset(each.rom_keys.items()) for each in storms}) > SEEDS * 0.95
    assert len({key for each in storms for key in each.rom_keys}) > 40
