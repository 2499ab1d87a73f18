"""A loader that believes its BIOS fails in most scenarios: so they bite. It boots where nothing is wrong."""
from concurrent.futures import ThreadPoolExecutor

import pytest

import control
from scenario import all_scenarios, parse

AT_ONCE = 4             # a loader that has failed waits, or runs wild


def test_naive_loader_boots_where_nothing_is_wrong(tmp_path):
    scenario = parse("neutral", ["# no quirk", "expect=boots"])
    assert control.fate(scenario, control.naive_image(tmp_path), tmp_path / "run") == "survives"


@pytest.mark.full
def test_naive_loader_fails_in_two_thirds(tmp_path):
    image = control.naive_image(tmp_path)
    fair = [scenario for scenario in all_scenarios() if control.is_fair(scenario)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        fates = list(pool.map(lambda scenario: control.fate(scenario, image, tmp_path / scenario.name), fair))
    survived = [scenario.name for scenario, fate in zip(fair, fates) if fate == "survives"]
    failed = fates.count("fails")
    print(f"the naive loader fails in {failed}, and never meets {fates.count('not met')}")
    assert failed >= 2 * len(survived), f"it fails in {failed} and survives {len(survived)}: {survived}"
