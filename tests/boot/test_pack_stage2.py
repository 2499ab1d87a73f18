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
ANNEX_BASE = 0x40000        # layout::annex_base
ANNEX_MAX = 256 << 10       # layout::annex_end - layout::annex_base
FACTS_SIZE = struct.calcsize("<4I")
# Of stage2/annex/facts.hpp:
HEADER = struct.Struct("<4s5I")     # magic, build, block and size of the common part, size of the image, size in memory
PLACE = struct.Struct("<3I")        # of a part: begin, end, block
FOR_PACKER = struct.Struct("<3I")   # begin and end of the places, size in memory


def annex_image(size=1000, memory_size=None, content=None):
    """Returns data like the linked annex, which has only a common part."""
    content = bytes(size) if content is None else content
    end = len(content)
    return content + FOR_PACKER.pack(end, end, memory_size or end + FOR_PACKER.size)


def annex_of_parts(common, *parts, begins=None):
    """Returns data like the linked annex with these parts behind the common one, which are at these offsets."""
    size = len(common) + len(parts) * PLACE.size
    contents = [b"", *parts]
    begins = begins or [size + sum(map(len, contents[:number])) for number in range(1, len(contents))]
    places = b"".join(PLACE.pack(ANNEX_BASE + begin, 0, 0) for begin in begins)
    content = common + places + b"".join(parts)
    return content + FOR_PACKER.pack(len(common), size, len(content) + FOR_PACKER.size)


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
    """Returns the sizes of core and annex that the packer prints: unpacked and packed; and a list of those of the
    annex's parts."""
    found = re.fullmatch(r"core: (\d+) bytes, packed to (\d+), -?\d+ left of \d+\n"
                         r"annex: (\d+) bytes, packed to (\d+), -?\d+ left of \d+ for both and variables\n"
                         r"annex's parts:((?: \d+ in \d+,?)+)\n", printed)
    assert found, printed
    parts = re.findall(r"(\d+) in (\d+)", found[5])
    return (*map(int, found.groups()[:4]), [tuple(map(int, part)) for part in parts])


def without_facts(core):
    """Clears the facts, which are written after everything else is packed."""
    return core[:ANNEX_FACTS_OFFSET] + bytes(FACTS_SIZE) + core[ANNEX_FACTS_OFFSET + FACTS_SIZE:]


def without_blocks(places):
    """Clears the fields that the packer writes."""
    return b"".join(PLACE.pack(begin, 0, 0) for begin, _, _ in PLACE.iter_unpack(places))


def check_annex(found, linked, build):
    """Checks that the annex on the disk contains all parts. Returns the number of parts."""
    image, (list_begin, list_end, memory_size) = linked[:-FOR_PACKER.size], FOR_PACKER.unpack(linked[-FOR_PACKER.size:])
    magic, found_build, block, common_size, image_size, found_memory_size = HEADER.unpack_from(found)
    assert (magic, found_build) == (b"FANX", build)
    assert (image_size, found_memory_size) == (len(image), memory_size)
    common = unpack_block(found[block:], common_size)
    places = common[list_begin:list_end]
    assert common[:list_begin] + without_blocks(places) + common[list_end:] == image[:common_size]
    at = common_size
    for begin, end, block in PLACE.iter_unpack(places):
        assert begin - ANNEX_BASE == at < end - ANNEX_BASE
        assert unpack_block(found[block:], end - begin) == image[at:at + end - begin]
        at = end - ANNEX_BASE
    assert at == len(image)
    assert len(found) % file_sums.BLOCK == 0
    return 1 + len(places) // PLACE.size


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
    parts = check_annex(found, annex, facts.build)
    assert len(packed) % 4096 == 0 and not any(packed[facts.offset + facts.size:])

    # What stage 1 reads and verifies is the core. Its checksum starts at a value from which it comes to FFFFFFFFh.
    size, start = map(int, re.fullmatch(r"%define STAGE2_SIZE (\d+)\n%define STAGE2_SUM_START (\d+)\n",
                                        facts_file.read_text()).groups())
    assert size == facts.offset
    assert core_sum(packed[:size], start) == 0 != start
    return parts


