# SPDX-License-Identifier: BSD-2-Clause
"""Tests disks without room for stage 2: farjump-install writes it to a file of the volume, /boot/farjump.sys."""
import random
import re
import struct
import subprocess

import pytest

import expect
import foreign
from foreign import ROOMLESS, STAGE2_SIZE, backup_of, installed, ranges, refused
from images import FRONT_ROOM, OUT, STAGE2, annex_facts, assemble, patch
from machine import Machine
from messages import ROOT
from test_front_door import without_numbers
from test_install import boots_its_own
from test_install_images import outside, states, steps_of

NAME = "the file /boot/farjump.sys on "
SECTOR_BYTES = {name: 4096 if "4096" in name else 512 for name in ROOMLESS}
NEEDED = STAGE2_SIZE // 512
SOME = ["gap-62-fat12", "gap-62-fat32", "superfloppy-32-reserved-32", "superfloppy-4096-reserved-8"]
LARGE = [pytest.param(name, marks=pytest.mark.full) for name in SOME[1:]]   # whose states are many gigabytes


def made(directory, name):
    maker, options, start = ROOMLESS[name]
    return maker(directory), options, start


def mtools(program, image, name, *arguments, **more):
    drive = f"{image}@@{ROOMLESS[name][2] * SECTOR_BYTES[name]}"
    return foreign.run(program, "-i", drive, *arguments, **more)


def add_file(image, name, path, size):
    file = image.with_name("added")
    file.write_bytes(random.Random(size).randbytes(size))
    mtools("mcopy", image, name, "-n", file, path)


def read_file(image, name, path):
    copy = image.with_name("copy")
    mtools("mcopy", image, name, "-n", path, copy)
    return copy.read_bytes()


def place_of(words):
    """Returns stage 2's LBA from the installer's output."""
    return int(re.search(r"sectors? from LBA ([\d,]+) on, in the file ", words)[1].replace(",", ""))


def entry_of(words):
    """Returns the byte offset of the directory entry on the disk."""
    return int(re.search(r"bytes (\d+) to \d+: the directory entry", words)[1])


def check_volume(image, name):
    foreign.check_volume(image, ROOMLESS[name][2], SECTOR_BYTES[name])


@pytest.mark.parametrize("name", ROOMLESS)
@pytest.mark.cases(4)
def test_writes_what_it_announces_and_takes_it_back(tmp_path, name):
    image, options, start = made(tmp_path, name)
    before = image.read_bytes()
    check_volume(image, name)
    announced = ranges(installed(image, *options, "--dry-run"))
    assert image.read_bytes() == before
    words = installed(image, *options)
    after = image.read_bytes()
    assert ranges(words) == announced and outside(after, announced) == outside(before, announced)
    assert after[announced[0]][:STAGE2_SIZE] == STAGE2.read_bytes()
    assert announced[0].start == place_of(words) * SECTOR_BYTES[name]

    check_volume(image, name)
    content = read_file(image, name, "::/boot/farjump.sys")
    assert content[:STAGE2_SIZE] == STAGE2.read_bytes() and not any(content[STAGE2_SIZE:])
    attributes, _, path = mtools("mattrib", image, name, "::/boot/farjump.sys").partition("::")
    assert attributes.split() == ["SHR"] and path.strip() == "/boot/farjump.sys"
    assert "nothing to write" in installed(image, *options) and image.read_bytes() == after
    assert ", with its annex" in installed(image, *options, "--verify")

    installed(image, "--uninstall", backup_of(image))
    check_volume(image, name)
    patch(image, entry_of(words), before[entry_of(words):][:1])     # a deleted entry, where there had been none
    assert image.read_bytes() == before
    assert "nothing to write" in installed(image, "--uninstall", backup_of(image))


