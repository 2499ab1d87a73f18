"""Rules that the sources keep: who may include whom, and that every error code is documented."""
import re

import pytest

from messages import NUMBERS, ROOT, WORDS, label
import rooms
from rooms import ROOMS, room_of

# What kernels outside of this tree include, from wherever they have it: these headers name each other without a folder.
PUBLIC = "include/farjump/"

SOURCES = sorted(path for directory in ["include", "stage1", "stage2", "longmode", "kernel", "disk"]
                 for pattern in ("*.h", "*.hpp", "*.cpp") for path in (ROOT / directory).rglob(pattern))


def test_there_are_sources():
    assert len(SOURCES) > 20


@pytest.mark.parametrize("path", [str(path.relative_to(ROOT)) for path in SOURCES])
def test_include_fence(path):
    room = ROOMS[room_of(path)]
    for included in re.findall(r'^\s*#\s*include\s*"([^"]+)"', (ROOT / path).read_text(), re.M):
        included = PUBLIC + included if path.startswith(PUBLIC) else included
        assert room_of(included) in [room["path"], *room["uses"]], f"{path} may not include {included}"
        assert (ROOT / included).is_file(), f"{path} includes {included} not from the root"


def test_page_of_rooms_is_the_table():
    assert (ROOT / "docs/rooms.md").read_text() == rooms.page(), "make rooms"


def test_no_room_may_use_what_is_not_there():
    for name, room in ROOMS.items():
        assert (ROOT / name).is_dir()
        assert all(other in ROOMS for other in room["uses"]), name


def test_every_code_has_words():
    assert NUMBERS.keys() == WORDS.keys()


def test_error_page_lists_exactly_the_codes():
    documented = re.findall(r"^#+ (FJ-\d{4})\b", (ROOT / "docs/errors.md").read_text(), re.M)
    assert len(documented) == len(set(documented)), "a code is explained twice"
    assert sorted(documented) == sorted(map(label, NUMBERS))
