"""Counts the disk reads until the kernel runs, and compares them with other loaders. Each case fails beyond its limit.

    reads.py BUILD-DIRECTORY

The counts of the other loaders were measured in the same way: QEMU 7.2, SeaBIOS, an AHCI disk, FAT32, the reads of
query-blockstats minus those of the BIOS. Versions: Limine 8.2, GRUB 2.06, Syslinux 6.04, Hyper 0.12. They are constants
here and are not measured again.
"""

import itertools
import pathlib
import random
import sys

from measure import ROOT, build_image, build_kernel, in_kernel, in_scratch, measure, run, stopped

sys.path.insert(0, str(ROOT / "tests/boot"))
import fat  # noqa: E402

BOOTS = 2           # reads do not waver; the second boot shows that
WINDOW = 127 * 512  # what one read brings at most
NEAR = 1 << 20      # a kernel so small that the read of the volume's start brings all of its FAT entries
PEERS = ("Limine 8.2", "GRUB 2.06", "Syslinux 6.04", "Hyper 0.12")
KERNEL = "/boot/kernel.elf"


def missing(build, work):
    image = build_image(build, work, build_kernel(work, 64 << 10))
    run("mdel", "-i", f"{image}@@1M", f"::{KERNEL}")
    return image


def whole(payload):
    return lambda build, work: build_image(build, work, build_kernel(work, payload))


def fragmented(cluster_sectors, arrange):
    """Returns a function that makes an image whose kernel of 4 MiB lies in the clusters that `arrange` returns."""
    def make_image(build, work):
        kernel = build_kernel(work, 4 << 20)
        image = build_image(build, work, kernel, "--cluster-sectors", str(cluster_sectors))
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
        run("mcopy", "-o", "-i", f"{image}@@1M", f"::{KERNEL}", work / "copy")
        assert (work / "copy").read_bytes() == kernel.read_bytes()
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


# Case, how its image is made, how its boot ends, most reads allowed, what the others need.
CASES = [
    ("no kernel: until the message", missing, stopped, 4, (235, 11, 25, 44)),
    ("64 KiB kernel", whole(64 << 10), in_kernel, least(64 << 10), (241, 15, 29, 63)),
    ("4 MiB kernel", whole(4 << 20), in_kernel, least(4 << 20), (510, 269, 156, 1071)),
    ("32 MiB kernel", whole(32 << 20), in_kernel, least(32 << 20), (1280, 2349, 1055, 8304)),
    ("4 MiB kernel in fragments of 512 bytes", fragmented(1, shuffled), in_kernel, least(4 << 20) + 1,
     (23168, 269, 8282, 8238)),
    ("4 MiB kernel, clusters of 4 KiB, each apart", fragmented(8, every_second), in_kernel, 132,
     (494, 586, 1053, 1067)),
]


def count(build, case, boots=BOOTS):
    """Returns the number of reads of one case."""
    _, make_image, done, _, _ = case
    return in_scratch(lambda work: measure(work, make_image(build, work), boots, done)).reads


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    print(f"| disk reads | farjump | allowed | {' | '.join(PEERS)} |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    within = True
    for case in CASES:
        name, _, _, most, peers = case
        reads = count(build, case)
        within = within and reads <= most
        print(f"| {name} | {reads} | {most} | {' | '.join(f'{count:,}' for count in peers)} |", flush=True)
    sys.exit(0 if within else "bench: more reads than are allowed")


if __name__ == "__main__":
    main()
