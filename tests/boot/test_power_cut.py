# SPDX-License-Identifier: BSD-2-Clause
"""Cuts the power between and inside writes: a ROM tears the write of the loader after so many bytes and ends QEMU
(write_fault_rom.asm), so that the point is exact. Then the machine is booted again, up to the fallback.

After each boot a copy of the state file is valid, the volume is whole, and no counter has gone up. The new entry, which
is never marked as good, is started at most three times; then the old one is.

A campaign draws the points by chance. `make test` makes 10 boots, `make test-full` 1,000, or POWER_CUT_BOOTS of them.
"""
import itertools
import os
import random

import pytest

from counting import (FALLBACK, POWER_OFF, TRIED, boot, changed_sectors, check_volume, id_hash, sectors_of_copies,
                      state_of, with_counter)
from fat import Volume

NEW = id_hash("new")
TRIES = 3
SHARES = 4                 # tests that share a long campaign


def left_by_state(image):
    slot = state_of(image).slots.get(NEW)
    return TRIES if slot is None else slot.left


def left_by_digits(image):
    with Volume(image) as volume:
        for left in range(TRIES + 1):
            for done in range(TRIES + 1):
                try:
                    volume.entry_offset(f"/loader/entries/new+{left}-{done}.conf")
                    return left
                except KeyError:
                    pass
    raise AssertionError("the entry is lost")


def life(image, directory, chance, left, most_cuts):
    """Boots until the fallback starts. Returns the number of boots."""
    boots = starts = cuts = 0
    before = left(image)
    while True:
        faults = []
        if cuts < most_cuts and chance.random() < 0.6:
            faults = [f"TEARS={chance.choice([0, 1, 512, chance.randrange(513), chance.randrange(513)])}", "HALTS"]
        status, words = boot(image, directory, *faults)
        boots += 1
        now = left(image)
        assert now <= before, f"the counter went from {before} to {now}\n{words}"
        check_volume(image, directory)
        if status == FALLBACK:
            assert now == 0, words
            return boots
        if status == POWER_OFF:
            cuts += 1
        else:
            assert status == TRIED and now == before - 1, f"{status}: {before}, {now}\n{words}"
            starts += 1
        before = now
        assert starts <= TRIES and boots <= TRIES + most_cuts + 1, "there is no end"


def campaign(fresh, directory, boots, seeds):
    """Makes so many boots, and some more: the last life is lived to its end."""
    made = 0
    for seed in seeds:
        if made >= boots:
            return
        chance = random.Random(seed)
        image = fresh()
        by_state = chance.random() < 0.75
        with_counter(image, "new+3.conf" if by_state else "new+3-0.conf", by_state)
        content = image.read_bytes()
        allowed = set(sectors_of_copies(image)) if by_state else None
        made += life(image, directory, chance, left_by_state if by_state else left_by_digits, most_cuts=4)
        changed = changed_sectors(content, image.read_bytes())
        assert len(changed) == 1 if allowed is None else set(changed) <= allowed


def test_power_is_cut(fresh, tmp_path):
    campaign(fresh, tmp_path, 10, itertools.count())


@pytest.mark.full
@pytest.mark.parametrize("share", range(SHARES))
def test_power_is_cut_often(fresh, tmp_path, share):
    boots = int(os.environ.get("POWER_CUT_BOOTS", 1000))
    campaign(fresh, tmp_path, -(-boots // SHARES), itertools.count(share, SHARES))


@pytest.mark.parametrize("size", [0, 12, 13, 100, 511, 512])
@pytest.mark.cases(3)
def test_each_write_is_torn(fresh, tmp_path, size):
    """The first write, torn after so many bytes: the state before it, or behind it. Magic and version, the first 12
    bytes, are as before."""
    image = fresh()
    with_counter(image, "new+3.conf")
    status, words = boot(image, tmp_path, f"TEARS={size}", "HALTS")
    assert status == POWER_OFF, words
    assert left_by_state(image) == (TRIES if size < 512 else TRIES - 1)
    status, words = boot(image, tmp_path)
    assert status == TRIED, words
    assert ("copy is damaged" in words) == (12 < size < 512)
