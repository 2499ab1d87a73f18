# SPDX-License-Identifier: BSD-2-Clause
"""Tests that each planned scenario of the hostile BIOS has a verdict, and that nearly all are proved:
tests/hostile_bios/verdicts.py."""
import re

import verdicts
from messages import ROOT
from scenario import SCENARIOS

ENOUGH = 0.95


def test_each_has_a_proof_or_a_reason():
    bare = [name for name in verdicts.PLANNED if name not in verdicts.UNPROVED and not verdicts.proof(name)]
    assert not bare, f"neither proof nor reason: {' '.join(bare)}"


def test_each_is_planned_once():
    assert len(set(verdicts.PLANNED)) == len(verdicts.PLANNED) > 200
    assert not (verdicts.ELSEWHERE.keys() | verdicts.UNPROVED.keys()) - set(verdicts.PLANNED)


def test_nothing_is_said_twice():
    """A scenario with the same name is the proof and needs no line. A verdict that is proved elsewhere needs no
    reason."""
    assert not verdicts.ELSEWHERE.keys() & verdicts.UNPROVED.keys()
    twice = [name for name in verdicts.ELSEWHERE | verdicts.UNPROVED if (SCENARIOS / f"{name}.hb").exists()]
    assert not twice, f"there is a scenario of this name: {' '.join(twice)}"


def test_nearly_all_are_proved():
    assert len(verdicts.proved()) >= ENOUGH * len(verdicts.PLANNED)


def test_readme_counts_them():
    words = re.search(r"(\d+) of (\d+) planned", (ROOT / "tests/hostile_bios/README.md").read_text())
    assert words and [int(number) for number in words.groups()] == [len(verdicts.proved()), len(verdicts.PLANNED)]
