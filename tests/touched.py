# SPDX-License-Identifier: BSD-2-Clause
"""Prints the GoogleTest filter for the unit tests that depend on what has changed since the stamp file was touched; an
empty line when there are none.

    touched.py STAMP OBJECTS        OBJECTS: the directory of the tests' objects, with a .d file for each
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("include", "stage1", "stage2", "longmode", "kernel", "disk", "tests")


def changed_since(stamp):
    limit = stamp.stat().st_mtime if stamp.exists() else 0
    for folder in SOURCES:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".cpp", ".hpp", ".h", ".asm") and path.stat().st_mtime > limit:
                yield path.relative_to(ROOT)


def unit_of(path):
    return str(path).rsplit(".", 1)[0]


def listed(path):
    """The files in a .d file, without those of the system."""
    words = path.read_text().replace("\\\n", " ").split() if path.exists() else []
    return [word.removeprefix("./") for word in words if not word.startswith("/") and not word.endswith(":")]


def dependencies(test, objects):
    """The files that the test was compiled from; most tests are compiled together with their folder."""
    folder = listed(objects / test.with_name("together.d"))
    return folder if str(test) in folder else listed(objects / test.with_suffix(".d")) or [str(test)]


def suites(test):
    return re.findall(r"^(?:TYPED_)?TEST(?:_F|_P)?\((\w+),", (ROOT / test).read_text(), re.M)


def touched(stamp, objects):
    """A changed x.cpp touches whoever includes x.hpp."""
    changed = {unit_of(path) for path in changed_since(stamp)}
    names = set()
    for path in (ROOT / "tests/unit").rglob("*_test.cpp"):
        test = path.relative_to(ROOT)
        if any(unit_of(word) in changed for word in dependencies(test, objects)):
            names.update(suites(test))
    return names


if __name__ == "__main__":
    print(":".join(f"*{name}*.*" for name in sorted(touched(Path(sys.argv[1]), Path(sys.argv[2])))))
