# SPDX-License-Identifier: BSD-2-Clause
"""Tests farjump-write on disks of a simulated machine: what it shows, what it refuses, and that the disk then has the
image's content."""
import re
import shutil
import subprocess

import pytest

import foreign
from fake_system import FakeSystem
from images import ROOT
from test_front_door import ENVIRONMENT, make

WRITER = ROOT / "build/farjump-write"


@pytest.fixture
def system(tmp_path):
    return FakeSystem(tmp_path / "root")


@pytest.fixture
def image(tmp_path):
    (tmp_path / "image").mkdir()
    return foreign.mbr(tmp_path / "image", 16)


@pytest.fixture
def victim(tmp_path):
    """Returns a stick with two partitions and some content in each of its sectors."""
    disk = foreign.empty(tmp_path, 40000)
    disk.write_bytes(b"".join(number.to_bytes(4, "little") * 128 for number in range(40000)))
    foreign.sfdisk(disk, "start=2048, size=6000, type=e\nstart=10240, size=8192, type=83")
    foreign.put_volume(disk, 2048, 16)
    foreign.run("mkfs.ext4", "-q", "-F", "-E", f"offset={10240 * 512}", disk, "4096")
    return disk


def plug_in(system, disk, **options):
    disk = system.disk("sdx", disk, **options)
    system.partition("sdx", 1, 2048, 6000)
    system.partition("sdx", 2, 10240, 8192)
    return disk


def write(system, image, disk, *options, answer="sdx\n"):
    return subprocess.run([WRITER, "--root", system.root, *options, image, disk], capture_output=True, text=True,
                          input=answer)


def refused(system, image, disk, *options, words, hint="", answer="sdx\n"):
    before = disk.read_bytes()
    result = write(system, image, disk, *options, answer=answer)
    assert result.returncode == 1, result.stdout
    message = re.fullmatch(r"farjump-write: (.+)\nhint: (.+)\n", result.stderr)
    assert message and words in message[1] and hint in message[2], result.stderr
    assert disk.read_bytes() == before
    return result.stdout


def test_writes_and_compares(system, image, victim):
    disk = plug_in(system, victim)
    before = disk.read_bytes()
    result = write(system, image, disk)
    assert result.returncode == 0, result.stderr
    content = image.read_bytes()
    assert disk.read_bytes() == content + before[len(content):]
    assert ("sdx (SanDisk Cruzer, 19 MiB)\n  sdx1: 3,000 KiB, FAT\n  sdx2: 4,096 KiB, ext4\nALL OF THIS WILL BE LOST."
            in result.stdout)
    (first, _, _), *_, (last, done, total) = re.findall(r"(written|compared): +(.+) of (.+)$", result.stdout, re.M)
    assert first == "written" and last == "compared" and done == total
    assert "sdx holds the image, byte for byte" in result.stdout


@pytest.mark.parametrize("answer", ["", "\n", "yes\n", "sdx1\n", "/dev/sdx\n", "SDX\n", " sdx\n"])
def test_asks_for_the_name(system, image, victim, answer):
    disk = plug_in(system, victim)
    assert "Type the disk's name (sdx)" in refused(system, image, disk, words="nothing was written", answer=answer)


def test_not_removable(system, image, victim):
    disk = plug_in(system, victim, removable=0)
    refused(system, image, disk, words="is not a removable disk", hint="FIXED_DISK=yes")
    assert write(system, image, disk, "--fixed-disk").returncode == 0


def test_in_use(system, image, victim):
    disk = plug_in(system, victim)
    mounts = (system.root / "proc/self/mountinfo").read_text()
    for point in ("/", "/boot", "/boot/efi", "/home"):
        system.write("proc/self/mountinfo", mounts)
        system.mount(point, number=system.number("sdx2"))
        refused(system, image, disk, "--fixed-disk", words=f"is this machine's own disk: sdx2 is mounted at {point}")
    system.write("proc/self/mountinfo", mounts)
    system.mount("/media/stick", source="/dev/sdx1")
    refused(system, image, disk, words="is in use: sdx1 is mounted at /media/stick", hint="umount /media/stick")
    system.write("proc/self/mountinfo", mounts)
    system.append("proc/swaps", "/dev/sdx2 partition 1024 0 -2\n")
    refused(system, image, disk, words="own disk: sdx2 is swap space in use")


