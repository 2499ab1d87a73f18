# SPDX-License-Identifier: BSD-2-Clause
"""Checks rules for the sources: which folder may include which, the layout of NASM, and that every error code is
documented."""
import re
from pathlib import Path

import pytest

from messages import NUMBERS, ROOT, WORDS, label
import nasm_style
import rooms
from rooms import ROOMS, room_of
import snippets

# What kernels outside of this tree include, from wherever they have it: these headers name each other without a folder.
PUBLIC = "include/farjump/"

# In a new project these files lie beside those of the language, which have a directory of their own here.
TEMPLATES = "disk/farjump/new/"

SOURCES = sorted(path for directory in ["include", "stage1", "stage2", "longmode", "kernel", "disk", "tests/guests"]
                 for pattern in ("*.h", "*.hpp", "*.c", "*.cpp") for path in (ROOT / directory).rglob(pattern))


def includes_of(path, text):
    """Returns the files of this tree that the file includes, by their names from the root."""
    for quoted, public in re.findall(r'^\s*#\s*include\s*(?:"([^"]+)"|<(farjump/[^>]+)>)', text, re.M):
        if public:
            yield "include/" + public
        elif path.startswith(TEMPLATES):
            yield f"{TEMPLATES}languages/{Path(path).parent.name}/{quoted}"
        else:
            yield PUBLIC + quoted if path.startswith(PUBLIC) else quoted


def read_includes():
    paths = [str(path.relative_to(ROOT)) for path in SOURCES]
    return {path: list(includes_of(path, (ROOT / path).read_text())) for path in paths}


INCLUDES = read_includes()


def circles(includes):
    """Returns the sets of units that include each other. x.hpp and x.cpp are one unit."""
    graph = {}
    for path, included in includes.items():
        unit = unit_of(path)
        graph.setdefault(unit, set()).update(other for other in map(unit_of, included) if other != unit)
    reached = {unit: reached_from(unit, graph) for unit in graph}
    return {frozenset(other for other in reached[unit] if unit in reached[other])
            for unit in graph if unit in reached[unit]}


def unit_of(path):
    return path.rsplit(".", 1)[0]


def reached_from(unit, graph):
    reached, waiting = set(), [unit]
    while waiting:
        new = graph.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached


def unused_fences(rooms_and_uses, includes):
    used = {(room_of(path), room_of(other)) for path, included in includes.items() for other in included}
    return [(name, other) for name, uses in rooms_and_uses.items() for other in uses if (name, other) not in used]

ASSEMBLY = sorted(path for directory in ["stage1", "stage2", "longmode", "kernel", "disk", "tests"]
                  for pattern in ("*.asm", "*.inc") for path in (ROOT / directory).rglob(pattern))


def test_there_are_sources():
    assert len(SOURCES) > 20 and len(ASSEMBLY) > 20


@pytest.mark.parametrize("path", INCLUDES)
def test_include_fence(path):
    room = ROOMS[room_of(path)]
    for included in INCLUDES[path]:
        assert room_of(included) in [room["path"], *room["uses"]], f"{path} may not include {included}"
        assert (ROOT / included).is_file(), f"{path} includes {included} not from the root"


def test_no_circle_between_files():
    assert circles(INCLUDES) == set()


@pytest.mark.parametrize("path, added, circle", [
    ("kernel/exceptions/exceptions.cpp", "kernel/check/provoke.hpp",
     {"kernel/exceptions/exceptions", "kernel/check/provoke"}),
    ("include/error_codes.hpp", "include/errors.hpp", {"include/error_codes", "include/errors"}),
    ("include/x86/port.hpp", "kernel/console/console.hpp",
     {"include/x86/port", "include/x86/serial", "kernel/console/console"}),
])
def test_a_new_circle_is_found(path, added, circle):
    mutated = {**INCLUDES, path: [*INCLUDES[path], added]}
    assert any(circle <= found for found in circles(mutated))


def test_circles_that_share_a_file_are_one():
    assert circles({"a.hpp": ["b.hpp"], "b.cpp": ["a.hpp", "c.hpp"], "c.hpp": ["d.hpp"], "d.hpp": ["b.hpp"],
                    "e.hpp": ["a.hpp", "e.hpp"]}) == {frozenset("abcd")}


