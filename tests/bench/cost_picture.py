# SPDX-License-Identifier: BSD-2-Clause
"""Draws docs/boot-time.svg from the tables of docs/boot-flow.md: where the instructions of a boot with a 64 KiB kernel
go. The picture has no background, and colours that can be read on a light and on a dark one.
"""

import loaders
import other_loaders
import phases
from page_tables import cells_of

SIZE = "64 KiB"
WIDTH, LABELS, BARS, ROW, BAR = 820, 300, 400, 24, 14       # units of the picture
COLOURS = {other_loaders.FARJUMP: "#3f8f5f", other_loaders.SYSLINUX: "#c07a2c", other_loaders.GRUB: "#8a6fc0"}
GREY = "#808890"            # of the words; its contrast to white and to black is alike


def number(cell):
    return int(cell.replace(",", ""))


def steps(page):
    """Returns each step of farjump with its instructions."""
    column = 1 + list(loaders.SIZES).index(SIZE)
    return [(cells[0], number(cells[column])) for cells in cells_of(page, phases.HEADING) if cells[0] != phases.ALL]


def totals(page):
    """Returns each loader with its instructions, the quickest first."""
    of_loaders = [(cells[1], number(cells[4])) for cells in cells_of(page, loaders.HEADING) if cells[0] == SIZE]
    return sorted(of_loaders, key=lambda one: one[1])


def words(x, y, text, anchor="start"):
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{text}</text>'


def bars(top, title, each):
    """Returns the lines of one group. `each` has name, instructions and colour of a bar; the longest fills BARS."""
    most = max(instructions for _, instructions, _ in each)
    lines = [f'<g font-weight="bold">{words(0, top + BAR, title)}</g>']
    for at, (name, instructions, colour) in enumerate(each):
        y = top + (at + 1) * ROW
        length = max(round(BARS * instructions / most, 1), 1)
        lines += [words(LABELS - 10, y + BAR - 2, name, "end"),
                  f'<rect x="{LABELS}" y="{y}" width="{length}" height="{BAR}" fill="{colour}"/>',
                  words(LABELS + length + 8, y + BAR - 2, f"{instructions:,}")]
    return lines


def picture(page):
    """Returns the SVG for these tables."""
    of_farjump = [(name, instructions, COLOURS[other_loaders.FARJUMP]) for name, instructions in steps(page)]
    of_all = [(name, instructions, COLOURS[name]) for name, instructions in totals(page)]
    second = (len(of_farjump) + 2) * ROW
    height = second + (len(of_all) + 1) * ROW + 8
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"',
        f'     font-family="sans-serif" font-size="13" fill="{GREY}">',
        f"<title>Instructions of a boot with a {SIZE} kernel</title>",
        *bars(0, f"farjump: instructions of each step, {SIZE} kernel", of_farjump),
        *bars(second, "All steps of farjump, beside other loaders", of_all), "</svg>", ""])