@pytest.mark.parametrize("name, interface, volume", [
    ("gap-62-fat12", "ide", "partition 1, FAT12"),
    ("gap-62-fat32", "usb-ehci", "partition 1, FAT32"),
    pytest.param("gap-0", "ahci", "partition 1, FAT16", marks=pytest.mark.full),
    ("gap-62-logical", "usb-xhci", "partition 5 (logical), FAT16"),
    ("gpt-without-bios-boot", "nvme", "partition 1, FAT32"),
    pytest.param("superfloppy-12-reserved-1", "usb-ehci", "FAT12", marks=pytest.mark.full),
    ("superfloppy-32-reserved-32", "ide", "FAT32"),
    ("superfloppy-4096-reserved-8", "nvme-4096", "FAT16"),
])
@pytest.mark.cases(3)
def test_boots(tmp_path, name, interface, volume):
    """The boot has a module, for which the loader needs the annex, which is also in the file."""
    image, options, _ = made(tmp_path, name)
    add_file(image, name, "::/boot/module.bin", 5000)
    entry = tmp_path / "entry"
    entry.write_text("kernel /boot/kernel.elf\noptions colour=green\nmodule /boot/module.bin\n")
    mtools("mcopy", image, name, "-n", "-o", entry, "::/loader/entries/mine.conf")
    installed(image, *options)
    with Machine(image, interface=interface) as machine:
        expect.boots(machine)
        assert volume in machine.serial, machine.report()
        assert "stage2: loading modules               ok   1, 5,000 bytes\n" in machine.serial, machine.report()


@pytest.mark.parametrize("name", ["boot-record-reserved-32", "boot-record-logical-reserved-1"])
def test_boot_record_behind_another_loader(tmp_path, name):
    image, options, _ = made(tmp_path, name)
    patch(image, 0, assemble(tmp_path, "chain_mbr.asm")[:440])
    installed(image, *options)
    if "logical" in name:
        return                                      # chain_mbr.asm starts primary partitions
    boots_its_own(image, "ide", "partition 1")


def test_partition_alone(tmp_path):
    """The volume is copied to a disk of its own: its boot record finds the file at the second place."""
    image, options, start = made(tmp_path, "boot-record-reserved-32")
    installed(image, *options)
    expect.image_boots(foreign.volume_of(image, start), interface="usb-ehci")


@pytest.mark.parametrize("name", ["gap-62-fat16", *LARGE])
@pytest.mark.full
def test_update(tmp_path, name):
    """The new file is written beside the old one, which boots until stage 1 is written. Then the old clusters are
    freed."""
    image, options, _ = made(tmp_path, name)
    other = foreign.other_build(tmp_path)
    installed(image, *options, stages=other)
    old = image.read_bytes()
    words = installed(image, *options)
    new = image.read_bytes()
    check_volume(image, name)
    assert read_file(image, name, "::/boot/farjump.sys")[:STAGE2_SIZE] == STAGE2.read_bytes()
    assert "the clusters of the old /boot/farjump.sys are free" in words
    steps = steps_of(words)
    everything = list(states(old, new, steps))
    stage1 = next(index for index, state in enumerate(everything) if state[:512] == new[:512])
    torn = foreign.copy(image, "torn.img")
    for state in random.Random(2).sample(everything[:stage1], 6) + random.Random(3).sample(everything[stage1:], 1):
        torn.write_bytes(state)
        content = (other / "stage2.bin" if state[:512] == old[:512] else STAGE2).read_bytes()
        place = struct.unpack_from("<I", state, state.index(b"\x66\xB9", 0x5A) + 2)[0] * SECTOR_BYTES[name]
        assert state[place:place + STAGE2_SIZE] == content
        installed(torn, "--uninstall", backup_of(image, 2))
        assert torn.read_bytes() == old
    installed(image, "--uninstall", backup_of(image, 2))
    assert image.read_bytes() == old
    installed(image, "--uninstall", backup_of(image))
    check_volume(image, name)


