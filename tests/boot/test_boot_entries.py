# SPDX-License-Identifier: BSD-2-Clause
"""Tests which entry is booted, and the message if none is: names, counters, architectures, and thousands of entries."""
import re

import pytest

import expect
from counting import WritingMachine
from entries import lay
from fat import Volume
from images import ENTRY, KERNEL_PATH, mtools, put_file
from machine import Machine

STEP = "choosing a boot entry"
KERNEL_LINE = f"kernel {KERNEL_PATH}\n".encode()


def boots_entry(image, path, *notes, machine=Machine):
    """Checks that the entry of this path is chosen, after these notes, and that its kernel runs."""
    with machine(image) as machine:
        expect.boots(machine)
        assert re.search(rf"^(?:stage2: {STEP}| ) +ok   {re.escape(path)}$", machine.serial, re.M), machine.report()
        if notes:
            expect.noted(machine, *notes)


@pytest.mark.parametrize("wanted", ["farjump", "farjump.conf", "far*"])
def test_default_is_an_id_without_counter(fresh, wanted):
    image = fresh()
    mtools("mren", image, f"::{ENTRY}", "::/loader/entries/farjump+3-0.conf")
    put_file(image, "/loader/loader.conf", f"default {wanted}\n".encode())
    put_file(image, "/loader/entries/zebra.conf", b"kernel /boot/another.elf\n")
    boots_entry(image, "/loader/entries/farjump+3-0.conf", machine=WritingMachine)


def test_exhausted_default_is_not_booted_by_itself(fresh):
    image = fresh()
    mtools("mren", image, f"::{ENTRY}", "::/loader/entries/farjump+0-3.conf")
    put_file(image, "/loader/loader.conf", b"default farjump\n")
    put_file(image, "/loader/entries/another.conf", KERNEL_LINE)
    boots_entry(image, "/loader/entries/another.conf", "farjump failed, no tries left")


def test_counter_that_cannot_be_written_leads_to_the_entry_that_is_not_counted(fresh):
    """+3 has no digits for the tries that were made, and there is no state file."""
    image = fresh()
    mtools("mren", image, f"::{ENTRY}", "::/loader/entries/farjump+3.conf")
    put_file(image, "/loader/loader.conf", b"default farjump\n")
    put_file(image, "/loader/entries/another.conf", KERNEL_LINE)
    boots_entry(image, "/loader/entries/another.conf", "FJ-0783: .*", "instead: /loader/entries/another.conf")


def test_longest_name_is_booted(fresh):
    """250 Chinese characters and .conf: 755 bytes, of which a message shows the beginning and the end."""
    image = fresh()
    put_file(image, "/loader/loader.conf", b"timeout 0\n")
    lay(image, [("\u540d" * 250 + ".conf", KERNEL_LINE)])
    with Machine(image) as machine:
        expect.boots(machine)
        name = "\u540d".encode().decode("cp437")            # as the serial line's reader takes it
        assert f"ok   /loader/entries/{name}" in machine.serial, machine.report()
        assert f"...{name}" in machine.serial and f"{name}.conf\n" in machine.serial, machine.report()


def test_entry_that_cannot_be_opened_is_told(fresh):
    image = fresh()
    put_file(image, "/loader/loader.conf", b"timeout 0\n")
    put_file(image, "/loader/entries/other.conf", KERNEL_LINE)
    with Volume(image) as volume:
        volume.set_first_cluster("/loader/entries/other.conf", 0x00FFFFF0)
    boots_entry(image, ENTRY, r"/loader/entries/other\.conf has .* starts at cluster 16,777,200; .*")


def test_default_of_another_architecture_is_refused(fresh):
    image = fresh()
    put_file(image, "/loader/entries/board.conf", KERNEL_LINE + b"architecture aa64\n")
    put_file(image, "/loader/loader.conf", b"default board\ntimeout menu-disabled\n")
    expect.image_refused(image, "entry_other_architecture", STEP,
                         name="/loader/entries/board.conf is for the architecture aa64, and this PC is x64")


def test_missing_default_lists_the_entries(fresh):
    image = fresh()
    put_file(image, "/loader/entries/._farjump.conf", b"\0\5\x16\7\0\2\0\0Mac OS X        ")
    put_file(image, "/loader/loader.conf", b"default hobby\ntimeout menu-disabled\n")
    with Machine(image) as machine:
        expect.refuses(machine, "default_entry_missing", STEP, name="hobby")
        expect.noted(machine, ENTRY)
        assert "_farjump" not in machine.serial, machine.report()


def test_saved_choice_is_ignored_with_a_note(fresh):
    image = fresh()
    put_file(image, "/loader/loader.conf", b"default @saved\n")
    boots_entry(image, ENTRY, "'default @saved' is ignored: there is no state file")


# Each in a cluster of its own, and on the disk in the opposite order.

def thousands(count=5000):
    return [(f"entry-with-a-name-{i:05}.conf", b"sort-key k\nversion %d\n" % i + KERNEL_LINE) for i in range(count)]


def test_thousands_of_entries(fresh):
    image = fresh()
    put_file(image, "/loader/loader.conf", b"timeout 0\n")
    lay(image, thousands())
    boots_entry(image, "/loader/entries/entry-with-a-name-01023.conf",
                "3,976 entries are left out: 'default' can name them")


def test_default_among_thousands_of_entries(fresh):
    image = fresh()
    put_file(image, "/loader/loader.conf", b"default entry-with-a-name-04999\n")
    lay(image, thousands())
    boots_entry(image, "/loader/entries/entry-with-a-name-04999.conf")
