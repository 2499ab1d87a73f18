"""A loader that believes its BIOS fails in most scenarios: so they bite. It boots where nothing is wrong."""
from concurrent.futures import ThreadPoolExecutor

import pytest

import control
from scenario import all_scenarios, parse

AT_ONCE = 6             # a loader that has failed only waits


def test_naive_loader_boots_where_nothing_is_wrong(tmp_path):
    scenario = parse("neutral", ["# no quirk", "expect=boots"])
    assert control.survives(scenario, control.naive_image(tmp_path), tmp_path / "run")


@pytest.mark.full
def test_naive_loader_fails_in_two_thirds(tmp_path, record_property):
    image = control.naive_image(tmp_path)
    fair = [scenario for scenario in all_scenarios() if control.is_fair(scenario)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = pool.map(lambda scenario: control.survives(scenario, image, tmp_path / scenario.name), fair)
        survived = sorted(scenario.name for scenario, alive in zip(fair, results) if alive)
    record_property("survived", survived)
    print(f"the naive loader survives {len(survived)} of {len(fair)}: {', '.join(survived)}")
    assert len(survived) * 3 <= len(fair), f"it survives {len(survived)} of {len(fair)} scenarios: {survived}"
