"""Counts again what docs/boot-flow.md says of the BIOS calls and the costs of a boot. `make cost-tables` writes these
tables."""
import re
import sys

import pytest

from images import ROOT

sys.path.insert(0, str(ROOT / "tests/bench"))
import bench  # noqa: E402
import calls  # noqa: E402
import cost_tables  # noqa: E402
import reads  # noqa: E402

BUILD = ROOT / "build/release"
PAGE = (ROOT / "docs/boot-flow.md").read_text()
STALE = "run `make cost-tables`, which writes the page"

# A boot waits for the disk longer when the host is busy; the quickest counts, and a busy host needs more of them.
WAVER = 0.03
TRIES = 5


def some(cases, quick):
    """Parametrizes a test with the quick cases for `make test`, and with all cases for `make test-full`."""
    return [pytest.param(case, marks=[] if case[0] in quick else pytest.mark.full, id=case[0]) for case in cases]


def row_of(heading, case):
    rows = [line for line in cost_tables.lines_of(PAGE, heading) if line.startswith(f"| {case[0]} |")]
    assert len(rows) == 1, STALE
    return rows[0]


def test_calls_of_the_bios():
    assert cost_tables.lines_of(PAGE, calls.HEADING) == calls.count(BUILD)[len(calls.HEADING):], STALE


def test_map_of_memory():
    """The page's addresses are those that the build uses (include/layout.hpp)."""
    values = dict(re.findall(r"^%define (\w+) 0x(\w+)$", (BUILD / "constants.inc").read_text(), re.M))
    places = PAGE.split("## The map")[1].split("## The disk")[0]
    for name in ("STAGE1_BASE", "STACK_TOP", "STAGE2_BASE", "STAGE2_PACKED_BASE", "STAGE2_END"):
        assert f"{int(values[name], 16):05X}" in places, name


def test_tables_have_a_row_for_each_case():
    for heading, cases in [(cost_tables.INSTRUCTIONS_HEADING, bench.CASES), (cost_tables.READS_HEADING, reads.CASES)]:
        assert [line.split(" | ")[0] for line in cost_tables.lines_of(PAGE, heading)] == \
            [f"| {case[0]}" for case in cases], STALE


@pytest.mark.parametrize("case", some(reads.CASES, ["no kernel: until the message", "64 KiB kernel"]))
def test_reads(case):
    count = reads.count(BUILD, case, boots=1)
    assert row_of(cost_tables.READS_HEADING, case) == cost_tables.reads_row(case, count), STALE
    assert count <= case[3]


@pytest.mark.parametrize("case", some(bench.CASES, ["64 KiB"]))
def test_instructions(case):
    row = row_of(cost_tables.INSTRUCTIONS_HEADING, case)
    told_reads, told_kib, told_instructions = (int(cell.replace(",", "")) for cell in row.strip("| ").split(" | ")[1:])
    counted = []
    while len(counted) < TRIES and not any(abs(told_instructions - each) <= WAVER * told_instructions
                                           for each in counted):
        counted_now = bench.cost(BUILD, case, boots=2)
        assert (told_reads, told_kib) == (counted_now.reads, counted_now.bytes >> 10), STALE
        counted.append(counted_now.instructions)
    assert abs(told_instructions - counted[-1]) <= WAVER * told_instructions, f"{STALE}: {counted}"
