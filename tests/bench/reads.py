# SPDX-License-Identifier: BSD-2-Clause
"""Counts the disk reads until the kernel runs, and the bytes that they bring, of farjump and of the other loaders, on the
same volume. Fails if farjump makes more reads than its limit.

    reads.py BUILD-DIRECTORY
"""

import itertools
import pathlib
import random
import sys

import other_loaders
from farjump_disk import ROOT, run
from measure import in_kernel, in_scratch, measure, stopped

sys.path.insert(0, str(ROOT / "tests/boot"))
import fat  # noqa: E402

BOOTS = 2           # measure() asserts that both make the same reads
WINDOW = 127 * 512  # what one read brings at most
NEAR = 1 << 20      # a kernel so small that the read of the volume's start brings all of its FAT entries
KERNEL = "/boot/kernel.elf"

HEADING = [f"| disk reads until the kernel runs, KiB that they bring | {' | '.join(other_loaders.LOADERS)} |",
           "|---|" + "---:|" * len(other_loaders.LOADERS)]


def missing(loader, build, work):
    image = other_loaders.image_of(loader, build, work, 64 << 10)
    run("mdel", "-i", f"{image}@@1M", f"::{KERNEL}")
    return image


def whole(payload):
    return lambda loader, build, work: other_loaders.image_of(loader, build, work, payload)


def fragmented(cluster_sectors, arrange):
    """Returns a function that makes an image whose kernel of 4 MiB lies in the clusters that `arrange` returns."""
    def make_image(loader, build, work):
        image = other_loaders.image_of(loader, build, work, 4 << 20, "--cluster-sectors", str(cluster_sectors))
        run("mcopy", "-i", f"{image}@@1M", f"::{KERNEL}", work / "before")
        with fat.Volume(image) as volume:
            chain = volume.file_chain(KERNEL)
            content = [volume.read(volume.cluster_offset(cluster), volume.cluster_size) for cluster in chain]
            places = arrange(volume, chain)
            for cluster in chain:
                volume.set_next(cluster, fat.FREE)
            for place, cluster_there, following in zip(places, content, places[1:] + [fat.END]):
                volume.write(volume.cluster_offset(place), cluster_there)
                volume.set_next(place, following)
            assert volume.file_chain(KERNEL) == places
        run("mcopy", "-i", f"{image}@@1M", f"::{KERNEL}", work / "after")
        assert (work / "after").read_bytes() == (work / "before").read_bytes()
        return image
    return make_image


def every_second(volume, chain):
    """Returns as many clusters from the first one on, in ascending order, without adjacent ones."""
    places = (place for place in range(chain[0], volume.clusters, 2)
              if place in chain or volume.next(place) == fat.FREE)
    return list(itertools.islice(places, len(chain)))


def shuffled(_, clusters):
    """Shuffles the clusters so that adjacent ones do not follow each other. The first cluster, which the directory
    names, stays."""
    dice = random.Random(1)
    rest = clusters[1:]
    dice.shuffle(rest)
    order = clusters[:1] + rest
    while together := [i for i in range(1, len(order)) if abs(order[i] - order[i - 1]) == 1]:
        for i in together:
            other = dice.randrange(1, len(order))
            order[i], order[other] = order[other], order[i]
    return order


def least(payload):
    """Returns the expected number of reads: stage 2, the partition table, the volume's start with its FAT, for large
    kernels the rest of the FAT, and the kernel, whose first read contains the directories."""
    return 3 + (payload > NEAR) + -(-payload // WINDOW)


# Case, how its image is made, how its boot ends, most reads allowed. Only farjump ends with a message on COM1.
CASES = [
    ("no kernel: until the message", missing, stopped, 6),
    ("64 KiB kernel", whole(64 << 10), in_kernel, least(64 << 10)),
    ("4 MiB kernel", whole(4 << 20), in_kernel, least(4 << 20)),
    ("32 MiB kernel", whole(32 << 20), in_kernel, least(32 << 20)),
    ("4 MiB kernel in fragments of 512 bytes", fragmented(1, shuffled), in_kernel, least(4 << 20) + 1),
    ("4 MiB kernel, clusters of 4 KiB, each apart", fragmented(8, every_second), in_kernel, 132),
]


def count(build, case, loader=other_loaders.FARJUMP, boots=BOOTS):
    """Returns what the boots of one case cost."""
    _, make_image, done, _ = case
    return in_scratch(lambda work: measure(work, make_image(loader, build, work), boots, done))


def row(build, case):
    """Returns the table's line, and farjump's number of reads."""
    loaders = [loader for loader in other_loaders.LOADERS if case[2] is in_kernel or loader == other_loaders.FARJUMP]
    costs = [count(build, case, loader) for loader in loaders]
    cells = [f"{its.reads:,}, {its.bytes >> 10:,}" for its in costs] + [""] * (len(other_loaders.LOADERS) - len(loaders))
    return f"| {case[0]} | {' | '.join(cells)} |", costs[0].reads


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    print("\n".join(HEADING))
    beyond = []
    for case in CASES:
        line, reads = row(build, case)
        print(line, flush=True)
        if reads > case[3]:
            beyond.append(f"{case[0]}: {reads} reads, {case[3]} are allowed")
    sys.exit("\n".join(beyond) or 0)


if __name__ == "__main__":
    main()