@pytest.mark.parametrize("name", ["gap-62-fat12", pytest.param("gap-62-fat16", marks=pytest.mark.full), *LARGE])
@pytest.mark.full
def test_interrupted_anywhere(tmp_path, name):
    """Sector 0 does not change until stage 1 is written. The backup undoes each state."""
    image, options, _ = made(tmp_path, name)
    before = image.read_bytes()
    words = installed(image, *options)
    after = image.read_bytes()
    everything = list(states(before, after, steps_of(words)))
    assert everything[-1] == after and all(state[:512] == before[:512] or state == after for state in everything)
    entry = entry_of(words)
    torn = foreign.copy(image, "torn.img")
    for state in [*random.Random(1).sample(everything, 6), *everything[-6:-1]]:
        torn.write_bytes(state)
        installed(torn, "--uninstall", backup_of(image))
        assert torn.read_bytes() in (before, before[:entry] + b"\xE5" + before[entry + 1:])


@pytest.mark.parametrize("name", SOME)
def test_undo_when_the_volume_has_been_used(tmp_path, name):
    """Files that were added, deleted or changed since then are kept."""
    image, options, _ = made(tmp_path, name)
    installed(image, *options)
    add_file(image, name, "::/boot/later.bin", 3000)
    add_file(image, name, "::/another.bin", 100)
    mtools("mdel", image, name, "::/loader/entries/mine.conf")
    later = read_file(image, name, "::/boot/later.bin")
    assert "in " + NAME in installed(image, *options, "--verify")
    installed(image, "--uninstall", backup_of(image))
    check_volume(image, name)
    assert read_file(image, name, "::/boot/later.bin") == later and len(read_file(image, name, "::/another.bin")) == 100
    assert "farjump" not in mtools("mdir", image, name, "-a", "-b", "::/boot")
    assert "nothing to write" in installed(image, "--uninstall", backup_of(image))


def move(image, name, fragmented=False):
    """Moves the file's content to other clusters, as a defragmenter does."""
    content = image.with_name("content")
    mtools("mcopy", image, name, "-n", "::/boot/farjump.sys", content)
    mtools("mattrib", image, name, "-r", "-s", "-h", "::/boot/farjump.sys")
    mtools("mdel", image, name, "::/boot/farjump.sys")
    add_file(image, name, "::/hole.bin" if fragmented else "::/taken.bin", 4096)
    if fragmented:
        add_file(image, name, "::/taken.bin", 4096)
        mtools("mdel", image, name, "::/hole.bin")
    mtools("mcopy", image, name, content, "::/boot/farjump.sys")


@pytest.mark.parametrize("fragmented", [False, True], ids=["in one piece", "in pieces"])
@pytest.mark.parametrize("name", ["gap-62-fat16", "superfloppy-32-reserved-32"])
@pytest.mark.cases(2)
def test_moved_file(tmp_path, name, fragmented):
    """--verify detects it. The old backup is refused. A new installation repairs it and frees the moved file's
    clusters."""
    image, options, _ = made(tmp_path, name)
    installed(image, *options)
    move(image, name, fragmented)
    check_volume(image, name)
    refused(image, *options, "--verify", words="somebody moved it", hint="farjump-install DISK")
    refused(image, "--uninstall", backup_of(image), words="somebody", hint="")
    installed(image, *options)
    check_volume(image, name)
    assert "in " + NAME in installed(image, *options, "--verify")
    assert read_file(image, name, "::/boot/farjump.sys")[:STAGE2_SIZE] == STAGE2.read_bytes()
    expect.image_boots(image, interface="ide")


def test_deleted_file(tmp_path):
    """Stage 2 is still in the free clusters, and boots until they are overwritten."""
    image, options, _ = made(tmp_path, "gap-62-fat16")
    installed(image)
    mtools("mattrib", image, "gap-62-fat16", "-r", "-s", "-h", "::/boot/farjump.sys")
    mtools("mdel", image, "gap-62-fat16", "::/boot/farjump.sys")
    refused(image, "--verify", words="/boot/farjump.sys is not there: somebody deleted it", hint="farjump-install DISK")


