# SPDX-License-Identifier: BSD-2-Clause
"""Tests stage1/simple.asm, the boot sector to learn from: it boots on a good BIOS, explains in one line why it does not
boot, and fails in the scenarios that docs/first-boot-sector.md names, in which stage1/mbr.asm boots."""
import re
import subprocess

import pytest

import expect
import gate
import snippets
from emulators import bochs
from fates import FAILS, Loader, fate
from images import OUT, annex_facts, flip_bit, patch
from machine import Machine
from messages import ROOT
from scenario import all_scenarios
from test_make_image import make_image as make_with, refused

SIMPLE = OUT / "stage1-simple.bin"
PAGE = "docs/first-boot-sector.md"
SECTIONS = re.findall(r"^### (.+?)\n(.*?)(?=^##)", snippets.read(PAGE), re.M | re.S)      # what mbr.asm adds
SCENARIOS = {scenario.name: scenario for scenario in all_scenarios()}
LAST_SECTOR = -(-annex_facts().offset // 512)          # of stage 2, which begins at 1


@pytest.fixture(scope="module")
def simple(made):
    return made(stage1=SIMPLE)


def gives_up(machine, line):
    """Checks that only this line is printed, and that a key restarts the machine."""
    machine.wait_until(lambda: re.search(f"^{re.escape(line)}$", machine.screen(), re.M), f"'{line}' on the screen")
    assert machine.screen().count("FJ-") == 1
    assert not machine.serial, machine.serial
    expect.restarts_on_key(machine)


@pytest.mark.parametrize("interface", ["ide", "ahci", "nvme", "usb-xhci", "virtio-blk"])
def test_boots(simple, interface):
    with Machine(simple, interface=interface) as machine:
        expect.boots(machine)


@pytest.mark.parametrize("options", [
    {"layout": "gpt"}, {"layout": "logical"}, {"layout": "superfloppy"}, {"layout": "old"}, {"mbr": "ms"},
], ids=str)
@pytest.mark.cases(2)
def test_other_layouts(made, options):
    with Machine(made(stage1=SIMPLE, **options)) as machine:
        expect.boots(machine)


def test_sectors_of_4096_bytes(made):
    with Machine(made(stage1=SIMPLE, sector_bytes=4096), interface="nvme-4096") as machine:
        expect.boots(machine)


def test_boots_in_bochs(simple):
    expect.promises_kept(bochs(simple))


@pytest.mark.parametrize("sector", [1, LAST_SECTOR])
def test_stage2_that_cannot_be_read(simple, sector):
    with Machine(simple, bad_sectors=[sector]) as machine:
        gives_up(machine, "FJ-0101: stage 2 cannot be read, AH=0C")


@pytest.mark.parametrize("damage", ["zeroed", "first bit", "last bit"])
def test_damaged_stage2(fresh, damage):
    image = fresh(stage1=SIMPLE)
    if damage == "zeroed":
        patch(image, 512, bytes(annex_facts().offset))
    else:
        flip_bit(image, 512 if damage == "first bit" else 512 + annex_facts().offset - 1)
    with Machine(image) as machine:
        gives_up(machine, "FJ-0102: stage 2 is damaged, AH=00")


def test_make_takes_no_other_word(tmp_path):
    for word in ["grub", "simple mbr", "$(shell touch ran)"]:
        refused(tmp_path, "disk.img", f"STAGE1={word}", words=f"STAGE1={word}: mbr or simple is wanted")


def test_make_refuses_a_diskette(tmp_path):
    refused(tmp_path, "disk.img", "STAGE1=simple", "LAYOUT=floppy", words="no extended reads for diskettes")


@pytest.mark.parametrize("word", ["mbr", "simple", ""])
@pytest.mark.cases(2)
def test_make_puts_the_named_one_on_the_image(tmp_path, word):
    image = tmp_path / "disk.img"
    result = make_with(image, f"STAGE1={word}")
    assert result.returncode == 0, result.stderr
    assert (b"stage 2 cannot be read" in image.read_bytes()[:512]) == (word == "simple")


def test_installer_knows_it(simple):
    told = subprocess.run([ROOT / "build/farjump-install", "--stages", OUT, "--verify", simple], capture_output=True,
                          text=True)
    assert told.returncode == 0 and "stage 1 in the MBR, of another build; stage 2 whole" in told.stdout, told


# ---- What the page says of mbr.asm ----

def listed(section, what):
    """Returns the names in the section's item that begins with these words."""
    item = re.search(rf"^- {what}[^:]*: ((?:.|\n  )*?)\.$", section, re.M)
    return re.findall(r"`([\w.-]+)`", item[1]) if item else []


def named_scenarios():
    """Returns the scenarios of each section. `make test` boots the first one of each."""
    for _, section in SECTIONS:
        for at, name in enumerate(listed(section, "Scenarios")):
            yield pytest.param(name, marks=[pytest.mark.full] if at else [])


@pytest.mark.parametrize("name", named_scenarios())
@pytest.mark.cases(2)
def test_scenario_in_which_only_the_real_one_boots(name, simple, tmp_path):
    """test_hostile_bios.py shows that stage1/mbr.asm boots."""
    assert SCENARIOS[name].get("expect") == "boots"
    loader = Loader("simple", simple, r"self-check: \d+ kept, 0 broken", gives_up="^FJ-01")
    assert fate(SCENARIOS[name], loader, tmp_path / "boot") == FAILS


def test_sections_name_what_is_there():
    source = (ROOT / "stage1/mbr.asm").read_text()
    source += "".join((ROOT / name).read_text() for name in re.findall(r'^%include "(stage1/.+?)"', source, re.M))
    assert len(SECTIONS) == 7
    for title, section in SECTIONS:
        labels = listed(section, "In mbr.asm")
        assert labels, title
        for label in labels:
            parent, _, local = label.partition(".")
            scope = re.search(rf"^{parent}:\n(?:(?!\w+:).*\n)*", source, re.M)        # up to the next label
            assert scope and f"\n.{local}:\n" in scope[0] if local else scope, label
        assert all(name in SCENARIOS for name in listed(section, "Scenarios")), title


def test_gates_that_refuse_it(simple, image):
    (names,) = [names for _, section in SECTIONS if (names := listed(section, "Rules"))]
    complaints = {rule.__name__ for rule in gate.RULES if list(rule(gate.Disk(simple)))}
    assert complaints - {"g04_microsoft_start", "g15_code"} == set(names)       # these are for MBR=ms and for mbr.asm
    assert not any(list(getattr(gate, name)(gate.Disk(image))) for name in names)
