"""What all boot tests share: the image that `make boot-tests` has built, which no boot may change."""
import pytest

from images import IMAGE


@pytest.fixture(scope="session")
def image():
    assert IMAGE.is_file(), f"{IMAGE} is not there: run `make boot-tests`, which builds it"
    return IMAGE
