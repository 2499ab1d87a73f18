# SPDX-License-Identifier: BSD-2-Clause
"""Finds and replaces tables of a page, by their two lines of heading."""

import re


def lines_of(page, heading):
    """Returns the lines of the page's table with this heading, without the heading."""
    found = re.search("^" + re.escape("\n".join(heading)) + r"\n((?:\|.*\n)+)", page, re.M)
    assert found, f"the page has no table '{heading[0]}'"
    return found[1].splitlines()


def cells_of_line(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def cells_of(page, heading):
    """Returns the cells of each line."""
    return [cells_of_line(line) for line in lines_of(page, heading)]


def replaced(page, table):
    """Returns the page with this table, heading included, in place of the one with the same heading."""
    heading = table[:2]
    return page.replace("\n".join(heading + lines_of(page, heading)), "\n".join(table))
