# SPDX-License-Identifier: BSD-2-Clause
"""Builds the configuration block: rom/config.inc has the place of each field, and rom/choices.inc the numbers of the
choices."""
import re
from pathlib import Path

ROM = Path(__file__).parent / "rom"
SOURCE = (ROM / "config.inc").read_text() + (ROM / "choices.inc").read_text()
SIZES = {"b": 1, "w": 2, "d": 4, "q": 8}

CONSTANTS = {name: eval(value, {"__builtins__": {}})
             for name, value in re.findall(r"^(\w+)\s+equ ([\d\w<()\- ]+?)\s*(?:;.*)?$", SOURCE, re.M)}


def _fields():
    """Returns offset, size of an element and number of elements of each field by its name, and the block's size."""
    places, offset = {}, 0
    for name, unit, count in re.findall(r"^ {4}\.(\w+):\s+res([bwdq]) ([\d* ]+?)\s*(?:;.*)?$", SOURCE, re.M):
        elements = eval(count, {"__builtins__": {}})
        places[name] = (offset, SIZES[unit], elements)
        offset += SIZES[unit] * elements
    return places, -(-offset // 4) * 4


FIELDS, SIZE = _fields()


class Block:
    """The bytes that the ROM copies to its memory. Each field may be set once."""

    def __init__(self):
        self.content = bytearray(SIZE)
        self.content[:4] = b"HBCF"
        self._set = {"magic"}

    def set(self, field, value):
        offset, size, elements = FIELDS[field]
        values = value if isinstance(value, list) else [value]
        assert field not in self._set, f"{field} is set twice"
        assert len(values) <= elements, f"{field} has room for {elements}, not for {len(values)}"
        self._set.add(field)
        for number, each in enumerate(values):
            assert 0 <= each < 1 << 8 * size, f"{each:X}h does not fit into {field}"
            self.content[offset + number * size:offset + (number + 1) * size] = each.to_bytes(size, "little")
