"""The picture that the kernel draws in a graphics mode: eight bars of colour, the same in each line; words below."""
from pathlib import Path

BARS = [(255, 255, 255), (255, 255, 0), (0, 255, 255), (0, 255, 0), (255, 0, 255), (255, 0, 0), (0, 0, 255), (0, 0, 0)]
BARS_HEIGHT = 32            # kernel/framebuffer_console.cpp
WORDS_BEGIN = 64


def taken(machine):
    """Width, height and pixels of what the monitor shows."""
    path = Path(machine._directory.name, "picture")
    machine.command("screendump", filename=str(path))
    magic, width, height, _, pixels = path.read_bytes().split(maxsplit=4)
    assert magic == b"P6"
    return int(width), int(height), pixels


def is_straight(machine):
    """The right colours at the right places in each line of the bars, and words in one colour on another."""
    width, height, pixels = taken(machine)
    line = 3 * width
    for top in range(0, BARS_HEIGHT * line, line):
        middles = [3 * (width * (2 * bar + 1) // 16) for bar in range(8)]
        colours = [tuple(pixels[top + at:top + at + 3]) for at in middles]
        assert colours == BARS, f"line {top // line} of the bars: {colours}"
    text = pixels[line * WORDS_BEGIN:]
    assert len({text[at:at + 3] for at in range(0, len(text), 3)}) == 2, "no text in one colour on another"
    return width, height
