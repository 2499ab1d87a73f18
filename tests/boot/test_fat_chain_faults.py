# SPDX-License-Identifier: BSD-2-Clause
"""Tests wrong entries of the FAT, in the middle of the kernel's chain and of directories' chains."""
import struct

import pytest

import expect
from fat import BAD, FREE, Volume
from fat_damage import delete, fill_with_deleted, free_clusters, link
from images import KERNEL_PATH

VOLUME, LOADING = "reading the disk", "loading the kernel"
RESERVED = 0x0FFFFFF6           # the largest of the values that are neither a cluster nor a mark, in FAT32's width


def cut(volume, entry):
    """Cuts the value to the number of bits of the volume's entries."""
    return entry & (1 << min(volume.bits, 28)) - 1


# What happens to an entry in the middle of a chain, and what the loader then finds. `place` counts from 0.

def loop(volume, chain, place):
    volume.set_next(chain[place], chain[place // 2])
    return "chain_loops", [place + 1]


def loop_of_one(volume, chain, place):
    volume.set_next(chain[place], chain[place])
    return "chain_loops", [place + 1]


def into_free(volume, chain, place):
    free = free_clusters(volume, 100)[-1]
    fill_with_deleted(volume, free)
    volume.set_next(chain[place], free)
    return "chain_into_free", [free]


def into_zero(volume, chain, place):
    volume.set_next(chain[place], FREE)
    return "chain_into_free", [chain[place]]


def into_bad(volume, chain, place):
    volume.set_next(chain[place], BAD)
    return "chain_into_bad", [chain[place]]


def into_one(volume, chain, place):
    volume.set_next(chain[place], 1)
    return "chain_beyond_volume", [1, volume.clusters + 1]


def into_reserved(volume, chain, place):
    volume.set_next(chain[place], RESERVED)
    return "chain_beyond_volume", [cut(volume, RESERVED), volume.clusters + 1]


def beyond_volume(volume, chain, place):
    volume.set_next(chain[place], volume.clusters + 2)
    return "chain_beyond_volume", [volume.clusters + 2, volume.clusters + 1]


LIES = [loop, loop_of_one, into_free, into_zero, into_bad, into_one, into_reserved, beyond_volume]


@pytest.mark.parametrize("fat", [12, pytest.param(16, marks=pytest.mark.full), 32])
@pytest.mark.parametrize("lie", LIES)
@pytest.mark.cases(5)
def test_kernel(fresh, fat, lie):
    image = fresh(fat=fat)
    with Volume(image) as volume:
        code, numbers = lie(volume, volume.file_chain(KERNEL_PATH), 9)
    expect.image_refused(image, code, LOADING, numbers, KERNEL_PATH)


# A directory shows no more of its chain than it is asked for, so its entries are deleted first.

@pytest.mark.parametrize("fat, directory, step", [(16, "/boot", LOADING), (32, "/", VOLUME)])
@pytest.mark.parametrize("lie", LIES)
@pytest.mark.cases(5)
def test_directory(fresh, fat, directory, step, lie):
    image = fresh(fat=fat)
    with Volume(image) as volume:
        for path in ["/boot", "/loader"] if directory == "/" else [KERNEL_PATH]:
            delete(volume, path)
        cluster = volume.root if directory == "/" else volume.first_cluster(directory)
        fill_with_deleted(volume, cluster)
        code, numbers = lie(volume, [cluster], 0)
    expect.image_refused(image, code, step, numbers, directory)


@pytest.mark.parametrize("fat", [12, 32])
@pytest.mark.parametrize("more, code, numbers, subject", [
    (0, "file_not_found", [], KERNEL_PATH), (1, "chain_too_long", [2 << 20], "/boot"),
], ids=["2 MiB", "longer"])
@pytest.mark.cases(2)
def test_long_directory(fresh, fat, more, code, numbers, subject):
    """A directory of 2 MiB has the largest possible size, and is read to its end."""
    image = fresh(fat=fat)
    with Volume(image) as volume:
        delete(volume, KERNEL_PATH)
        clusters = (2 << 20) // volume.cluster_size + more
        chain = [volume.first_cluster("/boot"), *free_clusters(volume, clusters - 1)]
        link(volume, chain)
        for cluster in chain:
            fill_with_deleted(volume, cluster)
    expect.image_refused(image, code, LOADING, numbers, subject)


LONG_FAT = {"size_sectors": 8 << 20, "cluster_sectors": 2}      # 16 MiB: far more than the loader keeps in memory


def test_chain_that_jumps_behind_the_end(fresh):
    """The loader detects the excess at once. It must not follow the rest for long, because each cluster costs a
    read."""
    image = fresh(**LONG_FAT)
    with Volume(image) as volume:
        chain = volume.file_chain(KERNEL_PATH)
        size = volume.size(KERNEL_PATH)
        apart = (volume.clusters - chain[-1]) // 40
        regions = [chain[-1] + 1 + apart * region for region in range(40)]
        link(volume, [*chain, regions[0]])
        for region, following in zip(regions, [*regions[1:], regions[0] + 1]):
            entries = struct.pack("<2000I", *range(following, following + 2000))
            for fat in range(volume.fats):
                volume.write(volume.fat_entry_offset(region, fat), entries)
    expect.image_refused(image, "chain_too_long", "loading the kernel", [size], KERNEL_PATH)
