# SPDX-License-Identifier: BSD-2-Clause
"""Writes docs/hostile-table.md, which lists the loaders that survive each scenario. hostile_table.py determines
this."""
import re

from control import is_fair
from fates import FATES
from scenario import all_scenarios

INTRODUCTION = """\
# Who survives a hostile BIOS

`make hostile-table` boots four loaders on the same machines, whose BIOSes do wrong what some real BIOS has done
([tests/hostile_bios](../tests/hostile_bios/README.md)), and writes this page. The fates:

- **survives**: all that the scenario changes was met, and the kernel runs and finds itself whole;
- not met: the kernel runs, because the loader did not ask for all of what the scenario changes;
- **fails**: no kernel, whether with a message, a reset or silence;
- **wrong kernel**: the kernel was started, and finds that it is damaged (farjump's: that a promise is broken).

Every fair scenario is here (`is_fair` in [control.py](../tests/hostile_bios/control.py)): it is to end in a boot, from
one unchanged disk, with a serial port to tell of it. Those that punish only what farjump never does are left out.
"""

CAVEATS = """\
What this does not show:

- How many PCs have a quirk: all are counted alike. And these are simulated BIOSes, not the real ones.
- What would become of the others if somebody had worked on it: the scenarios were written to find faults of farjump,
  which was then mended until it passed. Nobody did that for GRUB and Syslinux.
- Other ways through these loaders. Each is installed in one way, as Debian has it, on an MBR disk with one FAT32
  partition, without a menu: GRUB loads its modules from there and runs `multiboot`, Syslinux runs `mboot.c32`. GRUB is
  without the Reed-Solomon redundancy that grub-install puts behind the core image, against damage on the disk: no
  scenario here has any.
- The same demands on all. The kernel of GRUB and Syslinux checks only that all of its 64 KiB are there; the naive
  loader's checks the memory map, too; farjump's checks every promise of its loader. That kernel belongs at 1 MiB, as
  most do: if that memory is said to be reserved (`e820-resv-1m`), refusing is right, and counts as a failure all the
  same; farjump's kernels have no fixed place.

"Not met" is no weakness: what a loader does not ask for cannot hurt it.
"""

SECTIONS = [
    ("Several at once, as one machine has them", lambda scenario: scenario.name.startswith("prof-")),
    ("How the boot sector is started", lambda scenario: has(scenario, "entry.", "bpb.", "misc.scribble")),
    ("A20", lambda scenario: has(scenario, "a20.", "int.a20_off_after")),
    ("Any call of the BIOS", lambda scenario: has(scenario, "int.")),
    ("Disk", lambda scenario: has(scenario, "i13.", "disk.")),
    ("Memory", lambda scenario: has(scenario, "e820.", "mem.", "low.", "ebda.")),
    ("Screen, clock and the rest", lambda scenario: True),
]


def has(scenario, *prefixes):
    return any(key.startswith(prefixes) for key in scenario.rom_keys)


def fair_scenarios():
    return [scenario for scenario in all_scenarios() if is_fair(scenario)]


def sections(rest):
    """Yields each section with its scenarios. A scenario belongs to the first section that it fits."""
    for title, fits in SECTIONS:
        yield title, [scenario for scenario in rest if fits(scenario)]
        rest = [scenario for scenario in rest if not fits(scenario)]


def row(*cells):
    return f"| {' | '.join(map(str, cells))} |"


def page(loaders, fates):
    """Returns the page. `loaders` maps names to versions; `fates` has a name for each scenario and loader."""
    fair = fair_scenarios()
    lines = [INTRODUCTION, row("loader", "version", *FATES), "|---|---|" + "---:|" * len(FATES)]
    for name, version in loaders.items():
        column = [fates[scenario.name][name] for scenario in fair]
        lines.append(row(name, version, *(column.count(fate) for fate in FATES)))
    lines += ["", CAVEATS]
    for title, scenarios in sections(fair):
        lines += [f"## {title}", "", row("scenario", "quirks", "what the BIOS does", *loaders),
                  "|---|---|---|" + "---|" * len(loaders)]
        for scenario in scenarios:
            quirks, deed = scenario.described()
            lines.append(row(f"`{scenario.name}`", quirks, deed, *(fates[scenario.name][name] for name in loaders)))
        lines.append("")
    return "\n".join(lines)


def read(text):
    """Returns the loaders and fates of a page."""
    versions, rest = text.split("\n## ", 1)
    loaders = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|(?: \d+ \|)+$", versions, re.M))
    fates = {}
    for name, cells in re.findall(r"^\| `([\w-]+)` \| .*?((?: \| (?:" + "|".join(FATES) + r"))+) \|$", rest, re.M):
        fates[name] = dict(zip(loaders, cells[3:].split(" | ")))
    return loaders, fates
