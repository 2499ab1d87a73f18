# SPDX-License-Identifier: BSD-2-Clause
"""Tests every layout of a disk with every kind of BIOS read fault: tests/hostile_bios combined with test_layouts.py.

All of it is in `make test-full`; `make test` runs each layout with each fault once, with alternating FAT types.
"""
import pytest

import runner
from images import patch
from scenario import parse
from tables import Gpt
from test_gpt_faults import BACKUP_USED, LINUX, VOLUME, entries_changed, header_gone, larger
from test_layouts import LAYOUTS, chained
from test_table_faults import LAST_RESORT

NO_EDD, ONE_SECTOR, REGISTERS = "i13.edd=absent", "i13.maxcount=1:fail", "int.clobber=all"
FAULTS = {
    "no-edd": [NO_EDD],
    "one-sector": [ONE_SECTOR],
    "registers": [REGISTERS],
    "all": [NO_EDD, ONE_SECTOR, REGISTERS],
}
GEOMETRY = {"zip": "64/32"}         # by which its BIOS addresses it; else one whose last cylinder ends behind the disk
DISKETTE = ["disk.persona=fdd-whole", "i13.geom=2/18"]      # for which no BIOS has extensions
IN_SCENARIOS = "mbr"                # edd-absent, max1 and clobber-all are in `make test`, too


def machine_of(fault, layout="mbr"):
    """Returns a scenario's lines for this fault and this layout."""
    if layout == "floppy":
        return DISKETTE + [line for line in FAULTS[fault] if line != NO_EDD]
    if layout == "cd":
        return [line for line in FAULTS[fault] if line != NO_EDD]
    geometry = [f"i13.geom={GEOMETRY.get(layout, '240/63')}"] if NO_EDD in FAULTS[fault] else []
    return FAULTS[fault] + geometry


def boots(image, directory, lines, *says):
    scenario = parse("layout", ["# no quirk: a layout on a BIOS that reads badly", *lines, "expect=boots",
                                *(f"says={words}" for words in says)])
    runner.run(scenario, image, directory)


def matrix():
    rows = [(layout, fats) for layout, fats, sector_bytes, _ in LAYOUTS if sector_bytes == 512]
    for row, (layout, fats) in enumerate(rows):
        for column, fault in enumerate(FAULTS):
            for fat in fats:
                is_smoke = (fault != "all" and layout != IN_SCENARIOS and fat == fats[(row + column) % len(fats)])
                yield pytest.param(layout, fat, fault, id=f"{layout}-fat{fat}-{fault}",
                                   marks=[] if is_smoke else pytest.mark.full)


@pytest.mark.parametrize("layout, fat, fault", matrix())
@pytest.mark.cases(6)
def test_layout(made, tmp_path, layout, fat, fault):
    boots(made(layout=layout, fat=fat), tmp_path, machine_of(fault, layout))


@pytest.mark.parametrize("layout", ["mbr", "logical", "gpt", "superfloppy"])
@pytest.mark.full
def test_sectors_of_4096_bytes(made, tmp_path, layout):
    """The hostile ROM reads single sectors and reads by cylinder in units of 512 bytes, as all real BIOSes do."""
    boots(made(layout=layout, fat=16, sector_bytes=4096), tmp_path, [REGISTERS, "interface=nvme-4096"])


@pytest.mark.parametrize("fault", [fault if fault == "no-edd" else pytest.param(fault, marks=pytest.mark.full)
                                   for fault in FAULTS])
@pytest.mark.parametrize("fat", [16, pytest.param(32, marks=pytest.mark.full)])
def test_boot_record(tmp_path, fat, fault):
    """Another loader's MBR starts it, and farjump has nothing outside the volume."""
    boots(chained(tmp_path, fat=fat), tmp_path, machine_of(fault))


def isos():
    """A BIOS without extensions boots no CD."""
    for interface in ("cd", "ide"):
        for fault in FAULTS:
            if (interface, fault) != ("cd", "no-edd"):
                is_smoke = (interface, fault) in (("cd", "registers"), ("ide", "no-edd"))
                yield pytest.param(interface, fault, id=f"iso-{interface}-{fault}",
                                   marks=[] if is_smoke else pytest.mark.full)


@pytest.mark.parametrize("interface, fault", isos())
def test_iso(made, tmp_path, interface, fault):
    boots(made(layout="iso"), tmp_path, [*machine_of(fault, interface), f"interface={interface}"])


# Disks on which something is wrong, too.

def without_header(image):
    with Gpt(image) as gpt:
        header_gone(gpt, gpt.primary)


def with_damaged_entries(image):
    with Gpt(image) as gpt:
        entries_changed(gpt, gpt.primary)


def of_type_linux(image):
    with Gpt(image) as gpt:
        gpt.set_entry(gpt.primary, VOLUME, "PartitionTypeGUID", LINUX)


def of_type_83h(image):
    patch(image, 446 + 4, b"\x83")


ODD = {
    "gpt-header": ("gpt", without_header, False, BACKUP_USED),
    "gpt-header-larger-disk": ("gpt", without_header, True, BACKUP_USED),
    "gpt-entries-larger-disk": ("gpt", with_damaged_entries, True, BACKUP_USED),
    "gpt-of-another-type": ("gpt", of_type_linux, False, LAST_RESORT),
    "mbr-of-another-type": ("mbr", of_type_83h, False, LAST_RESORT),
}


def odd_disks():
    for name in ODD:
        for fault in ("no-edd", "all"):
            is_smoke = name == "gpt-header-larger-disk" and fault == "no-edd"
            yield pytest.param(name, fault, id=f"{name}-{fault}", marks=[] if is_smoke else pytest.mark.full)


@pytest.mark.parametrize("name, fault", odd_disks())
def test_odd_disk(fresh, tmp_path, name, fault):
    layout, change, is_larger, says = ODD[name]
    image = fresh(layout=layout)
    change(image)
    boots(larger(image) if is_larger else image, tmp_path, machine_of(fault), says)
