"""Tests the packer of stage 2: lz4's own reader restores the input, core and annex match each other, and input that
cannot be packed or is too large is refused."""
import ctypes.util
import random
import re
import struct
import subprocess
import zlib

import pytest

import file_sums
from foreign import core_sum
from images import ANNEX_FACTS_OFFSET, OUT, STAGE2, annex_facts, annex_of
from messages import ROOT

PACKER = ROOT / "build/host/pack_stage2"
STORED_SIZE = 4             # the offset in stage 2 of how much of it is not packed: stage2/entry.asm
LEAST_STORED = 24           # which includes the facts about the annex
CORE_MAX = 60 << 10         # layout::stage2_packed_max_size
ANNEX_MAX = 256 << 10       # layout::annex_end - layout::annex_base
FACTS_SIZE = struct.calcsize("<4I")
HEADER = struct.Struct("<4sIII")        # magic, build, size of the image, size in memory: stage2/annex/facts.hpp


def annex_image(size=1000, memory_size=None, content=None):
    """Returns data like the annex, whose last four bytes are the size of the memory that it needs."""
    content = bytes(size) if content is None else content
    return content[:-4] + struct.pack("<I", memory_size or len(content))


def pack(directory, core, annex=annex_image()):
    for name, content in [("core", core), ("annex", annex)]:
        (directory / name).write_bytes(content)
    arguments = [directory / name for name in ("core", "annex", "bin", "inc")]
    return subprocess.run([PACKER, *arguments], capture_output=True, text=True)


def core_image(stored, size, rest=bytes):
    """Returns data like stage 2's core, whose first `stored` bytes are not packed."""
    start = bytes(STORED_SIZE) + struct.pack("<I", stored) + bytes(FACTS_SIZE)
    return (start + rest(max(size - len(start), 0)))[:size]


def unpack_block(block, size):
    """Other bytes may follow the block."""
    lz4 = ctypes.CDLL(ctypes.util.find_library("lz4"))
    out = ctypes.create_string_buffer(size)
    assert lz4.LZ4_decompress_safe_partial(block, out, len(block), size, size) == size
    return out.raw


def sizes(printed):
    """Returns the sizes of core and annex that the packer prints: unpacked and packed."""
    found = re.fullmatch(r"core: (\d+) bytes, packed to (\d+), -?\d+ left of \d+\n"
                         r"annex: (\d+) bytes, packed to (\d+), -?\d+ left of \d+ for both\n", printed)
    assert found, printed
    return tuple(map(int, found.groups()))


def without_facts(core):
    """Clears the facts, which are written after everything else is packed."""
    return core[:ANNEX_FACTS_OFFSET] + bytes(FACTS_SIZE) + core[ANNEX_FACTS_OFFSET + FACTS_SIZE:]


def check_packed(stage2, core, annex, core_packed, facts_file):
    """Checks everything that the packer wrote."""
    packed, facts = stage2.read_bytes(), annex_facts(stage2)
    stored = struct.unpack_from("<I", packed, STORED_SIZE)[0]
    assert without_facts(packed[:stored]) == core[:stored]
    assert unpack_block(packed[stored:core_packed], len(core) - stored) == core[stored:]

    assert facts.offset % 4096 == 0 and 0 <= facts.offset - core_packed < 4096
    assert not any(packed[core_packed:facts.offset])
    assert facts.build == zlib.crc32(core)
    found = annex_of(stage2)
    assert len(found) == facts.size and facts.checksum == file_sums.wide_of_blocks(found)
    assert HEADER.unpack_from(found) == (b"FANX", facts.build, len(annex), struct.unpack("<I", annex[-4:])[0])
    assert unpack_block(found[HEADER.size:], len(annex)) == annex
    assert len(packed) % 4096 == 0 and not any(packed[facts.offset + facts.size:])

    # What stage 1 reads and verifies is the core. Its checksum starts at a value from which it comes to FFFFFFFFh.
    size, start = map(int, re.fullmatch(r"%define STAGE2_SIZE (\d+)\n%define STAGE2_SUM_START (\d+)\n",
                                        facts_file.read_text()).groups())
    assert size == facts.offset
    assert core_sum(packed[:size], start) == 0 != start


