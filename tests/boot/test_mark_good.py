# SPDX-License-Identifier: BSD-2-Clause
"""Tests the kernel's mark of a good boot: by its drivers for ATA and AHCI it writes one sector of the boot disk, and nothing
else; or it says why not. The loader's offer is put into the boot information just before the kernel is entered."""
import json
import struct
import subprocess

import pytest

import expect
from debugger import Debugger, address_of
from images import IMAGE, OUT, ImageFile, flip_bit, make_image
from machine import KEPT, Machine, disk_node
from messages import ROOT
from screenshot import READY, ask
from test_self_check import TRANSFER_BUFFER, Stopped, numbers_of

SECTOR = 512
LBA = 2048 + 9000                   # in the volume, unused
OLD, NEW = bytes(range(256)) * 2, bytes(reversed(range(256))) * 2
MARKED = "this boot is marked as good: the sector is written, flushed and read back"
NO_DISK = "no driver of this kernel (ATA, AHCI) finds the boot disk: nothing is written"
CHANGED = "the sector does not hold what the loader found there: nothing is written"


class WritableMachine(Machine):
    """A machine whose kernel may write to the image."""

    def _fingerprint(self):
        return None


def offer(stopped, lba, expected, finished):
    """Makes the boot a counted one, as the loader would."""
    numbers = numbers_of(ROOT / "build/include/farjump/boot_info.inc")
    place = stopped.handed_over("BOOT_INFO") + numbers["farjump_boot_info.boot_state"]
    stopped.write(TRANSFER_BUFFER, expected + finished)
    stopped.write(place, struct.pack("<QIIQQ", lba, SECTOR, 2, TRANSFER_BUFFER, TRANSFER_BUFFER + SECTOR))


def marked(image, *, lba=LBA, expected=OLD, finished=NEW, command=None, **options):
    """Boots with this offer. Returns what the kernel says, to the option `mark-good` or to the command."""
    socket = image.parent / "gdb"
    gdb = ["-S", "-gdb", f"unix:{socket},server=on,wait=off"]
    options["extra"] = [*options.get("extra", []), *gdb]
    with WritableMachine(image, debug_exit=command is None, **options) as machine:
        debugger = Debugger(str(socket))
        debugger.run_to(address_of(OUT / "stage2.elf", "enter_long_mode.in_64_bits"))
        offer(Stopped(debugger), lba, expected, finished)
        debugger.go_on()
        if command:
            machine.wait_for_serial(READY)
            words = ask(machine, command).rstrip("\n")
        else:
            assert machine.wait_for_end() == KEPT, machine.report()
            words = machine.serial.rstrip("\n").rsplit("\n", 1)[1]
        expect.promises_kept(machine.serial)
        debugger.close()
        return words.removeprefix("kernel: ")


@pytest.fixture
def disk(tmp_path):
    """Returns an image whose kernel marks its boot, with known bytes in the sector and in its neighbours."""
    image = make_image(tmp_path, fat=12, options="mark-good")
    with ImageFile(image) as content:
        content.write((LBA - 1) * SECTOR, b"before" + bytes(506) + OLD + b"behind")
    return image


def only_the_sector_changed(image, before, lba=LBA, new=NEW):
    content, place = image.read_bytes(), lba * SECTOR
    assert content[place:place + SECTOR] == new
    assert content[:place] + content[place + SECTOR:] == before[:place] + before[place + SECTOR:]


@pytest.mark.parametrize("interface, name", [("ide", "ATA, secondary channel, master"), ("ahci", "AHCI, port 0")])
@pytest.mark.cases(1)
def test_writes_one_sector(disk, interface, name):
    before = disk.read_bytes()
    assert marked(disk, interface=interface) == f"{name}, LBA {LBA:,}: {MARKED}"
    only_the_sector_changed(disk, before)
    after = disk.read_bytes()
    assert marked(disk, interface=interface) == f"{name}, LBA {LBA:,}: this boot is marked as good already"
    assert disk.read_bytes() == after


# A second disk, which is not the boot disk: another signature, or none of the sectors.
@pytest.mark.parametrize("interface", ["ide", "ahci"])
@pytest.mark.parametrize("place", [0x1B8, LBA * SECTOR])
@pytest.mark.cases(2)
def test_leaves_other_disks_alone(disk, tmp_path, interface, place):
    other = tmp_path / "other.img"
    subprocess.run(["cp", "--sparse=auto", disk, other], check=True)
    flip_bit(other, place)
    before, before_other = disk.read_bytes(), other.read_bytes()
    node = {**disk_node(other), "node-name": "other"}
    bus = "ide.1,unit=1" if interface == "ide" else "ide.3"
    words = marked(disk, interface=interface,
                   extra=["-blockdev", json.dumps(node), "-device", f"ide-hd,drive=other,bus={bus}"])
    assert words.endswith(MARKED)
    only_the_sector_changed(disk, before)
    assert other.read_bytes() == before_other


