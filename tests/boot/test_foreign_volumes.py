# SPDX-License-Identifier: BSD-2-Clause
"""Boots from random volumes of mkfs.fat, mformat, mtools and Linux, with a kernel in the gaps that are left.

tests/volumes reads thousands of such volumes on the desk; these few prove that the loader reads them as well.
"""
import itertools
import random
import shutil
import subprocess
import sys

import pytest

import expect
from images import KERNEL, ROOT, STAGE1, STAGE2, patch

sys.path.append(str(ROOT / "tests/volumes"))
from volumes import ENVIRONMENT, Format, Mtools, add_file, make_volume  # noqa: E402
from volumes_by_linux import Linux, write_volumes  # noqa: E402

BOOTED = 5
ROOM = 3 << 10                                      # KiB: enough for the kernel beside the tree
PARTITION = 2048                                    # its first sector, as ever
SECTOR = 512
TYPES = {12: "1", 16: "e", 32: "c"}


def roomy_seeds():
    return (seed for seed in itertools.count() if Format(random.Random(seed)).kib > ROOM)


def disk_with(volume, kind, directory):
    """Returns an image with stages 1 and 2, and the volume as its only partition."""
    image = directory / "disk.img"
    with open(image, "wb") as file:
        file.truncate(PARTITION * SECTOR + volume.stat().st_size)
    subprocess.run(["sfdisk", "-q", "--no-reread", "--no-tell-kernel", image], check=True, text=True, env=ENVIRONMENT,
                   input=f"label: dos\nlabel-id: 0x600df00d\nstart={PARTITION}, type={TYPES[kind]}, bootable\n")
    patch(image, 0, STAGE1.read_bytes()[:440])
    patch(image, SECTOR, STAGE2.read_bytes())
    subprocess.run(["dd", f"if={volume}", f"of={image}", f"seek={PARTITION}", "conv=notrunc,sparse", "status=none"],
                   check=True)
    return image


@pytest.mark.parametrize("seed", itertools.islice(roomy_seeds(), BOOTED))
@pytest.mark.cases(3)
def test_foreign_volume(tmp_path, seed):
    volume, _ = make_volume(seed, tmp_path, Mtools())
    add_file(volume, "/boot/kernel.elf", KERNEL)
    expect.image_boots(disk_with(volume, Format(random.Random(seed)).fat, tmp_path))


@pytest.mark.full
def test_foreign_volumes_by_linux(tmp_path):
    writers = {}
    for seed in itertools.islice(roomy_seeds(), BOOTED):
        directory = tmp_path / str(seed)
        (directory / "kernel/boot").mkdir(parents=True)
        shutil.copy(KERNEL, directory / "kernel/boot/kernel.elf")
        writers[seed] = linux = Linux(directory, seed)
        make_volume(seed, directory, linux)
        linux.put(directory / "kernel")
    write_volumes(writers.values(), tmp_path)
    for seed, linux in writers.items():
        expect.image_boots(disk_with(linux.image, Format(random.Random(seed)).fat, linux.image.parent))
