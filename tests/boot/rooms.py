# SPDX-License-Identifier: BSD-2-Clause
"""Reads the rooms of the tree from docs/rooms.toml. `make rooms` draws docs/rooms.md from the same table."""
import sys
import tomllib

from messages import ROOT

TABLE = tomllib.loads((ROOT / "docs/rooms.toml").read_text())["room"]
ROOMS = {room["path"]: room for room in TABLE}
PARTS = {"The loader": ("stage1/", "stage2/", "longmode/"), "The kernel": ("kernel/",), "Host programs": ("disk/",),
         "Kernels for tests": ("tests/guests/",)}

HEAD = """# The rooms of the tree

Made by `make rooms` from [rooms.toml](rooms.toml), which also holds every `#include` to what is drawn here
(`tests/boot/test_sources.py`). An arrow means "may include". All rooms may include `include/`, if they say so in the
table; the drawings leave these arrows out, and those that follow from two others.
"""


def room_of(path):
    return max((name for name in ROOMS if path.startswith(name)), key=len)


def used_by(room):
    """Returns all rooms that a room may reach through the rooms that it may include."""
    reached, waiting = set(), list(ROOMS[room]["uses"])
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += ROOMS[name]["uses"]
    return reached


def arrows(room, drawn):
    """Returns the rooms that a room may include, without those that another of them leads to in one direction only."""
    uses = [name for name in ROOMS[room]["uses"] if name in drawn]
    return [name for name in uses
            if not any(name in used_by(other) and other not in used_by(name) and room not in used_by(other)
                       for other in uses if other != name)]


def page():
    text = HEAD
    for part, folders in PARTS.items():
        rooms = [name for name in ROOMS if name.startswith(folders)]
        text += f"\n## {part}\n\n| room | what is in it |\n|---|---|\n"
        text += "".join(f"| [`{name}`](../{name}) | {ROOMS[name]['does']} |\n" for name in rooms)
        drawn = {name for name in ROOMS if not name.startswith("include/")}
        lines = [f'    {identifier(name)}["{name}"] --> {identifier(other)}["{other}"]\n'
                 for name in rooms for other in arrows(name, drawn)]
        if lines:
            text += "\n```mermaid\ngraph TD\n" + "".join(lines) + "```\n"
    return text


def identifier(name):
    return name.strip("/").replace("/", "_").replace("-", "_")


if __name__ == "__main__":
    (ROOT / sys.argv[1]).write_text(page())
