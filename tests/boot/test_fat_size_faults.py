# SPDX-License-Identifier: BSD-2-Clause
"""Tests kernels whose size does not fit their chain of clusters, or whose chain has a wrong beginning or end."""
import pytest

import expect
from fat import END, FREE, Volume
from fat_damage import free_clusters, link
from images import ENTRY, KERNEL_PATH

fats = pytest.mark.parametrize("fat", [pytest.param(12, marks=pytest.mark.full), 32])


# What happens to both, and what the loader then finds. `size` is the file's.

def loop_at_the_end(volume, chain, size):
    volume.set_next(chain[-1], chain[0])
    return "chain_loops", [len(chain)]


def loop_far_behind_the_end(volume, chain, size):
    more = free_clusters(volume, 500)
    link(volume, [*chain, *more], end=more[100])
    return "chain_loops", [len(chain) + 500]


def goes_on(volume, chain, size):
    link(volume, [*chain, *free_clusters(volume, 1)])
    return "chain_too_long", [size]


def ends_early(volume, chain, size):
    volume.set_next(chain[9], END)
    return "chain_ends_early", [10 * volume.cluster_size, size]


def starts_at_zero(volume, chain, size):
    return starts_at(volume, size, 0)


def starts_at_one(volume, chain, size):
    return starts_at(volume, size, 1)


def starts_beyond(volume, chain, size):
    return starts_at(volume, size, volume.clusters + 2)


def starts_at(volume, size, cluster):
    volume.set_first_cluster(KERNEL_PATH, cluster)
    return "first_cluster_invalid", [size, cluster, volume.clusters + 1]


def a_byte_too_large(volume, chain, size):
    return too_large(volume, chain, len(chain) * volume.cluster_size + 1)


def largest_size(volume, chain, size):
    return too_large(volume, chain, 0xFFFFFFFF)


def too_large(volume, chain, said):
    volume.set_size(KERNEL_PATH, said)
    return "chain_ends_early", [len(chain) * volume.cluster_size, said]


def a_cluster_too_small(volume, chain, size):
    volume.set_size(KERNEL_PATH, (len(chain) - 1) * volume.cluster_size)
    return "chain_too_long", [(len(chain) - 1) * volume.cluster_size]


def size_of_one(volume, chain, size):
    volume.set_size(KERNEL_PATH, 1)
    return "chain_too_long", [1]


def size_of_zero(volume, chain, size):
    volume.set_size(KERNEL_PATH, 0)
    return "first_cluster_invalid", [0, chain[0], volume.clusters + 1]


@fats
@pytest.mark.parametrize("lie", [
    loop_at_the_end, loop_far_behind_the_end, goes_on, ends_early,
    starts_at_zero, starts_at_one, starts_beyond, a_byte_too_large, largest_size, a_cluster_too_small, size_of_one,
    size_of_zero,
])
@pytest.mark.cases(4)
def test_kernel_as_a_whole(fresh, fat, lie):
    image = fresh(fat=fat)
    with Volume(image) as volume:
        code, numbers = lie(volume, volume.file_chain(KERNEL_PATH), volume.size(KERNEL_PATH))
    expect.image_refused(image, code, "loading the kernel", numbers, KERNEL_PATH)


# Boot entries and what chooses among them are files like any other.

@pytest.mark.parametrize("path", ["/loader/loader.conf", ENTRY])
def test_file_of_the_loader(fresh, path):
    image = fresh(fat=16)
    with Volume(image) as volume:
        volume.set_size(path, volume.cluster_size + 1)
        numbers = [volume.cluster_size, volume.cluster_size + 1]
    expect.image_refused(image, "chain_ends_early", "choosing a boot entry", numbers, path)


# What only looks like a lie.

def last_cluster(volume, chain):
    """The kernel's tenth cluster has the largest valid number."""
    last = volume.clusters + 1
    volume.write(volume.cluster_offset(last), volume.read(volume.cluster_offset(chain[9]), volume.cluster_size))
    link(volume, [chain[8], last, chain[10]], end=chain[11])


def other_end_mark(volume, chain):
    volume.set_next(chain[-1], END - 7)


def reserved_bits(volume, chain):
    """FAT32 reserves the upper four bits of an entry; FAT12 and FAT16 have no reserved bits."""
    for cluster in chain:
        volume.set_next(cluster, 0xA0000000 | volume.next(cluster))


def second_fat(volume, chain):
    for cluster in chain:
        volume.set_next(cluster, FREE, fats=[1])


@fats
@pytest.mark.parametrize("oddity", [last_cluster, other_end_mark, reserved_bits, second_fat])
def test_odd_but_right(fresh, fat, oddity):
    image = fresh(fat=fat)
    with Volume(image) as volume:
        oddity(volume, volume.file_chain(KERNEL_PATH))
    expect.image_boots(image)
