"""Boots behind a BIOS that does wrong what others have done wrong: the scenarios of tests/hostile_bios/scenarios."""
import pytest

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
    runner.run(scenario, made(**scenario.get("image")) if scenario.get("image") else image, tmp_path)
