# SPDX-License-Identifier: BSD-2-Clause
"""Boots behind a BIOS that makes the mistakes of real BIOSes: the scenarios of tests/hostile_bios/scenarios."""
import re

import pytest

import disks
import runner
from keys import KEYS
from scenario import ScenarioIsWrong, all_scenarios, parse


def parameters():
    for scenario in all_scenarios():
        if scenario.get("emulator"):
            continue                    # test_hostile_bochs.py
        marks = [] if scenario.get("smoke") else [pytest.mark.full]
        if scenario.get("known"):
            marks.append(pytest.mark.xfail(strict=True, reason=scenario.get("known")))
        yield pytest.param(scenario, id=scenario.name, marks=marks)


@pytest.mark.parametrize("scenario", parameters())
@pytest.mark.cases(20)
def test_scenario(scenario, image, made, tmp_path):
    disk = disks.boot_disk(scenario, image, made, tmp_path)
    runner.run(scenario, disk, tmp_path, disks.decoy(scenario, made, tmp_path))


def test_every_key_has_a_scenario():
    assert not KEYS.keys() - {key for scenario in all_scenarios() for key in scenario.rom_keys}


def test_scenarios_name_quirks():
    """The table of quirks is made from these lines."""
    for scenario in all_scenarios():
        assert re.match(r"(no quirk|[a-z0-9-]+(, [a-z0-9-]+)*): \S", scenario.quirks), scenario.name


@pytest.mark.parametrize("line, complaint", [
    ("i13.maxcoun=8:fail", "no such key"), ("i13.maxcount=8:sometimes", "no choice"), ("i13.edd", "no key=value"),
    ("entry.dl=100", "a byte is meant"), ("e820.table=none", "none"), ("expect=boots", "given before"),
    ("avoided=i13.align", "not set"), ("int.gdtr=0", "only 1"), ("i13.al=00:00", "invalid literal"),
])
def test_wrong_line(line, complaint):
    with pytest.raises(ScenarioIsWrong, match=complaint):
        parse("wrong", ["# no quirk: wrong", "expect=boots", line])