def test_stage2_comes_back():
    core, annex = (OUT / "stage2.raw").read_bytes(), (OUT / "annex.raw").read_bytes()
    printed = subprocess.run([PACKER, OUT / "stage2.raw", OUT / "annex.raw", "/dev/null", "/dev/null"],
                             capture_output=True, text=True).stdout
    core_size, core_packed, annex_size, _ = sizes(printed)
    assert (core_size, annex_size) == (len(core), len(annex))
    assert len(STAGE2.read_bytes()) < len(core) + len(annex)
    check_packed(STAGE2, core, annex, core_packed, OUT / "stage2.inc")


@pytest.mark.parametrize("stored", [LEAST_STORED, 1500, 20000])
def test_long_runs_and_noise_come_back(tmp_path, stored):
    """The input has literals and matches whose lengths take several bytes in LZ4."""
    noise = random.Random(stored).randbytes
    core = core_image(stored, 100000, lambda size: (noise(9000) + bytes(70000) + noise(5000)).ljust(size, b"x"))
    annex = annex_image(content=noise(5000) + bytes(90000) + noise(7000), memory_size=200000)
    result = pack(tmp_path, core, annex)
    assert result.returncode == 0, result.stderr
    core_size, core_packed, annex_size, annex_packed = sizes(result.stdout)
    assert (core_size, annex_size) == (len(core), len(annex))
    assert annex_packed == annex_facts(tmp_path / "bin").size
    check_packed(tmp_path / "bin", core, annex, core_packed, tmp_path / "inc")


def test_build_number_tells_cores_apart(tmp_path):
    """Two cores have the same annex."""
    builds = []
    for last in (b"a", b"b"):
        core = core_image(LEAST_STORED, 1000)[:-1] + last
        assert pack(tmp_path, core).returncode == 0
        builds.append(annex_facts(tmp_path / "bin").build)
    assert builds[0] != builds[1]


def noise_annex(image_and_packed):
    """Returns an annex that cannot be packed. Its image and its packed form together have about this size."""
    return annex_image(content=random.Random(2).randbytes(image_and_packed // 2))


@pytest.mark.parametrize("core, annex, words", [
    (b"", annex_image(), "is no stage 2"),
    (bytes(7), annex_image(), "is no stage 2"),
    (core_image(LEAST_STORED - 1, 100), annex_image(), "is no stage 2"),        # no room for the facts
    (core_image(101, 100), annex_image(), "is no stage 2"),
    (core_image(100, CORE_MAX + 1000, random.Random(1).randbytes), annex_image(), "that is too much (layout::stage2_"),
    (core_image(100, 1000), b"", "the annex is empty"),
    (core_image(100, 1000), annex_image(1000, memory_size=999), "does not end with the size of its memory"),
    (core_image(100, 1000), noise_annex(ANNEX_MAX), "that is too much (layout::annex_end)"),
    (core_image(100, 1000), annex_image(ANNEX_MAX), "that is too much (layout::annex_end)"),
    (core_image(100, 1000), annex_image(1000, memory_size=ANNEX_MAX + 1), "that is too much (layout::annex_end)"),
], ids=["empty", "short", "no facts", "cut", "noise", "no annex", "not an annex", "annex of noise", "annex of zeros",
        "annex's memory"])
def test_refusals(tmp_path, core, annex, words):
    result = pack(tmp_path, core, annex)
    assert result.returncode == 1 and words in result.stderr and result.stderr.count("\n") == 1, result.stderr
    assert not (tmp_path / "bin").exists() and not (tmp_path / "inc").exists()


def test_annex_that_just_fits(tmp_path):
    assert pack(tmp_path, core_image(100, 1000), noise_annex(ANNEX_MAX - 2000)).returncode == 0
