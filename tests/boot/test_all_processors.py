# SPDX-License-Identifier: BSD-2-Clause
"""Boots our own kernel with the wish for all processors. Its self-check then starts each of them and proves what it was
promised about them."""
import re

import pytest

import expect
from images import IMAGE, make_image
from machine import Machine
from option_rom import option_rom
from test_control_wishes import FIVE_LEVELS, READ_ONLY_DIRECT_MAP, SMAP, SMEP, SSE, kernel_that_wishes

PROCESSORS = 0x80
STEP = "starting the processors"
NOTES = r"(?:\n {8}the processor .*)*\s*"
PROMISES = ["each processor runs when it is started", "the MTRRs are the boot processor's",
            "CR0 is the boot processor's: the caches are on", "GDT, IDT and TR are the boot processor's"]


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    directory = tmp_path_factory.mktemp("processors")
    return make_image(directory, kernel=kernel_that_wishes(directory, flags=PROCESSORS))


def boots(image, result, *extra, **options):
    with Machine(image, extra=extra, **options) as machine:
        expect.boots(machine)
        assert re.search(rf"{STEP} +{NOTES}ok +{re.escape(result)}$", machine.serial, re.M), machine.report()
        for promise in PROMISES:
            assert f"  kept    {promise}\n" in machine.serial, machine.report()
        return machine.serial


@pytest.mark.parametrize("count, words", [(1, "1 processor"), (2, "2 processors, 1 waiting"),
                                          (4, "4 processors, 3 waiting")])
@pytest.mark.parametrize("interface", ["ide", "ahci"])                  # -M pc and -M q35
@pytest.mark.cases(2)
def test_all_of_them_start(image, count, words, interface):
    boots(image, words, "-smp", str(count), interface=interface)


def test_those_that_may_come_later_are_not_started(image):
    boots(image, "4 processors, 3 waiting", "-smp", "4,maxcpus=8")


def test_without_a_madt_there_is_one(image):
    boots(image, "1 processor", "-M", "pc,acpi=off", "-smp", "2")


def test_many(image):
    boots(image, "16 processors, 15 waiting", "-smp", "16")


@pytest.mark.parametrize("flags", [FIVE_LEVELS | SMEP | SMAP, SSE | READ_ONLY_DIRECT_MAP])
def test_with_other_wishes(tmp_path, flags):
    kernel = kernel_that_wishes(tmp_path, flags=flags | PROCESSORS, stack=128 << 10, guard=4096)
    boots(make_image(tmp_path, kernel=kernel), "3 processors, 2 waiting", "-smp", "3", cpu="max")


FOUR = "4 processors, 3 waiting"

HOSTILE = {
    "length 0 ends the list": (["IDS=0,1,0x100,2,3"], "2 processors, 1 waiting"),
    "id FFh is nobody": (["IDS=0,1,0xFF,2,3"], FOUR),
    "an id more than once": (["IDS=0,1,1,2,1,3,3,0"], FOUR),
    "300 entries": (["MANY=300"], FOUR),
    "long ids without x2APIC": (["IDS=0,0x1FF,1,0x101,2,3"], FOUR),
    "not the boot processor": (["IDS=1,2,3"], "1 processor"),
    "no entries": ([], "1 processor"),
    "a wrong checksum": (["IDS=0,1,2,3", "WRONG_SUM"], "1 processor"),
}


@pytest.mark.parametrize("table", HOSTILE)
@pytest.mark.cases(4)
def test_a_hostile_madt(tmp_path, image, table):
    switches, words = HOSTILE[table]
    boots(image, words, *option_rom(tmp_path, "madt_rom.asm", *switches), "-smp", "4")


def test_a_processor_that_does_not_exist_is_named(tmp_path, image):
    rom = option_rom(tmp_path, "madt_rom.asm", "IDS=0,9,1,200,2,3")
    serial = boots(image, FOUR, *rom, "-smp", "4")
    for absent in (9, 200):
        assert f"        the processor with APIC id {absent} does not start and is left out" in serial
    assert serial.count("does not start") == 2


def test_only_if_the_kernel_asks():
    with Machine(IMAGE, extra=["-smp", "2"]) as machine:
        expect.boots(machine)
        assert STEP not in machine.serial
        assert "  kept    no processors are listed, because nobody asked\n" in machine.serial, machine.report()
