"""Tests kernels with a seal of format 2, as earlier versions of farjump-seal wrote it: the annex verifies them."""
import struct
import subprocess

import pytest

import elf
import expect
import foretold
from elf import Elf
from images import KERNEL_PATH, make_image
from machine import KEPT, Machine
from messages import ANY, ROOT
from test_annex import remove_annexes

OLD, CURRENT = (struct.pack("<I", size) for size in (8, 12))
NAME = struct.pack("<I", 1) + b"farjump\0"               # type and name of the note


@pytest.fixture(scope="session")
def kernel(tmp_path_factory):
    """Returns a kernel whose note has the old format. farjump-seal keeps the format of a note that is there."""
    subprocess.run(["make", "-s", "examples"], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    path = tmp_path_factory.mktemp("old") / "kernel.elf"
    subprocess.run([ROOT / "build/farjump-seal", ROOT / "build/examples/in_nasm.elf", path], check=True,
                   stdout=subprocess.DEVNULL)
    kernel = Elf(path.read_bytes())
    note = kernel.content.index(CURRENT + NAME + struct.pack("<I", 3))
    kernel.content[note:note + 20] = OLD + NAME + struct.pack("<I", 2)
    header, = (at for at in kernel.headers() if kernel.get(elf.OFFSET, at) == note - 4)
    kernel.set(elf.FILE_SIZE, 28, header)
    path.write_bytes(kernel.content)
    sealed = subprocess.run([ROOT / "build/farjump-seal", "--in-place", path], check=True, capture_output=True, text=True)
    assert "in the note that was there" in sealed.stdout and "format 2" in sealed.stderr, sealed
    assert struct.pack("<I", 8) + NAME + struct.pack("<I", 2) in path.read_bytes()
    return path


@pytest.mark.parametrize("cpu", ["qemu64", "max"])
def test_is_verified(tmp_path, kernel, cpu):
    foretold.boots(kernel)
    with Machine(make_image(tmp_path, kernel=kernel), cpu=cpu) as machine:
        assert machine.wait_for_end() == KEPT, machine.report()
        assert f"{KERNEL_PATH}, " in machine.serial and ", verified" in machine.serial


@pytest.mark.parametrize("cpu", ["qemu64", "max"])
def test_finds_a_wrong_bit(tmp_path, kernel, cpu):
    content = bytearray(kernel.read_bytes())
    content[content.index(b"a kernel in NASM")] ^= 1
    damaged = tmp_path / "damaged.elf"
    damaged.write_bytes(content)
    foretold.refused(damaged, "seal_broken", [ANY, ANY])
    image = make_image(tmp_path, kernel=damaged)
    expect.image_refused(image, "seal_broken", "loading the kernel", [ANY, ANY], name=KERNEL_PATH, cpu=cpu)


def test_without_the_annex(tmp_path, kernel):
    image = make_image(tmp_path, kernel=kernel)
    place = remove_annexes(image)
    expect.image_refused(image, "annex_missing", "loading the kernel", [place // 512], KERNEL_PATH)
