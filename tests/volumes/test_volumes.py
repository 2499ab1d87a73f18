# SPDX-License-Identifier: BSD-2-Clause
"""What mtools finds on a volume, the loader's reader finds too: every name, and every byte of every file.

VOLUMES says how many volumes are written by mtools, LINUX_VOLUMES how many by Linux, each from a seed of its own: 7 is
always the same volume.
"""
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from volumes import ENVIRONMENT, Mtools, make_volume, run
from volumes_by_linux import DISKS, Linux, write_volumes

ROOT = Path(__file__).resolve().parents[2]
EXTRACT = ROOT / "build/unit64/fat_extract"
VOLUMES = int(os.environ["VOLUMES"])
LINUX_VOLUMES = int(os.environ["LINUX_VOLUMES"])
PER_TEST = 25


def content(directory):
    """All that is in a directory: relative path -> bytes, or None for a directory."""
    return {str(path.relative_to(directory)): None if path.is_dir() else path.read_bytes()
            for path in directory.rglob("*")}


def check_volume(seed, image, tree, directory):
    check = subprocess.run(["fsck.fat", "-n", image], capture_output=True, text=True, env=ENVIRONMENT)
    assert check.returncode == 0, f"seed {seed}: {check.stdout}"
    expected = content(tree)

    (directory / "mtools").mkdir()
    run("mcopy", "-s", "-n", "-i", image, "::/*", directory / "mtools")
    assert content(directory / "mtools") == expected, f"seed {seed}: mtools does not find what was written"

    ours = subprocess.run([EXTRACT, image, directory / "ours"], capture_output=True, text=True)
    assert ours.returncode == 0, f"seed {seed}: {ours.stderr}"
    assert content(directory / "ours") == expected, f"seed {seed}"


@pytest.mark.parametrize("first", range(0, VOLUMES, PER_TEST))
def test_volumes(tmp_path, first):
    for seed in range(first, min(first + PER_TEST, VOLUMES)):
        directory = tmp_path / str(seed)
        directory.mkdir()
        check_volume(seed, *make_volume(seed, directory, Mtools()), directory)
        shutil.rmtree(directory)


@pytest.mark.parametrize("first", range(0, LINUX_VOLUMES, DISKS))
def test_volumes_by_linux(tmp_path, first):
    checks, writers = [], []
    for seed in range(first, min(first + DISKS, LINUX_VOLUMES)):
        directory = tmp_path / str(seed)
        directory.mkdir()
        writers.append(Linux(directory, seed))
        checks.append((seed, *make_volume(seed, directory, writers[-1]), directory))
    write_volumes(writers, tmp_path)
    for check in checks:
        check_volume(*check)
    shutil.rmtree(tmp_path)
