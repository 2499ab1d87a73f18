# SPDX-License-Identifier: BSD-2-Clause
"""Tests the image builder: the same bytes everywhere, a disk that other tools accept, one sentence for a refusal."""
import re
import shutil
import struct
import subprocess

import pytest

from fat import Volume
from images import KERNEL, KERNEL_PATH, STAGE1, STAGE2, build_image, mkdisk
from messages import ROOT

CYLINDER = 255 * 63
FIRST_READ = 0x4D               # in the MBR: sectors of the loader's first read of the volume; test_layout_images.py
SBIN = "/usr/sbin:/sbin:/usr/bin:/bin"
LAYOUT = (ROOT / "include/layout.hpp").read_text()
CORE_MAX = eval(re.search(r"stage2_packed_max_size = ([\d <]+);", LAYOUT)[1])
ANNEX_BEGIN, ANNEX_END = (int(re.search(rf"annex_{name} = (0x[0-9A-F]+);", LAYOUT)[1], 0) for name in ("base", "end"))
STAGE2_MAX = CORE_MAX + ANNEX_END - ANNEX_BEGIN


def partitions(image):
    """Returns the four entries of the MBR: status, first CHS, type, last CHS, first sector, sectors."""
    with open(image, "rb") as file:
        table = file.read(512)[446:510]
    return [struct.unpack("<B3sB3sII", table[at:at + 16]) for at in range(0, 64, 16)]


def chs(lba):
    cylinder, head, sector = lba // CYLINDER, lba // 63 % 255, lba % 63 + 1
    return bytes([head, sector | cylinder >> 8 << 6, cylinder & 0xFF])


def test_same_bytes_on_another_path(tmp_path):
    other = tmp_path / "another path @@ with spaces"
    other.mkdir()
    inputs = {name: shutil.copy(source, other / f"my {name}")
              for name, source in [("stage1", STAGE1), ("stage2", STAGE2), ("kernel", KERNEL)]}
    first, second = build_image(tmp_path, options="a b"), build_image(other, options="a b", **inputs)
    assert first.read_bytes() == second.read_bytes()


def test_signatures_follow_from_the_contents(tmp_path):
    (tmp_path / "other").mkdir()
    one, two = build_image(tmp_path), build_image(tmp_path / "other", options="quiet")
    signatures = [image.read_bytes()[440:444] for image in (one, two)]
    volume_ids = [image.read_bytes()[2048 * 512 + 67:][:4] for image in (one, two)]
    for pair in (signatures, volume_ids):
        assert pair[0] != pair[1] and bytes(4) not in pair


def test_file_system_is_clean(tmp_path):
    image = build_image(tmp_path)
    partition = tmp_path / "partition"
    subprocess.run(["dd", f"if={image}", f"of={partition}", "bs=1M", "skip=1", "conv=sparse"], check=True,
                   stderr=subprocess.DEVNULL)
    check = subprocess.run(["fsck.fat", "-n", "-v", partition], capture_output=True, text=True, env={"PATH": SBIN})
    assert check.returncode == 0, check.stdout
    assert "2048 hidden sectors" in check.stdout and "63 sectors/track, 255 heads" in check.stdout


def test_partition_table(image):
    check = subprocess.run(["sfdisk", "--verify", image], capture_output=True, text=True, env={"PATH": SBIN})
    assert check.returncode == 0 and "No errors detected" in check.stdout, check.stdout + check.stderr
    first, *others = partitions(image)
    status, first_chs, kind, last_chs, lba, sectors = first
    assert (status, kind, lba) == (0x80, 0x0C, 2048)
    assert (lba + sectors) % CYLINDER == 0 and (lba + sectors) * 512 == image.stat().st_size
    assert first_chs == chs(lba) and last_chs == chs(lba + sectors - 1)
    assert others == [(0, bytes(3), 0, bytes(3), 0, 0)] * 3


