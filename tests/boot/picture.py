# SPDX-License-Identifier: BSD-2-Clause
"""Checks the picture that the kernel draws in a graphics mode: eight colour bars, equal in each line, and words below
them. Reads the words that the BIOS writes in such a mode: IBM, "PS/2 and PC BIOS Interface Technical Reference", INT
10h AH=0Eh.
"""
import struct
from pathlib import Path

BARS = [(255, 255, 255), (255, 255, 0), (0, 255, 255), (0, 255, 0), (255, 0, 255), (255, 0, 0), (0, 0, 255), (0, 0, 0)]
BARS_HEIGHT = 32            # kernel/console/framebuffer_console.cpp
WORDS_BEGIN = 64


def taken(machine):
    """Returns width, height and pixels of the picture on the monitor."""
    path = Path(machine._directory.name, "picture")
    machine.command("screendump", filename=str(path))
    magic, width, height, _, pixels = path.read_bytes().split(maxsplit=4)
    assert magic == b"P6"
    return int(width), int(height), pixels


def shows_report(machine, report):
    """Checks that the report of a fault is drawn in pixels: a character looks the same at each position, and different
    from all others."""
    machine.wait_until(lambda: taken(machine) == taken(machine), "an end of the drawing")
    width, _, pixels = taken(machine)
    columns = width // 8
    lines = [""]
    for line in report.split("\n"):
        lines += [line[at:at + columns] for at in range(0, len(line), columns)]
    looks = {}
    for row, line in enumerate(lines):
        for column, character in enumerate(line.ljust(columns)):
            cell = b"".join(pixels[3 * ((16 * row + y) * width + 8 * column):][:24] for y in range(16))
            assert looks.setdefault(character, cell) == cell, f"row {row}, column {column}: no {character}"
    assert len(set(looks.values())) == len(looks) > 30
    assert set(looks["F"]) == {0, 255}


def is_straight(machine):
    """Checks that each line of the bars has the right colours at the right places, and that the words have one colour
    on another. Returns width and height."""
    width, height, pixels = taken(machine)
    line = 3 * width
    for top in range(0, BARS_HEIGHT * line, line):
        middles = [3 * (width * (2 * bar + 1) // 16) for bar in range(8)]
        colours = [tuple(pixels[top + at:top + at + 3]) for at in middles]
        assert colours == BARS, f"line {top // line} of the bars: {colours}"
    text = pixels[line * WORDS_BEGIN:]
    assert len({text[at:at + 3] for at in range(0, len(text), 3)}) == 2, "no text in one colour on another"
    return width, height


FONT_VECTOR = 4 * 0x43      # where the BIOS keeps the font of graphics modes; ROMs of 8x8 have its upper half elsewhere
BDA_ROWS = 0x484            # rows of text less one, and the height of a character
CONTRAST = 300              # between what is written and what it is written on: the sum of three colours' differences


def font(machine):
    """Returns the font's height, and a map from the bits of a character's picture to the character."""
    height, = struct.unpack("<H", machine._memory(BDA_ROWS + 1, 2))
    offset, segment = struct.unpack("<HH", machine._memory(FONT_VECTOR, 4))
    bits = machine._memory(segment * 16 + offset, 128 * height)
    return height, {bits[height * code:height * (code + 1)]: chr(code) for code in range(0x20, 0x7F)}


def words(machine):
    """Returns the text in a graphics mode. A character that cannot be distinguished from the background is '?'."""
    height, names = font(machine)
    width, lines, pixels = taken(machine)
    zoom = 2 if height == 8 else 1                          # QEMU shows 320 by 200 as 640 by 400
    at = [[pixels[3 * (width * y + x):3 * (width * y + x) + 3] for x in range(0, width, zoom)]
          for y in range(0, lines, zoom)]
    background = at[-1][-1]

    def bits(row, column):
        cell = [at[row * height + y][column * 8:column * 8 + 8] for y in range(height)]
        return bytes(sum((contrast(pixel, background) >= CONTRAST) << (7 - x) for x, pixel in enumerate(line))
                     for line in cell)

    return "\n".join("".join(names.get(bits(row, column), "?") for column in range(width // zoom // 8)).rstrip()
                     for row in range(lines // zoom // height))


def contrast(one, other):
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))
