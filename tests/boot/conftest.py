"""What all boot tests share: the image of `make boot-tests`, which no boot may change, and others to damage."""
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
    """The image builder's image for some options, made once: to be copied."""
    images = {}

    def get(**options):
        key = tuple(sorted(options.items()))
        if key not in images:
            images[key] = make_image(tmp_path_factory.mktemp("made"), **options)
        return images[key]
    return get


@pytest.fixture
def fresh(tmp_path, made):
    """Like make_image(), but a copy of what was made before: building one takes longer than booting it."""
    def copy(**options):
        image = tmp_path / "disk.img"
        subprocess.run(["cp", "--sparse=auto", made(**options), image], check=True)     # most of it are holes
        return image
    return copy


def pytest_terminal_summary(terminalreporter):
    """How many bits were flipped where, and what the boots came to (test_byte_flips.py)."""
    outcomes = collections.defaultdict(collections.Counter)
    for report in terminalreporter.stats.get("passed", []):
        for name, (region, counts) in getattr(report, "user_properties", []):
            outcomes[region].update(counts)
    for region, counts in outcomes.items():
        told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
        terminalreporter.write_line(f"flips in {region}: {counts.total()}, of which {told}")
