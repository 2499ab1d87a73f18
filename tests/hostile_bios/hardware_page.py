# SPDX-License-Identifier: BSD-2-Clause
"""Prints the table of docs/hardware.md: each quirk of a BIOS that the loader was booted with, and the scenarios that
prove it.

    hardware_page.py        prints the table
"""
import re

from scenario import all_scenarios

HEADING = ["| quirk | what the BIOS does (scenario), and what comes of it if that is not a boot |", "|---|---|"]


def outcome(scenario, label):
    """Returns the outcome of a scenario, unless it is a running kernel. `label` turns an error's name into its code."""
    expected = scenario.get("expect")
    if scenario.get("known"):
        return ": **fails**, " + scenario.get("known")
    if expected == "boots":
        return ""
    if expected == "hangs":
        return ": the BIOS hangs, and the last line tells where"
    if expected.startswith("stage1"):
        return ": " + re.search(r"FJ-\d+", expected)[0]
    return ": " + label(expected)


def table(label):
    rows = {}
    for scenario in all_scenarios():
        quirks, deed = scenario.described()
        words = f"{deed} (`{scenario.name}`){outcome(scenario, label)}"
        for quirk in quirks.split(","):
            rows.setdefault(quirk.strip(), []).append(words)
    return HEADING + [f"| {quirk} | {'; '.join(rows[quirk])} |" for quirk in sorted(rows)]


if __name__ == "__main__":
    import sys
    from pathlib import Path
    sys.path.insert(0, str(Path(__file__).parents[1] / "boot"))
    import messages
    print("\n".join(table(messages.label)))
