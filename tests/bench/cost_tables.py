"""Writes the tables of docs/boot-flow.md that say what a boot costs: BIOS calls, reads, instructions.

    cost_tables.py BUILD-DIRECTORY PAGE       counts all of it, and writes the tables into the page
"""
import pathlib
import re
import sys

import bench
import calls
import reads

INSTRUCTIONS_HEADING = ["| kernel | disk reads | KiB read | instructions |", "|---|---:|---:|---:|"]
READS_HEADING = [f"| disk reads until the kernel runs | farjump | {' | '.join(reads.PEERS)} |",
                 "|---|---:|" + "---:|" * len(reads.PEERS)]


def cost_row(case, cost):
    return f"| {case[0]} | {cost.reads:,} | {cost.bytes >> 10:,} | {cost.instructions:,} |"


def reads_row(case, count):
    return f"| {case[0]} | {count:,} | {' | '.join(f'{each:,}' for each in case[4])} |"


def lines_of(page, heading):
    """Returns the lines of the page's table with this heading, without the heading."""
    found = re.search("^" + re.escape("\n".join(heading)) + r"\n((?:\|.*\n)+)", page, re.M)
    assert found, f"the page has no table '{heading[0]}'"
    return found[1].splitlines()


def replaced(page, table, heading):
    old = "\n".join(heading + lines_of(page, heading))
    return page.replace(old, "\n".join(table))


def main():
    build, path = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    tables = [calls.count(build),
              INSTRUCTIONS_HEADING + [cost_row(case, bench.cost(build, case)) for case in bench.CASES],
              READS_HEADING + [reads_row(case, reads.count(build, case)) for case in reads.CASES]]
    page = path.read_text()
    for table in tables:
        page = replaced(page, table, table[:2])
    path.write_text(page)


if __name__ == "__main__":
    main()