def test_every_fence_is_used():
    """Fences can only become narrower: a room may not include what it no longer includes."""
    assert unused_fences({name: room["uses"] for name, room in ROOMS.items()}, INCLUDES) == []


def test_an_unused_fence_is_found():
    uses = {**{name: room["uses"] for name, room in ROOMS.items()}, "stage1/": ["stage2/talk/"]}
    assert unused_fences(uses, INCLUDES) == [("stage1/", "stage2/talk/")]


def test_page_of_rooms_is_the_table():
    assert (ROOT / "docs/rooms.md").read_text() == rooms.page(), "make rooms"


def test_each_room_is_one_row():
    assert len(ROOMS) == len(rooms.TABLE)


def test_out_of_line_is_the_only_attribute_for_size():
    """include/code_size.hpp explains it once."""
    spelled = [str(path.relative_to(ROOT)) for folder in ("include", "stage2", "longmode")
               for path in (ROOT / folder).rglob("*.[ch]pp") if re.search(r"noinline|always_inline|flatten", path.read_text())]
    assert spelled == ["include/code_size.hpp"]


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


@pytest.mark.parametrize("path", [str(path.relative_to(ROOT)) for path in ASSEMBLY])
def test_nasm_is_laid_out_as_docs_style_says(path):
    faults = list(nasm_style.complaints((ROOT / path).read_text()))
    assert not faults, "\n".join(f"{path}:{number}: {rule}" for number, rule in faults)


def test_nasm_on_pages_is_laid_out_so():
    pages = (ROOT / "docs").glob("*.md")
    shown = [text for page in pages for language, text in snippets.blocks(page) if language == "nasm"]
    assert shown and not any(list(nasm_style.complaints(text)) for text in shown)


@pytest.mark.parametrize("rule, right, wrong", nasm_style.MUTATIONS, ids=[rule for rule, *_ in nasm_style.MUTATIONS])
def test_each_rule_of_the_layout_finds_its_fault(rule, right, wrong):
    source = (ROOT / "stage1/mbr.asm").read_text()
    assert source.count(right) == 1
    assert rule in [found for _, found in nasm_style.complaints(source.replace(right, wrong))]


def test_page_of_style_has_the_rules_of_the_layout():
    page = (ROOT / "docs/style.md").read_text()
    assert re.findall(r"^- (.*)\.$", page.split("\n## NASM\n")[1], re.M) == [rule for rule, *_ in nasm_style.MUTATIONS]


def test_both_versions_are_the_same():
    """That of the code, and that of make and the packages."""
    header = (ROOT / "include/version.hpp").read_text()
    assert re.search(r'^#define FARJUMP_RELEASE "(.*)"$', header, re.M)[1] == (ROOT / "VERSION").read_text().strip()


LICENSED = sorted(path for directory in ["include", "stage1", "stage2", "longmode", "kernel", "disk", "docs", "tests"]
                  for path in (ROOT / directory).rglob("*") if path.is_file() and "corpus" not in path.parts and
                  (path.name == "Makefile" or path.suffix in {".h", ".hpp", ".c", ".cpp", ".asm", ".inc", ".ld", ".py",
                                                              ".sh", ".mk", ".bash", ".awk", ".gdb", ".js", ".css", ".html"}))


def test_each_source_names_its_licence():
    """In the first line, or the one behind #!. What goes into other people's kernels is under 0BSD: LICENSE."""
    assert len(LICENSED) > 1000
    for path in LICENSED:
        name = str(path.relative_to(ROOT))
        free = name.startswith((PUBLIC, "kernel/examples/", TEMPLATES))
        first = [line for line in path.read_text().split("\n", 2)[:2] if not line.startswith("#!")][0]
        licence = re.fullmatch(r"(?://|;|#|/\*|<!--) SPDX-License-Identifier: (\S+)(?: \*/| -->)?", first)
        assert licence and licence[1] == ("0BSD" if free else "BSD-2-Clause"), name