def test_refuses_two_equal_disks(disk, tmp_path):
    other = tmp_path / "other.img"
    subprocess.run(["cp", "--sparse=auto", disk, other], check=True)
    before = disk.read_bytes()
    node = {**disk_node(other), "node-name": "other"}
    words = marked(disk, extra=["-blockdev", json.dumps(node), "-device", "ide-hd,drive=other,bus=ide.1,unit=1"])
    assert words == f"ATA, secondary channel, slave, LBA {LBA:,}: several disks have this sector, as in a RAID: nothing is written"
    assert disk.read_bytes() == other.read_bytes() == before


@pytest.mark.parametrize("interface", ["ide", "ahci"])
@pytest.mark.parametrize("offset", [0, SECTOR - 1])
@pytest.mark.cases(2)
def test_refuses_a_changed_sector(disk, interface, offset):
    flip_bit(disk, LBA * SECTOR + offset)
    before = disk.read_bytes()
    assert marked(disk, interface=interface).endswith(f", LBA {LBA:,}: {CHANGED}")
    assert disk.read_bytes() == before


@pytest.mark.parametrize("interface", ["virtio-blk", "usb-ehci", "nvme"])
@pytest.mark.cases(2)
def test_refuses_a_disk_without_a_driver(disk, interface):
    before = disk.read_bytes()
    assert marked(disk, interface=interface) == NO_DISK
    assert disk.read_bytes() == before


class FaultyMachine(WritableMachine):
    """A machine whose disk has an error for one kind of request to the sector."""
    fault = None

    def __init__(self, image, **options):
        super().__init__(image, **options)
        inner = {"driver": "blkdebug", "image": {"driver": "file", "filename": str(image), "locking": "off"},
                 "inject-error": [{"event": "none", "errno": 5, **self.fault}]}
        at = self.command_line.index("-blockdev") + 1
        node = {"driver": "raw", "node-name": "disk", "file": inner}
        self.command_line[at] = json.dumps(node)
        self.command_line = [f"{word},werror=report,rerror=report" if word.startswith("ide-hd") else word
                             for word in self.command_line]


@pytest.mark.parametrize("interface", ["ide", "ahci"])
@pytest.mark.parametrize("fault, words", [
    ({"iotype": "write", "sector": LBA}, "the disk refuses the write: this boot is not marked"),
    ({"iotype": "flush"}, "the disk refuses the write: this boot is not marked"),
    ({"iotype": "read", "sector": LBA}, "the disk does not read the sector: nothing is written")])
@pytest.mark.cases(2)
def test_reports_a_fault_of_the_disk(disk, monkeypatch, interface, fault, words):
    monkeypatch.setattr(FaultyMachine, "fault", fault)
    monkeypatch.setitem(globals(), "WritableMachine", FaultyMachine)
    assert marked(disk, interface=interface).endswith(f", LBA {LBA:,}: {words}")


# Behind 2^28 sectors only the commands with 48 bits reach. The boot disk is larger than the loader's partition.
@pytest.mark.parametrize("interface", ["ide", "ahci"])
def test_reaches_behind_28_bits(disk, interface):
    far = (1 << 28) + 77
    subprocess.run(["truncate", "-s", str((far + 100) * SECTOR), disk], check=True)
    with ImageFile(disk) as content:
        content.write(far * SECTOR, OLD)
    near = []
    with ImageFile(disk) as content:
        near = [content.read(lba * SECTOR, SECTOR) for lba in (0, 77, LBA)]
    words = far_mark(disk, far, interface)
    assert words.endswith(f", LBA {far:,}: {MARKED}"), words
    with ImageFile(disk) as content:
        assert content.read(far * SECTOR, SECTOR) == NEW
        assert near == [content.read(lba * SECTOR, SECTOR) for lba in (0, 77, LBA)]


def far_mark(disk, far, interface):
    """The self-check rightly complains of the sector's place, so the command is used."""
    socket = disk.parent / "gdb"
    with WritableMachine(disk, debug_exit=False, interface=interface,
                         extra=["-S", "-gdb", f"unix:{socket},server=on,wait=off"]) as machine:
        debugger = Debugger(str(socket))
        debugger.run_to(address_of(OUT / "stage2.elf", "enter_long_mode.in_64_bits"))
        offer(Stopped(debugger), far, OLD, NEW)
        debugger.go_on()
        machine.wait_for_serial(READY)
        assert "  BROKEN  it lies in the boot partition, behind its first sector\n" in machine.serial
        assert ", LBA " not in machine.serial.split("self-check: ")[1], "a broken promise is no good boot"
        answer = ask(machine, "good")
        debugger.close()
        return answer.rstrip("\n")


def test_command_marks_too(disk, tmp_path):
    plain = make_image(tmp_path, fat=12, options="")
    with ImageFile(plain) as content:
        content.write(LBA * SECTOR, OLD)
    before = plain.read_bytes()
    assert marked(plain, command="good") == f"ATA, secondary channel, master, LBA {LBA:,}: {MARKED}"
    only_the_sector_changed(plain, before)


def test_says_that_nothing_is_counted(disk):
    with Machine(disk) as machine:
        expect.boots(machine)
        assert "kernel: this boot is not counted: there is nothing to mark\n" in machine.serial
