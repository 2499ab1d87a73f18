"""What all boot tests share: the image that `make boot-tests` has built, which no boot may change."""
import collections

import pytest

from images import IMAGE


@pytest.fixture(scope="session")
def image():
    assert IMAGE.is_file(), f"{IMAGE} is not there: run `make boot-tests`, which builds it"
    return IMAGE


def pytest_terminal_summary(terminalreporter):
    """How many bits were flipped where, and what the boots came to (test_byte_flips.py)."""
    outcomes = collections.defaultdict(collections.Counter)
    for report in terminalreporter.stats.get("passed", []):
        for name, (region, counts) in getattr(report, "user_properties", []):
            outcomes[region].update(counts)
    for region, counts in outcomes.items():
        told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
        terminalreporter.write_line(f"flips in {region}: {counts.total()}, of which {told}")
