# SPDX-License-Identifier: BSD-2-Clause
"""Tests which disks of a simulated machine farjump-install refuses, and why."""
import pytest

import foreign
from fake_system import FakeSystem
from foreign import backup_of, install, installed, refused


@pytest.fixture
def system(tmp_path):
    return FakeSystem(tmp_path / "root")


def on(system, disk, *options, words=None, hint=""):
    if words is None:
        return installed(disk, "--root", system.root, *options)
    return refused(disk, "--root", system.root, *options, words=words, hint=hint)


def test_block_device(system, tmp_path):
    disk = system.disk("sdx", foreign.mbr(tmp_path, 16))
    on(system, disk)
    assert "stage 2 whole" in on(system, disk, "--verify")
    on(system, disk, "--uninstall", backup_of(disk))


def test_sectors_of_the_device_count(system, tmp_path):
    disk = system.disk("sdx", foreign.mbr_4096(tmp_path), sector=4096)
    assert "sectors of 4,096 bytes" in on(system, disk)


def test_unsupported_sectors(system, tmp_path):
    disk = system.disk("sdx", foreign.mbr(tmp_path, 16), sector=8192)
    on(system, disk, words="sectors of 8,192 bytes", hint="another disk")


def test_disks_in_use(system, tmp_path):
    disk = system.disk("sdx", foreign.mbr(tmp_path, 16))
    partition = system.partition("sdx", 1, 2048, 6000)
    mounts = (system.root / "proc/self/mountinfo").read_text()
    swaps = (system.root / "proc/swaps").read_text()

    system.mount("/media/my\\040stick", number=system.number(partition))
    on(system, disk, words="is in use: sdx1 is mounted at /media/my stick", hint="umount /media/my stick")
    on(system, disk, "--dry-run", words="is mounted at")
    assert install(disk, "--root", system.root, "--verify").stderr.startswith("farjump-install: the MBR has no farjump")

    system.write("proc/self/mountinfo", mounts)
    system.mount("/mnt", source="/dev/sdx1")
    on(system, disk, words="sdx1 is mounted at /mnt")
    system.write("proc/self/mountinfo", mounts)
    system.mount("/boot", number=system.number("sdx"))
    on(system, disk, words="is this machine's own disk: sdx is mounted at /boot", hint="another disk")

    system.write("proc/self/mountinfo", mounts)
    system.append("proc/swaps", "/dev/sdx1 partition 1024 0 -2\n")
    on(system, disk, words="own disk: sdx1 is swap space in use")
    system.write("proc/swaps", swaps)
    system.mapped("dm-0", "vault", partition)
    on(system, disk, words="dm-0 (vault) stands upon sdx1", hint="cryptsetup close")
    system.mount("/home", source="/dev/mapper/vault")
    on(system, disk, words="own disk: dm-0 is mounted at /home")


def test_neighbours_do_not_count(system, tmp_path):
    """sdx10 is not part of sdx1, and neither is another disk."""
    disk = system.disk("sdx", foreign.mbr(tmp_path, 16))
    system.mount("/mnt", source="/dev/sdx10")
    system.mount("/srv", number="8:99", source="/dev/sdy1")
    system.append("proc/swaps", "/swapfile file 1024 0 -2\n")
    on(system, disk)


def test_partition_read_only_no_medium(system, tmp_path):
    disk = system.disk("sdx", foreign.mbr(tmp_path, 16))
    system.partition("sdx", 1, 2048, 6000)
    on(system, system.root / "dev/sdx1", words="sdx1 is a partition of sdx", hint="/dev/sdx")
    system.write("sys/class/block/sdx/ro", "1\n")
    on(system, disk, words="is read-only", hint="lock")
    system.write("sys/class/block/sdx/size", "0\n")
    on(system, disk, words="has no medium", hint="card")


def test_image_of_a_loop_device(system, tmp_path):
    image = foreign.mbr(tmp_path, 16)
    system.write("sys/class/block/loop3/loop/backing_file", f"{image}\n")
    on(system, image, words="is in use: loop device loop3 stands upon", hint="losetup -d")


def test_nothing_says_what_is_mounted(system, tmp_path):
    disk = system.disk("sdx", foreign.mbr(tmp_path, 16))
    (system.root / "proc/self/mountinfo").unlink()
    result = install(disk, "--root", system.root)
    assert result.returncode == 1 and "which says what is mounted" in result.stderr
