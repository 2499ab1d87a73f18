# SPDX-License-Identifier: BSD-2-Clause
"""Counts again what docs/boot-flow.md says of the BIOS calls and the costs of a boot, and compares the picture with the
tables. `make cost-tables` writes both."""
import re
import sys

import pytest

from images import ROOT

sys.path.insert(0, str(ROOT / "tests/bench"))
import bench  # noqa: E402
import calls  # noqa: E402
import cost_picture  # noqa: E402
import linux_boot  # noqa: E402
import loaders  # noqa: E402
import other_loaders  # noqa: E402
import phases  # noqa: E402
import reads  # noqa: E402
import waits  # noqa: E402
import wall_clock  # noqa: E402
import watch  # noqa: E402
from measure import Cost  # noqa: E402
from page_tables import cells_of, cells_of_line, lines_of  # noqa: E402

BUILD = ROOT / "build/release"
PAGE = (ROOT / "docs/boot-flow.md").read_text()
PICTURE = (ROOT / "docs/boot-time.svg").read_text()
STALE = "run `make cost-tables`, which writes the page"

# A boot waits for the disk longer when the host is busy; the quickest counts, and a busy host needs more of them.
WAVER = 0.03
TRIES = 5


def some(cases, quick):
    """Parametrizes a test with the quick cases for `make test`, and with all cases for `make test-full`."""
    return [pytest.param(case, marks=[] if case[0] in quick else pytest.mark.full, id=case[0]) for case in cases]


def row_of(heading, case):
    rows = [line for line in lines_of(PAGE, heading) if line.startswith(f"| {case[0]} |")]
    assert len(rows) == 1, STALE
    return rows[0]


def test_calls_of_the_bios():
    assert lines_of(PAGE, calls.HEADING) == calls.count(BUILD)[len(calls.HEADING):], STALE


def test_map_of_memory():
    """The page's addresses are those that the build uses (include/layout.hpp)."""
    values = dict(re.findall(r"^%define (\w+) 0x(\w+)$", (BUILD / "constants.inc").read_text(), re.M))
    places = PAGE.split("## The map")[1].split("## The disk")[0]
    for name in ("STAGE1_BASE", "STACK_TOP", "STAGE2_BASE", "STAGE2_PACKED_BASE", "STAGE2_END"):
        assert f"{int(values[name], 16):05X}" in places, name


def first_cells(heading, count=1):
    return [cells[:count] for cells in cells_of(PAGE, heading)]


def test_tables_have_a_row_for_each_case():
    assert first_cells(bench.HEADING) == [[case.name] for case in bench.CASES + bench.MACHINES], STALE
    assert first_cells(reads.HEADING) == [[case[0]] for case in reads.CASES], STALE
    each = [[size, loader] for size in loaders.SIZES for loader in other_loaders.LOADERS]
    assert first_cells(loaders.HEADING, 2) == first_cells(wall_clock.HEADING, 2) == each, STALE


def numbers(cells):
    return [int(cell.replace(",", "")) for cell in cells]


def check_cost(told, count):
    """Compares reads, KiB and the range of the instructions with new boots, which `count()` makes."""
    told_reads, told_kib, told_instructions, least, most = told
    assert least <= told_instructions <= most, STALE
    counted = []
    while len(counted) < TRIES and not any(least * (1 - WAVER) <= each <= most * (1 + WAVER) for each in counted):
        counted_now = count()
        assert (told_reads, told_kib) == (counted_now.reads, counted_now.bytes >> 10), STALE
        counted.append(counted_now.least)
    assert least * (1 - WAVER) <= counted[-1] <= most * (1 + WAVER), f"{STALE}: {counted}"


def told_of(case):
    """Returns the numbers of the page: cost and calls."""
    its = numbers(next(cells for cells in cells_of(PAGE, bench.HEADING) if cells[0] == case.name)[1:])
    return its[:-len(watch.INTERRUPTS)], tuple(its[-len(watch.INTERRUPTS):])