def test_stage1_and_stage2_are_where_they_belong(image):
    content = image.read_bytes()
    first_read, *others = (at for at in range(440) if content[at] != STAGE1.read_bytes()[at])
    assert first_read == FIRST_READ and not others
    assert content[512:512 + STAGE2.stat().st_size] == STAGE2.read_bytes()
    assert content[0] == 0xEB and content[2] == 0x90 and content[510:512] == b"\x55\xAA"


def test_kernel_lies_in_one_piece_near_the_start(image):
    with Volume(image) as volume:
        chain = volume.file_chain(KERNEL_PATH)
    assert chain == list(range(chain[0], chain[0] + len(chain)))
    assert chain[0] < 16


def test_image_is_sparse(image):
    status = image.stat()
    assert status.st_blocks * 512 < status.st_size // 8


def test_grows_with_the_kernel(tmp_path):
    kernel = tmp_path / "kernel"
    with open(kernel, "wb") as file:
        file.write(KERNEL.read_bytes())
        file.truncate(80 << 20)
    image = build_image(tmp_path, kernel=kernel)
    assert image.stat().st_size > 80 << 20
    assert image.stat().st_size % (CYLINDER * 512) == 0
    with Volume(image) as volume:
        assert len(volume.file_chain(KERNEL_PATH)) * volume.cluster_size == 80 << 20


@pytest.mark.parametrize("megabytes, cluster", [(80, 1024), (160, 2048), (400, 4096)])
def test_clusters_are_as_large_as_fat32_allows(tmp_path, megabytes, cluster):
    with Volume(build_image(tmp_path, size_sectors=megabytes << 11)) as volume:
        assert volume.cluster_size == cluster
        assert volume.clusters >= 65525


@pytest.mark.parametrize("wrong, sentence", [
    ({"stage1": "missing"}, "there is no such file"),
    ({"kernel": "empty"}, "the file is empty"),
    ({"stage2": "too big"}, f"to {STAGE2_MAX} are due"),
    ({"stage1": "too big"}, "a boot sector has 512"),
    ({"size-sectors": 20000}, "too small"),
    ({"size-sectors": "many"}, "a number of sectors is wanted"),
    ({"cluster-sectors": 3}, "a cluster has 1, 2, 4"),
    ({"options": "two\nlines"}, "control characters"),
    ({"screen": "large"}, "native, text or a size"),
    ({"module": "missing"}, "there is no such file"),
])
def test_refuses_in_one_sentence_and_leaves_nothing(tmp_path, wrong, sentence):
    (tmp_path / "empty").touch()
    (tmp_path / "too big").write_bytes(bytes(STAGE2_MAX + 1))
    files = {"missing", "empty", "too big"}
    result = mkdisk(tmp_path / "disk.img", **{name: tmp_path / value if value in files else value
                                              for name, value in wrong.items()})
    assert result.returncode == 1
    assert sentence in result.stderr and result.stderr.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "too big"]


def test_stage2_may_fill_its_place(tmp_path):
    (tmp_path / "stage2").write_bytes(b"\x90" * STAGE2_MAX)
    assert build_image(tmp_path, stage2=tmp_path / "stage2").read_bytes()[512:][:STAGE2_MAX] == b"\x90" * STAGE2_MAX


def test_old_image_stays_when_the_new_one_is_refused(tmp_path):
    image = build_image(tmp_path)
    before = image.read_bytes()
    assert mkdisk(image, kernel=tmp_path / "missing").returncode == 1
    assert image.read_bytes() == before


def test_refuses_to_guess_the_constants_that_the_build_makes(tmp_path):
    for part in ["disk/image", "disk/build"]:
        shutil.copytree(ROOT / part, tmp_path / part)
    result = subprocess.run([tmp_path / "disk/image/mkdisk.sh"], capture_output=True, text=True)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "mkdisk.sh: build/host/constants.sh is missing: 'make build/host/constants.sh' makes it\n"
