"""The packer of stage 2: lz4's own reader gets back what went in, and what cannot be packed or is too much is refused."""
import ctypes.util
import random
import re
import struct
import subprocess

import pytest

from images import OUT, STAGE2
from messages import ROOT

PACKER = ROOT / "build/host/pack_stage2"
STORED_SIZE = 4             # the offset in stage 2 of how much of it is not packed: stage2/entry.asm
MAX = 60 << 10              # layout::stage2_packed_max_size


def pack(directory, raw):
    (directory / "raw").write_bytes(raw)
    return subprocess.run([PACKER, directory / "raw", directory / "bin", directory / "inc"], capture_output=True, text=True)


def image(stored, size, rest):
    """Something like stage 2, whose first `stored` bytes are not to be packed."""
    start = bytes(STORED_SIZE) + struct.pack("<I", stored)
    return start + rest(size - len(start))


def unpacked(packed, size):
    stored = struct.unpack_from("<I", packed, STORED_SIZE)[0]
    lz4 = ctypes.CDLL(ctypes.util.find_library("lz4"))
    out = ctypes.create_string_buffer(size - stored)
    count = lz4.LZ4_decompress_safe(packed[stored:], out, len(packed) - stored, len(out))
    assert count == len(out)
    return packed[:stored] + out.raw


def test_stage2_comes_back():
    raw = (OUT / "stage2.raw").read_bytes()
    packed = STAGE2.read_bytes()
    assert len(packed) < len(raw) and len(packed) % 4096 == 0
    told = int(re.search(r"STAGE2_SIZE (\d+)", (OUT / "stage2.inc").read_text())[1])
    assert told == len(packed)


@pytest.mark.parametrize("stored", [8, 1500, 20000])
def test_long_runs_and_noise_come_back(tmp_path, stored):
    """Lengths that take several bytes in LZ4, of literals and of matches."""
    noise = random.Random(stored).randbytes
    raw = image(stored, 100000, lambda size: (noise(9000) + bytes(70000) + noise(5000)).ljust(size, b"x"))
    result = pack(tmp_path, raw)
    assert result.returncode == 0, result.stderr
    size = int(re.search(r"packed to (\d+)", result.stdout)[1])
    assert unpacked((tmp_path / "bin").read_bytes()[:size], len(raw)) == raw


@pytest.mark.parametrize("raw, words", [
    (b"", "is no stage 2"),
    (bytes(7), "is no stage 2"),
    (image(101, 100, bytes), "is no stage 2"),
    (image(100, MAX + 1000, random.Random(1).randbytes), "that is too much"),
], ids=["empty", "short", "cut", "noise"])
def test_refusals(tmp_path, raw, words):
    result = pack(tmp_path, raw)
    assert result.returncode == 1 and words in result.stderr and result.stderr.count("\n") == 1
    assert not (tmp_path / "bin").exists() and not (tmp_path / "inc").exists()