@pytest.mark.parametrize("case", some(bench.CASES + bench.MACHINES, ["64 KiB"]))
def test_instructions_and_calls(case):
    told, asked = told_of(case)
    assert bench.calls(BUILD, case) == asked, STALE
    check_cost(told, lambda: bench.cost(BUILD, case, boots=2))


@pytest.mark.full
@pytest.mark.parametrize("loader", other_loaders.LOADERS)
@pytest.mark.parametrize("size", loaders.SIZES)
def test_loaders(size, loader):
    told = numbers(next(cells for cells in cells_of(PAGE, loaders.HEADING) if cells[:2] == [size, loader])[2:])
    _, asked = loaders.cost_and_calls(BUILD, loader, size, boots=1)
    assert asked == tuple(told[-len(watch.INTERRUPTS):]), STALE
    check_cost(told[:-len(watch.INTERRUPTS)], lambda: loaders.cost_and_calls(BUILD, loader, size, boots=2)[0])


@pytest.mark.parametrize("loader", some([[loader] for loader in other_loaders.LOADERS], [other_loaders.FARJUMP]))
@pytest.mark.full
def test_linux(loader):
    told = numbers(next(cells for cells in cells_of(PAGE, linux_boot.HEADING) if cells[0] == loader[0])[1:])
    _, asked = linux_boot.cost_and_calls(BUILD, loader[0], boots=1)
    assert asked == tuple(told[-len(watch.INTERRUPTS):]), STALE
    check_cost(told[:-len(watch.INTERRUPTS)], lambda: linux_boot.cost_and_calls(BUILD, loader[0], boots=2)[0])


def test_limits_of_linux_are_looked_at():
    """A boot of half the instructions of the better loader is allowed, and one more is not."""
    def costs(instructions, reads=linux_boot.MOST_READS):
        of = {other_loaders.FARJUMP: (instructions, reads), other_loaders.GRUB: (900, 9), other_loaders.SYSLINUX: (200, 9)}
        return {loader: (Cost(count, count, count, reads, 0), None) for loader, (count, reads) in of.items()}
    assert linux_boot.beyond(costs(100)) == []
    assert len(linux_boot.beyond(costs(101))) == 1
    assert len(linux_boot.beyond(costs(100, linux_boot.MOST_READS + 1))) == 1


def test_steps():
    """The page names the steps of the loader's timeline. Those that no disk delays cost what it says."""
    counted = phases.measure(BUILD, "64 KiB", boots=1)
    told = {cells[0]: number for cells in cells_of(PAGE, phases.HEADING) for number in numbers(cells[1:2])}
    assert list(told) == [*counted, phases.ALL], STALE
    for step in ("identifying the processor", "mapping memory", "describing the machine"):
        assert abs(counted[step] - told[step]) <= WAVER * told[step], STALE


def test_waits():
    """The accesses for the rate and to the clock depend on the moments at which these change; the others do not."""
    told, counted = cells_of(PAGE, waits.HEADING), [cells_of_line(line) for line in waits.rows(BUILD)]
    assert [cells[0] for cells in told] == [cells[0] for cells in counted], STALE
    steady = ("COM1", "jitter")
    assert [cells for cells in told if cells[0].startswith(steady)] == \
        [cells for cells in counted if cells[0].startswith(steady)], STALE


def test_picture_shows_the_tables():
    assert PICTURE == cost_picture.picture(PAGE), STALE


@pytest.mark.parametrize("case", some(reads.CASES, ["no kernel: until the message"]))
def test_reads(case):
    line, count = reads.row(BUILD, case)
    assert row_of(reads.HEADING, case) == line, STALE
    assert count <= case[3]


def test_limits_are_looked_at():
    """A bound below what was measured is reported, and one at it is not."""
    case = bench.CASES[0]
    (told_reads, kib, instructions, least, most), _ = told_of(case)
    its = Cost(instructions, least, most, told_reads, kib << 10)
    assert bench.beyond(case._replace(most_instructions=least), its) == []
    assert len(bench.beyond(case._replace(most_instructions=least - 1), its)) == 1
    many_reads = its._replace(reads=bench.most_reads(case) + 1)
    assert len(bench.beyond(case._replace(most_instructions=least), many_reads)) == 1
