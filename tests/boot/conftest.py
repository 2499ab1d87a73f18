# SPDX-License-Identifier: BSD-2-Clause
"""Defines the fixtures of all boot tests: the image of `make boot-tests`, which no boot may change, and images to
damage."""
import collections
import subprocess

import pytest

from images import IMAGE, make_image


@pytest.fixture(scope="session")
def image():
    assert IMAGE.is_file(), f"{IMAGE} is not there: run `make boot-tests`, which builds it"
    return IMAGE


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Builds an image for these options once, for tests that copy it."""
    images = {}

    def get(**options):
        key = tuple(sorted(options.items()))
        if key not in images:
            images[key] = make_image(tmp_path_factory.mktemp("made"), **options)
        return images[key]
    return get


@pytest.fixture
def fresh(tmp_path, made):
    """Returns a copy of an image that was built before: building one takes longer than booting it. Otherwise like
    make_image()."""
    def copy(**options):
        image = tmp_path / "disk.img"
        subprocess.run(["cp", "--sparse=auto", made(**options), image], check=True)     # most of it are holes
        return image
    return copy


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
