# SPDX-License-Identifier: BSD-2-Clause
"""Damages more than one field of a FAT volume at a time. fat.py changes single fields."""
from fat import DELETED, END, Volume

ENTRY_SIZE = 32
SECOND_SLOT = 2 * ENTRY_SIZE    # of a directory that is not the root: the first behind '.' and '..'


def put_boot_fields(image, fields, sector=0):
    """Changes fields of the boot sector, or of its copy in another sector. Returns the image."""
    with Volume(image) as volume:
        for field, value in fields.items():
            volume.set_boot(field, value, sector)
    return image


def free_clusters(volume, count):
    """Returns adjacent clusters from the volume's second half, which the image builder leaves empty."""
    first = volume.clusters // 2
    assert count < volume.clusters // 2 and not any(volume.next(first + i) for i in range(count))
    return range(first, first + count)


def link(volume, clusters, end=END):
    """Makes one chain of the clusters, whose last entry is `end`."""
    for cluster, following in zip(clusters, [*clusters[1:], end]):
        volume.set_next(cluster, following)


def delete(volume, path):
    volume.write(volume.entry_offset(path), bytes([DELETED]))


def fill_with_deleted(volume, cluster):
    """Removes the end mark from a directory's cluster, so that a search has to follow the chain."""
    base = volume.cluster_offset(cluster)
    content = bytearray(volume.read(base, volume.cluster_size))
    for at in range(0, len(content), ENTRY_SIZE):
        content[at] = content[at] or DELETED
    volume.write(base, content)


def move_entry(volume, path, target):
    """Moves the 32 bytes of a file's entry to `target` and leaves a deleted entry behind. Returns the old place."""
    at = volume.entry_offset(path)
    entry = volume.read(at, ENTRY_SIZE)
    volume.write(at, bytes([DELETED]))
    volume.write(target, entry)
    return at
