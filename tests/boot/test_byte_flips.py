# SPDX-License-Identifier: BSD-2-Clause
"""Flips bits all over the disk: each boot must end in the right kernel, in a message, or in the menu, which says why it
waits; never in silence.

For a damaged kernel, farjump-check-kernel must predict the result of the boot.

Only damage of stage 1's own code cannot be detected, because no code runs before it. There any result is accepted
except a wrong kernel.
"""
import itertools
import random
import shutil

import pytest

import elf
import expect
import foretold
from fat import Volume
from images import ENTRY, KERNEL, KERNEL_PATH, STAGE2, flip_bit, get_file
from snapshot import PATIENCE, SnapshotMachine

SAMPLED = 6             # flips per region in `make test`
SHARES = 8              # tests that share all flips of a region in `make test-full`
SECTOR = 512

UNGUARDED = "stage 1's code"
SHORT_PATIENCE = 3      # seconds: there a hang is nobody's fault, and not rare


def file_bytes(volume, path, size, begin=0):
    clusters = (range(volume.cluster_offset(cluster), volume.cluster_offset(cluster) + volume.cluster_size)
                for cluster in volume.file_chain(path))
    return list(itertools.islice(itertools.chain.from_iterable(clusters), begin, begin + size))


def directory_bytes(volume, path):
    """Returns the bytes of the used entries, and of the entry behind them that ends the directory."""
    start = volume.cluster_offset(volume.first_cluster(path) if path != "/" else volume.root)
    entries = next(count for count in range(volume.cluster_size // 32) if volume.read(start + 32 * count, 1) == b"\0")
    return list(range(start, start + 32 * (entries + 1)))


def fat_bytes(volume):
    """Returns the used part of the first FAT, and a few more entries."""
    last = max(volume.file_chain(KERNEL_PATH))
    return list(range(volume.fat_offset, volume.fat_entry_offset(last + 9)))


def kernel_header_bytes(volume):
    kernel = elf.Elf(KERNEL.read_bytes())
    return file_bytes(volume, KERNEL_PATH, kernel.get(elf.PROGRAM_HEADERS) +
                      elf.PROGRAM_HEADER_SIZE * kernel.get(elf.PROGRAM_HEADER_COUNT))


def kernel_segment_bytes(volume):
    kernel = elf.Elf(KERNEL.read_bytes())
    return [place for header in kernel.segments()
            for place in file_bytes(volume, KERNEL_PATH, kernel.get(elf.FILE_SIZE, header), kernel.get(elf.OFFSET, header))]


REGIONS = {
    UNGUARDED: lambda volume: [*range(0, 3), *range(0x5A, 0x1B8)],
    "MBR, data": lambda volume: [*range(3, 0x5A), *range(0x1B8, 0x1FE)],     # without 55AAh: no BIOS would boot it
    "stage 2": lambda volume: list(range(SECTOR, SECTOR + STAGE2.stat().st_size)),
    "boot sector": lambda volume: list(range(volume.offset, volume.offset + SECTOR)),
    "FAT": fat_bytes,
    "/": lambda volume: directory_bytes(volume, "/"),
    "/boot": lambda volume: directory_bytes(volume, "/boot"),
    "/loader": lambda volume: directory_bytes(volume, "/loader"),
    "/loader/entries": lambda volume: directory_bytes(volume, "/loader/entries"),
    "loader.conf": lambda volume: file_bytes(volume, "/loader/loader.conf", len("default farjump\n")),
    "farjump.conf": lambda volume: file_bytes(volume, ENTRY, len("title farjump\nkernel /boot/kernel.elf\n")),
    "kernel's headers": kernel_header_bytes,
    "kernel's segments": kernel_segment_bytes,
}
OF_THE_KERNEL = ("kernel's headers", "kernel's segments")
STEPS = {"stage 2": 1, "kernel's segments": 16}     # one bit of each so manieth byte there, all bits elsewhere


def flips(region, image):
    """Returns all flips of a region: pairs of a byte's place on the disk and a bit."""
    with Volume(image) as volume:
        places = REGIONS[region](volume)
    if region in STEPS:
        return [(place, random.Random(place).randrange(8)) for place in places[::STEPS[region]]]
    return [(place, bit) for place in places for bit in range(8)]


@pytest.fixture(scope="session")
def flip_image(image, tmp_path_factory):
    """Returns a copy of the test image that this worker damages and repairs."""
    return shutil.copyfile(image, tmp_path_factory.mktemp("flips") / "disk.img")


def sweep(image, region, chosen, record):
    """Boots with one flipped bit at a time. Counts the results for the end of pytest's report."""
    outcomes = {"kernel": 0, "message": 0, "menu": 0, "hang": 0, "reset": 0}
    allowed, patience = ("kernel", "message", "menu"), PATIENCE
    damaged = image.with_name("damaged.elf")
    if region == UNGUARDED:
        allowed, patience = outcomes.keys(), SHORT_PATIENCE
    with SnapshotMachine(image) as machine:
        outcome, words = machine.boot()
        assert outcome == "kernel", words
        promises = expect.promises_kept(words)
        for place, bit in chosen:
            byte = flip_bit(image, place, bit)
            try:
                outcome, words = machine.boot([(place, byte)] if place < SECTOR else (), patience)
                if region in OF_THE_KERNEL:
                    get_file(image, KERNEL_PATH, damaged)
            finally:
                flip_bit(image, place, bit)
            assert outcome in allowed, f"bit {bit} of byte {place} of the disk: {outcome}\n{words}"
            assert outcome != "kernel" or expect.promises_kept(words) == promises
            if region in OF_THE_KERNEL:
                foretold.agrees(damaged, outcome, words)
            outcomes[outcome] += 1
    record("flips", (region, outcomes))


@pytest.mark.parametrize("region", REGIONS)
def test_sampled_flips(flip_image, region, record_property):
    everything = flips(region, flip_image)
    chosen = random.Random(region).sample(everything, min(SAMPLED, len(everything)))
    sweep(flip_image, region, chosen, record_property)


@pytest.mark.full
@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("region", REGIONS)
def test_all_flips(flip_image, region, share, record_property):
    sweep(flip_image, region, flips(region, flip_image)[share::SHARES], record_property)