def test_stage2_comes_back():
    core, annex = (OUT / "stage2.raw").read_bytes(), (OUT / "annex.raw").read_bytes()
    printed = subprocess.run([PACKER, OUT / "stage2.raw", OUT / "annex.raw", "/dev/null", "/dev/null"],
                             capture_output=True, text=True).stdout
    core_size, core_packed, annex_size, _, parts = sizes(printed)
    assert (core_size, annex_size) == (len(core), len(annex) - FOR_PACKER.size)
    assert len(STAGE2.read_bytes()) < len(core) + len(annex)
    assert check_packed(STAGE2, core, annex, core_packed, OUT / "stage2.inc") == len(parts) > 1
    assert sum(size for size, _ in parts) == annex_size


@pytest.mark.parametrize("stored", [LEAST_STORED, 1500, 20000])
def test_long_runs_and_noise_come_back(tmp_path, stored):
    """The input has literals and matches whose lengths take several bytes in LZ4."""
    noise = random.Random(stored).randbytes
    core = core_image(stored, 100000, lambda size: (noise(9000) + bytes(70000) + noise(5000)).ljust(size, b"x"))
    annex = annex_of_parts(noise(5000) + bytes(70000), bytes(20000) + noise(7000), b"x", noise(100))
    result = pack(tmp_path, core, annex)
    assert result.returncode == 0, result.stderr
    core_size, core_packed, annex_size, annex_packed, parts = sizes(result.stdout)
    assert (core_size, annex_size) == (len(core), len(annex) - FOR_PACKER.size)
    assert [size for size, _ in parts] == [75000 + 3 * PLACE.size, 27000, 1, 100]
    assert annex_packed == annex_facts(tmp_path / "bin").size
    assert check_packed(tmp_path / "bin", core, annex, core_packed, tmp_path / "inc") == 4


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
    (core_image(100, 1000), annex_image(1000, memory_size=1000), "does not end with its layout"),
    (core_image(100, 1000), bytes(1000) + FOR_PACKER.pack(1001, 1001, 2000), "does not end with its layout"),
    (core_image(100, 1000), bytes(1000) + FOR_PACKER.pack(12, 0, 2000), "does not end with its layout"),
    (core_image(100, 1000), bytes(1000) + FOR_PACKER.pack(0, 11, 2000), "does not end with its layout"),
    (core_image(100, 1000), annex_of_parts(bytes(76), b"part", b"", b"part"), "parts are empty, or not one behind"),
    (core_image(100, 1000), annex_of_parts(bytes(76), b"", b"part"), "parts are empty, or not one behind"),
    (core_image(100, 1000), annex_of_parts(bytes(76), b"part", b""), "parts are empty, or not one behind"),
    (core_image(100, 1000), annex_of_parts(bytes(76), b"part", b"part", begins=[104, 100]), "not one behind"),
    (core_image(100, 1000), annex_of_parts(bytes(76), b"part", b"part", begins=[99, 104]), "not one behind"),
    (core_image(100, 1000), annex_of_parts(bytes(76), b"part", b"part", begins=[100, 109]), "not one behind"),
    (core_image(100, 1000), annex_of_parts(bytes(76), b"part", b"part", begins=[-ANNEX_BASE, 100]), "not one behind"),
    (core_image(100, 1000), noise_annex(ANNEX_MAX), "that is too much (layout::annex_end)"),
    (core_image(100, 1000), annex_image(ANNEX_MAX), "that is too much (layout::annex_end)"),
    (core_image(100, 1000), annex_image(1000, memory_size=ANNEX_MAX + 1), "that is too much (layout::annex_end)"),
], ids=["empty", "short", "no facts", "cut", "noise", "no annex", "annex's memory is too small", "list outside",
        "list turned", "list torn", "empty part", "empty first part", "empty last part", "parts turned",
        "part in the list", "part outside", "part below", "annex of noise", "annex of zeros", "annex's memory"])
def test_refusals(tmp_path, core, annex, words):
    result = pack(tmp_path, core, annex)
    assert result.returncode == 1 and words in result.stderr and result.stderr.count("\n") == 1, result.stderr
    assert not (tmp_path / "bin").exists() and not (tmp_path / "inc").exists()


def test_annex_that_just_fits(tmp_path):
    assert pack(tmp_path, core_image(100, 1000), noise_annex(ANNEX_MAX - 2000)).returncode == 0
