# SPDX-License-Identifier: BSD-2-Clause
"""Writes the tables of docs/boot-flow.md that say what a boot costs, and the picture of them.

    cost_tables.py BUILD-DIRECTORY PAGE PICTURE
"""
import pathlib
import sys

import bench
import calls
import cost_picture
import linux_boot
import loaders
import phases
import reads
import waits
import wall_clock
from page_tables import replaced


def tables(build):
    """Yields each table of the page, counted anew."""
    yield calls.count(build)
    yield bench.HEADING + [line for _, _, line in bench.rows(build)]
    for table in (linux_boot, loaders, phases, waits, wall_clock):
        yield table.HEADING + list(table.rows(build))
    yield reads.HEADING + [reads.row(build, case)[0] for case in reads.CASES]


def main():
    build, page, picture = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
    for table in tables(build):
        page.write_text(replaced(page.read_text(), table))
    picture.write_text(cost_picture.picture(page.read_text()))


if __name__ == "__main__":
    main()
