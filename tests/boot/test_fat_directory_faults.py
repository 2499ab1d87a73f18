# SPDX-License-Identifier: BSD-2-Clause
"""Tests wrong directories: entries that lead to wrong clusters or hide the kernel."""
import pytest

import expect
from fat import DELETED, VOLUME_LABEL, Volume
from fat_damage import ENTRY_SIZE, SECOND_SLOT, delete, move_entry
from images import ENTRY, KERNEL_PATH, mtools, put_file

LOADING = "loading the kernel"
DIRECTORY, ARCHIVE, READ_ONLY_HIDDEN_SYSTEM = 0x10, 0x20, 0x07
DOT, DOT_DOT = 0, ENTRY_SIZE            # where these entries lie in a directory's first cluster

# FAT16 has the directories of FAT12.
fats = pytest.mark.parametrize("fat", [pytest.param(12, marks=pytest.mark.full), 32])


def put_link(volume, place, cluster):
    """Points the entry at `place` of /boot to another cluster."""
    at = volume.cluster_offset(volume.first_cluster("/boot")) + place
    volume.write(at + 20, (cluster >> 16).to_bytes(2, "little"))
    volume.write(at + 26, (cluster & 0xFFFF).to_bytes(2, "little"))


# Where /boot leads to, and what the loader must find: error, numbers, and the path that it names.

def to_nowhere(volume):
    volume.set_first_cluster("/boot", 0)
    return "first_cluster_invalid", [0, 0, volume.clusters + 1], "/boot"


def beyond_volume(volume):
    volume.set_first_cluster("/boot", volume.clusters + 2)
    return "first_cluster_invalid", [0, volume.clusters + 2, volume.clusters + 1], "/boot"


def to_a_file(volume):
    kernel = volume.first_cluster(KERNEL_PATH)
    volume.set_first_cluster("/boot", kernel)
    return "directory_invalid", [kernel], "/boot"


def to_a_neighbour(volume):
    """Such a cross link cannot be detected, because the root's content looks as it should."""
    volume.set_first_cluster("/boot", volume.first_cluster("/loader"))
    return "file_not_found", [], KERNEL_PATH


def to_a_grandchild(volume):
    entries, loader = volume.first_cluster("/loader/entries"), volume.first_cluster("/loader")
    volume.set_first_cluster("/boot", entries)
    return "directory_misplaced", [entries, entries, loader], "/boot"


def dot_wrong(volume):
    boot = volume.first_cluster("/boot")
    put_link(volume, DOT, boot + 1)
    return "directory_misplaced", [boot, boot + 1, 0], "/boot"


def dot_dot_wrong(volume):
    boot = volume.first_cluster("/boot")
    put_link(volume, DOT_DOT, boot + 1)
    return "directory_misplaced", [boot, boot, boot + 1], "/boot"


def dots_gone(volume):
    boot = volume.first_cluster("/boot")
    volume.write(volume.cluster_offset(boot) + DOT, bytes([DELETED]))
    return "directory_invalid", [boot], "/boot"


def is_a_file(volume):
    volume.set_entry("/boot", "DIR_Attr", ARCHIVE)
    return "not_a_directory", [], KERNEL_PATH


# What hides the kernel.

def kernel_deleted(volume):
    delete(volume, KERNEL_PATH)
    return "file_not_found", [], KERNEL_PATH


def kernel_is_a_label(volume):
    volume.set_entry(KERNEL_PATH, "DIR_Attr", VOLUME_LABEL)
    return "file_not_found", [], KERNEL_PATH


def kernel_is_called_a_directory(volume):
    volume.set_entry(KERNEL_PATH, "DIR_Attr", DIRECTORY)
    return "directory_invalid", [volume.first_cluster(KERNEL_PATH)], KERNEL_PATH


def kernel_behind_the_end(volume):
    old = move_entry(volume, KERNEL_PATH, volume.entry_offset(KERNEL_PATH) + 2 * ENTRY_SIZE)
    volume.write(old, b"\0")
    return "file_not_found", [], KERNEL_PATH


@fats
@pytest.mark.parametrize("lie", [
    to_nowhere, beyond_volume, to_a_file, to_a_neighbour, to_a_grandchild, dot_wrong, dot_dot_wrong, dots_gone,
    is_a_file, kernel_deleted, kernel_is_a_label, kernel_is_called_a_directory, kernel_behind_the_end,
])
@pytest.mark.cases(4)
def test_lie(fresh, fat, lie):
    image = fresh(fat=fat)
    with Volume(image) as volume:
        code, numbers, path = lie(volume)
    expect.image_refused(image, code, LOADING, numbers, path)


def test_directory_leads_to_the_root(fresh):
    image = fresh(fat=32)
    with Volume(image) as volume:
        volume.set_first_cluster("/boot", volume.root)
        root = volume.root
    expect.image_refused(image, "directory_invalid", LOADING, [root], "/boot")


@fats
def test_directory_in_itself(fresh, fat):
    image = fresh(fat=fat)
    mtools("mmd", image, "::/boot/again")
    put_file(image, ENTRY, b"kernel /boot/again/again/kernel.elf\n")
    with Volume(image) as volume:
        boot = volume.first_cluster("/boot")
        volume.set_first_cluster("/boot/again", boot)
    expect.image_refused(image, "directory_misplaced", LOADING, [boot, boot, 0], "/boot/again")


@fats
def test_kernel_is_a_directory(fresh, fat):
    image = fresh(fat=fat)
    mtools("mdel", image, f"::{KERNEL_PATH}")
    mtools("mmd", image, f"::{KERNEL_PATH}")
    expect.image_refused(image, "is_a_directory", LOADING, [], KERNEL_PATH)


# What only looks like a lie.

def label_of_the_same_name(volume):
    kernel = volume.read(volume.entry_offset(KERNEL_PATH), ENTRY_SIZE)
    slot = move_entry(volume, KERNEL_PATH, volume.entry_offset(KERNEL_PATH) + ENTRY_SIZE)
    volume.write(slot, kernel[:11] + bytes([VOLUME_LABEL]) + bytes(20))


def hidden_system_file(volume):
    volume.set_entry(KERNEL_PATH, "DIR_Attr", READ_ONLY_HIDDEN_SYSTEM)


def behind_deleted_ones(volume):
    """The entry is the directory's last one, so that no end mark fits behind it."""
    boot = volume.cluster_offset(volume.first_cluster("/boot"))
    move_entry(volume, KERNEL_PATH, boot + volume.cluster_size - ENTRY_SIZE)
    for at in range(boot + SECOND_SLOT, boot + volume.cluster_size - ENTRY_SIZE, ENTRY_SIZE):
        volume.write(at, bytes([DELETED]))


@fats
@pytest.mark.parametrize("oddity", [label_of_the_same_name, hidden_system_file, behind_deleted_ones])
def test_odd_but_right(fresh, fat, oddity):
    image = fresh(fat=fat)
    with Volume(image) as volume:
        oddity(volume)
    expect.image_boots(image)


@pytest.mark.parametrize("fat", [12, 16])
def test_upper_half_of_the_first_cluster(fresh, fat):
    """Before FAT32, these two bytes had other uses."""
    image = fresh(fat=fat)
    with Volume(image) as volume:
        for path in ["/boot", KERNEL_PATH]:
            volume.set_entry(path, "DIR_FstClusHI", 0xFFFF)
    expect.image_boots(image)