def test_damaged_file(tmp_path):
    image, options, _ = made(tmp_path, "gap-62-fat16")
    place = place_of(installed(image)) * 512
    patch(image, place + 5000, b"torn")
    refused(image, "--verify", words="stage 2 is damaged: its checksum is wrong", hint="farjump-install DISK")
    installed(image)
    assert "stage 2 whole" in installed(image, "--verify")
    for place in (100, FRONT_ROOM + 100):
        patch(image, place_of(installed(image, "--verify")) * 512 + annex_facts().offset + place, b"torn")
        refused(image, "--verify", words="the annex behind stage 2 is damaged", hint="farjump-install DISK")
        installed(image)


def test_full_volume(tmp_path):
    """First one cluster is missing; then the space is just enough; then an update uses the old place, because no other
    is free."""
    image, options, start = made(tmp_path, "gap-62-fat16")
    foreign.fill(image, start, NEEDED)
    too_full = foreign.copy(image, "too-full.img")
    add_file(too_full, "gap-62-fat16", "::/one", 512)
    refused(too_full, words=f"no {NEEDED} neighbouring clusters of 512 bytes are free on partition 1",
            hint="delete files there that are not needed; or move the first partition")
    installed(image, stages=foreign.other_build(tmp_path))
    check_volume(image, "gap-62-fat16")
    words = installed(image)
    assert len(ranges(words)) == 2 and "in " + NAME in installed(image, "--verify")
    check_volume(image, "gap-62-fat16")


def test_room_for_the_core_alone(tmp_path):
    """The installer prefers the file. If the file has no space, it leaves out the annex."""
    gap = annex_facts().offset // 512
    image = foreign.mbr(tmp_path, 16, gap + 1)
    before = image.read_bytes()
    assert NAME in installed(image)
    image.write_bytes(before)
    foreign.fill(image, gap + 1, NEEDED - 1)
    words = installed(image, "--backup", "second")
    assert "the annex is left out" in words and ", without its annex" in installed(image, "--verify")
    expect.image_boots(image, interface="ide")


def test_volume_that_was_not_unmounted(tmp_path):
    """Linux marks it in the boot sector, Windows in the FAT."""
    for number, (name, place, content) in enumerate([
            ("superfloppy-32-reserved-32", 0x41, b"\1"), ("superfloppy-32-reserved-32", 32 * 512 + 7, b"\x07"),
            ("gap-62-fat16", 63 * 512 + 0x25, b"\1"), ("gap-62-fat12", 63 * 512 + 0x25, b"\1")]):
        directory = tmp_path / str(number)
        directory.mkdir()
        image, options, _ = made(directory, name)
        patch(image, place, content)
        refused(image, *options, words="was not cleanly unmounted", hint="fsck.fat -a")


def test_file_of_somebody_else(tmp_path):
    image, options, _ = made(tmp_path, "gap-62-fat16")
    add_file(image, "gap-62-fat16", "::/boot/farjump.sys", 9000)
    refused(image, words="/boot/farjump.sys on partition 1 is not a file of the loader's", hint="rename or delete it")


def test_no_boot_directory(tmp_path):
    """The root directory is used, as it is if /boot is full."""
    image = foreign.mbr(tmp_path, 16, 63, kernel=False)
    words = installed(image)
    assert "the file /farjump.sys on partition 1" in words
    check_volume(image, "gap-62-fat16")
    expect.image_refused(image, "nothing_to_boot", "reading the disk", [0x80, 1])

    (tmp_path / "full").mkdir()
    image, options, _ = made(tmp_path / "full", "gap-62-fat16")
    for number in range(13):
        add_file(image, "gap-62-fat16", f"::/boot/FILE{number}", 1)     # '.', '..' and the kernel are the other three
    assert "the file /farjump.sys on partition 1" in installed(image)
    check_volume(image, "gap-62-fat16")
    boots_its_own(image, "ide", "partition 1")


