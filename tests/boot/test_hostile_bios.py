"""Boots behind a BIOS that does wrong what others have done wrong: the scenarios of tests/hostile_bios/scenarios."""
import pytest

import disks
import runner
from scenario import all_scenarios


def parameters():
    for scenario in all_scenarios():
        marks = [] if scenario.get("smoke") else [pytest.mark.full]
        if scenario.get("known"):
            marks.append(pytest.mark.xfail(strict=True, reason=scenario.get("known")))
        yield pytest.param(scenario, id=scenario.name, marks=marks)


@pytest.mark.parametrize("scenario", parameters())
def test_scenario(scenario, image, made, tmp_path):
    disk = disks.boot_disk(scenario, image, made, tmp_path)
    runner.run(scenario, disk, tmp_path, disks.decoy(scenario, made, tmp_path))
