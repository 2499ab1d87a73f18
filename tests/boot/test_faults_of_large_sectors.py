# SPDX-License-Identifier: BSD-2-Clause
"""Tests damage on a disk with sectors of 4096 bytes: the same messages, with the disk's own sector numbers."""
import pytest

import expect
from fat import Volume
from fat_damage import link
from images import KERNEL_PATH
from machine import Machine
from tables import Gpt, put_table

SECTOR = 4096
START = 1 << 20                 # of the volume, in bytes
RATIO = SECTOR // 512           # blkdebug, and fat.py's LBA, count 512 bytes

VOLUME, ENTRIES, LOADING = "reading the disk", "choosing a boot entry", "loading the kernel"
COPY_USED = "the boot sector is damaged: its copy is used"
SPARE_USED = "one FAT cannot be read everywhere: its copy is used"


def boot(image, **options):
    return Machine(image, interface="nvme-4096", **options)


@pytest.mark.parametrize("fat", [16, 32])
def test_chain_loops(fresh, fat):
    image = fresh(sector_bytes=SECTOR, fat=fat)
    with Volume(image, START) as volume:
        chain = volume.file_chain(KERNEL_PATH)
        link(volume, chain, end=chain[5])
    with boot(image) as machine:
        expect.refuses(machine, "chain_loops", LOADING, [len(chain)], KERNEL_PATH)


def test_boot_sector_says_512(fresh):
    image = fresh(sector_bytes=SECTOR)
    with Volume(image, START) as volume:
        sectors = volume.partition_sectors()
        volume.set_boot("BPB_BytsPerSec", 512)
        volume.set_boot("BPB_TotSec32", RATIO * 0x00FFFFFF)
    with boot(image) as machine:
        expect.refuses(machine, "partition_too_small", VOLUME, [RATIO * 0x00FFFFFF, RATIO * sectors])


def test_signature_gone(fresh):
    image = fresh(sector_bytes=SECTOR)
    with Volume(image, START) as volume:
        volume.set_boot("Signature_word", 0)
    with boot(image) as machine:
        expect.boots(machine)
        expect.noted(machine, COPY_USED)


@pytest.mark.parametrize("fats, step", [([1, 0], ENTRIES), ([0], None), ([1], None)], ids=["both", "first", "second"])
def test_bad_fats(made, fats, step):
    image = made(sector_bytes=SECTOR)
    with Volume(image, START) as volume:
        sectors = [volume.fat_lba(volume.first_cluster(KERNEL_PATH), fat) for fat in fats]
    with boot(image, bad_sectors=sectors) as machine:
        if step:
            expect.refuses(machine, "disk_read_failed", step, [0x80, sectors[0] // RATIO])
        else:
            expect.boots(machine)
            assert (SPARE_USED in machine.serial) == (fats == [0])


def test_primary_gpt_damaged(fresh):
    image = fresh(sector_bytes=SECTOR, layout="gpt")
    with Gpt(image, SECTOR) as gpt:
        gpt.set(gpt.primary, "Revision", 0)
    with boot(image) as machine:
        expect.boots(machine)
        expect.noted(machine, "the GPT header at LBA 1 has a wrong Revision", "the backup GPT is used")


def test_logical_partitions_loop(fresh):
    image = fresh(sector_bytes=SECTOR, layout="logical")
    first = (1 << 20) // SECTOR
    put_table(image, first, (0x83, 1, 9), (0x0F, 0, 10), sector_size=SECTOR)
    with boot(image) as machine:
        expect.refuses(machine, "ebr_chain_loops", VOLUME, [first])