def test_entries_behind_the_end_of_a_directory_stay_there(tmp_path):
    """Some systems leave old entries there. A new entry in front of them would make them valid again."""
    image, options, _ = made(tmp_path, "gap-62-fat16")
    entry = entry_of(installed(image, "--dry-run"))
    patch(image, entry + 32, b"OLD     BIN" + bytes(21))
    assert "the file /farjump.sys on partition 1" in installed(image)
    assert "old" not in mtools("mdir", image, "gap-62-fat16", "-b", "::/boot").lower()


def test_deleted_entries_are_used_again(tmp_path):
    image, options, _ = made(tmp_path, "gap-62-fat16")
    before_end = entry_of(installed(image, "--dry-run"))
    add_file(image, "gap-62-fat16", "::/boot/ONE", 1)
    add_file(image, "gap-62-fat16", "::/boot/TWO", 1)
    mtools("mdel", image, "gap-62-fat16", "::/boot/ONE")
    before = image.read_bytes()
    assert entry_of(installed(image)) == before_end
    installed(image, "--uninstall", backup_of(image))
    assert image.read_bytes() == before


@pytest.mark.parametrize("seed", [0, *[pytest.param(seed, marks=pytest.mark.full) for seed in range(1, 12)]])
def test_damaged_volumes(tmp_path, seed):
    """The boot sector, the FATs and the directories have random bytes: the installer refuses without a write, or writes
    what it announced."""
    random_number = random.Random(seed)
    name = ["gap-62-fat12", "superfloppy-32-reserved-32", "gap-62-fat16"][seed % 3]
    image, options, start = made(tmp_path, name)
    entry = entry_of(installed(image, *options, "--dry-run"))
    outcomes = set()
    for round in range(10):
        damaged = foreign.copy(image, f"damaged-{round}.img")
        place = random_number.choice([start * 512, (start + 1) * 512, (start + 32) * 512, entry // 512 * 512])
        for _ in range(random_number.choice([1, 4, 40])):
            patch(damaged, place + random_number.randrange(0, 510), random_number.randbytes(1))
        before = damaged.read_bytes()
        result = foreign.install(damaged, *options)
        outcomes.add(result.returncode)
        assert result.returncode in (0, 1), result.stderr
        if result.returncode == 1:
            assert damaged.read_bytes() == before and re.search(r"^farjump-install: .*\nhint: .", result.stderr)
            continue
        announced = ranges(result.stdout)
        assert outside(damaged.read_bytes(), announced) == outside(before, announced)
        installed(damaged, *options, "--verify")
        installed(damaged, "--uninstall", backup_of(damaged))
        patch(damaged, entry_of(result.stdout), before[entry_of(result.stdout):][:1])
        assert damaged.read_bytes() == before
        damaged.unlink()
    assert outcomes


def test_page_shows_these_words(tmp_path):
    """The output has the lines of docs/disks.md."""
    shown = [without_numbers(line[4:]) for line in (ROOT / "docs/disks.md").read_text().splitlines() if line[:4] == "    "]
    plain, roomless = (tmp_path / name for name in ("plain", "roomless"))
    plain.mkdir()
    roomless.mkdir()

    def run(directory, *options):
        stages = ["--stages", OUT]
        result = subprocess.run([str(word) for word in (foreign.INSTALLER, *stages, *options, "stick.img")],
                                capture_output=True, text=True, cwd=directory)
        return without_numbers(result.stdout + result.stderr).splitlines()
    foreign.mbr(plain)
    dry = run(plain, "--dry-run")
    assert dry[0] in shown and [line for line in dry if line not in shown] == []
    assert run(plain)[-3:] == [line for line in shown if "there before is kept" in line or "--uninstall" in line
                               or "installed, and read" in line]
    image = foreign.mbr(roomless, 32, 63)
    said = run(roomless)
    assert [line for line in said[1:4] if line not in shown] == []
    mtools("mattrib", image, "gap-62-fat32", "-r", "-s", "-h", "::/boot/farjump.sys")
    mtools("mdel", image, "gap-62-fat32", "::/boot/farjump.sys")
    refusal = run(roomless, "--verify")
    assert len(refusal) == 2 and [line for line in refusal if line not in shown] == []
