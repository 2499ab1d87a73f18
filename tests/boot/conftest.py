# SPDX-License-Identifier: BSD-2-Clause
"""Defines the fixtures of all boot tests: the image of `make boot-tests`, which no boot may change, and images to
damage."""
import collections
import functools
import os
import random

import pytest

import images


@pytest.fixture(scope="session")
def image():
    assert images.IMAGE.is_file(), f"{images.IMAGE} is not there: run `make boot-tests`, which builds it"
    return images.IMAGE


@pytest.fixture(scope="session", autouse=True)
def shelf(tmp_path_factory):
    """All workers share images: pytest-xdist gives each a directory below the run's own."""
    base = tmp_path_factory.getbasetemp()
    images.shelf = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shelf"


@pytest.fixture(scope="session")
def made():
    """Returns the image for these options, which no test may change."""
    return images.shelved_image


@pytest.fixture
def fresh(tmp_path):
    """Like make_image(), in the test's own directory."""
    return functools.partial(images.make_image, tmp_path)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Marks as full all but some cases of each test that has the mark `cases`. Which these are, its name decides."""
    tests = collections.defaultdict(list)
    for item in items:
        if item.get_closest_marker("cases") and not item.get_closest_marker("full"):
            tests[item.parent.nodeid, item.originalname].append(item)
    for (_, name), cases in tests.items():
        some = cases[0].get_closest_marker("cases").args[0]
        for item in random.Random(name).sample(cases, max(len(cases) - some, 0)):
            item.add_marker(pytest.mark.full)


def properties(terminalreporter, wanted):
    """Returns the values that tests recorded under this name, in the order of the tests."""
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])]
    return [value for report in reports for name, value in getattr(report, "user_properties", []) if name == wanted]


def pytest_terminal_summary(terminalreporter):
    """Prints how many bits were flipped in each region, and the results of the boots (test_byte_flips.py); and what the
    probe kernels said about each fault of the loader (test_limine_mutations.py)."""
    outcomes = collections.defaultdict(collections.Counter)
    for region, counts in properties(terminalreporter, "flips"):
        outcomes[region].update(counts)
    for region, counts in outcomes.items():
        told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
        terminalreporter.write_line(f"flips in {region}: {counts.total()}, of which {told}")
    for fault, said in properties(terminalreporter, "fault"):
        terminalreporter.write_line(f"{fault:42} | {said}")