def test_root_upon_a_mapped_volume(system, image, victim):
    disk = plug_in(system, victim)
    system.mapped("dm-0", "vg-root", "sdx2")
    system.mapped("dm-1", "crypt", "dm-0")
    refused(system, image, disk, words="is in use: dm-0 (vg-root) stands upon sdx2; dm-1 (crypt) stands upon dm-0")
    system.mount("/", number=system.number("dm-1"))
    refused(system, image, disk, words="own disk: dm-1 is mounted at /")


@pytest.mark.parametrize("options, words", [
    ({"hardware": False}, "is no disk of its own"),
    ({"scsi_type": 5}, "a CD-ROM or the like"),
    ({"read_only": 1}, "is read-only"),
    ({"size": 0}, "has no medium"),
    ({"sector": 4096}, "is made for sectors of 512 bytes, sdx has 4,096"),
    ({"size": 1 << 20}, "only 1,048,576"),
])
def test_unfit_disks(system, image, victim, options, words):
    refused(system, image, plug_in(system, victim, **options), words=words)


def test_not_a_whole_disk(system, image, victim, tmp_path):
    plug_in(system, victim)
    refused(system, image, system.root / "dev/sdx1", words="sdx1 is a partition of sdx", hint="DISK=/dev/sdx")
    other = shutil.copyfile(image, tmp_path / "a-file")
    refused(system, image, other, words="is no disk of this machine", hint="lsblk")


def test_image_that_is_the_disk(system, image, victim, tmp_path):
    """It is refused by any name, also as a partition of the disk."""
    disk = plug_in(system, victim)
    (system.root / "dev/sdx1").touch()
    link, hard_link = tmp_path / "link", tmp_path / "hard link"
    link.symlink_to(disk)
    hard_link.hardlink_to(disk)
    for source in disk, system.root / "dev/sdx1", link, hard_link:
        refused(system, source, disk, words="is sdx or a part of it", hint="the disk last")


def test_not_an_image(system, image, victim):
    disk = plug_in(system, victim)
    image.write_bytes(bytes(4096))
    refused(system, image, disk, words="sector 0 has no 55AAh signature")
    image.write_bytes(b"")
    refused(system, image, disk, words="has 0 bytes")


def test_written_in_part(system, image, victim):
    """The kernel ends the program in the middle: no partition table leads to an incomplete image."""
    disk = plug_in(system, victim)
    image.write_bytes(image.read_bytes().ljust(9 << 20, b"x"))
    limited = ["bash", "-c", 'ulimit -f 6000; exec "$@"', "bash"]
    result = subprocess.run([*limited, WRITER, "--root", system.root, image, disk], capture_output=True, text=True,
                            input="sdx\n")
    assert result.returncode not in (0, 1, 2)
    content = disk.read_bytes()
    assert content[:4096] == bytes(4096) and content[4096:1 << 20] == image.read_bytes()[4096:1 << 20]


@pytest.mark.parametrize("arguments", [[], ["one"], ["one", "two", "three"], ["--yes", "one", "two"]])
def test_usage(arguments):
    result = subprocess.run([WRITER, *arguments], capture_output=True, text=True)
    assert result.returncode == 2 and "usage: farjump-write" in result.stderr


def test_make_usb(tmp_path):
    """Checks which program runs, with which arguments and by which user. Without a disk, one sentence is printed."""
    (tmp_path / "sudo").write_text('#!/bin/sh\nprintf "sudo of [%s]\\n" "$@"\n')
    (tmp_path / "sudo").chmod(0o755)
    environment = {**ENVIRONMENT, "PATH": f"{tmp_path}:{ENVIRONMENT['PATH']}"}

    def run(*variables):
        return subprocess.run([*make("usb", tmp_path / "my disk.img", "LAYOUT=floppy", *variables), "-s"], text=True,
                              capture_output=True, env=environment, stdin=subprocess.DEVNULL)
    missing = f"{tmp_path}/it's \"no\" disk; $(touch ran)"
    words = run(f"DISK={missing}", "FIXED_DISK=yes").stdout
    arguments = ["build/farjump-write", "--fixed-disk", f"{tmp_path}/my disk.img", missing]
    assert re.findall(r"^sudo of \[(.*)\]$", words, re.M) == arguments
    assert "--fixed-disk" not in run(f"DISK={missing}").stdout
    (tmp_path / "sdx").touch()
    refusal = run(f"DISK={tmp_path}/sdx")
    assert refusal.stderr.startswith(f"farjump-write: {tmp_path}/sdx is no disk of this machine")
    assert "which disk? make usb DISK=/dev/sdX" in run().stdout
