# SPDX-License-Identifier: BSD-2-Clause
"""Tests that docs/hostile-table.md is what `make hostile-table` writes for the present scenarios, and runs the other
loaders: they boot if nothing is wrong, and a damaged kernel of theirs is detected."""
import struct
from dataclasses import replace

import pytest

import control
import peers
import table_page
from fates import FAILS, NOT_MET, SURVIVES, WRONG_KERNEL, fate
from images import patch
from messages import ROOT
from scenario import named, parse

STALE = "run `make hostile-table`, which writes the page"
NO_READ = ["# no quirk: no read succeeds", "i13.fail_first=9999:80", "expect=boots"]
OTHERS = [control.naive, peers.grub, peers.syslinux]


@pytest.fixture(scope="module")
def text():
    return (ROOT / "docs/hostile-table.md").read_text()


def test_page_names_the_fair_scenarios(text):
    fair = {scenario.name for scenario in table_page.fair_scenarios()}
    assert len(fair) > 100
    assert table_page.read(text)[1].keys() == fair, STALE


def test_page_is_of_one_piece(text):
    """The counts agree with the rows, and each row's words with the scenario."""
    loaders, fates = table_page.read(text)
    assert list(loaders) == ["farjump", "naive", "GRUB", "Syslinux"]
    assert table_page.page(loaders, fates) == text, STALE


def test_farjump_fails_only_where_that_is_known(text):
    fates = table_page.read(text)[1]
    known = {scenario.name for scenario in table_page.fair_scenarios() if scenario.get("known")}
    failed = {name for name, each in fates.items() if each["farjump"] not in (SURVIVES, NOT_MET)}
    assert failed <= known


@pytest.fixture(scope="module", params=OTHERS, ids=lambda make: make.__name__)
def loader(request, tmp_path_factory):
    return request.param(tmp_path_factory.mktemp(request.param.__name__))


def test_other_loader_boots_where_nothing_is_wrong(loader, tmp_path):
    assert fate(named("neutral"), loader, tmp_path / "run") == SURVIVES


def test_failure_is_noticed(loader, tmp_path):
    assert fate(parse("no-read", NO_READ), loader, tmp_path / "run") == FAILS


def test_damaged_kernel_is_noticed(loader, tmp_path):
    """One of the numbers in the kernel is wrong."""
    numbers = struct.pack("<4I", *range(9000, 9004))
    content = loader.image.read_bytes()
    assert content.count(numbers) == 1
    damaged = tmp_path / "damaged.img"
    damaged.write_bytes(content)
    patch(damaged, content.index(numbers), b"\xFF")
    assert fate(named("neutral"), replace(loader, image=damaged), tmp_path / "run") == WRONG_KERNEL
