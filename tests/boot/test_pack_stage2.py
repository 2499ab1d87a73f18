"""Tests the packer of stage 2: lz4's own reader restores the input, core and annex match each other, and input that
cannot be packed or is too large is refused. The first parts of the annex are in its front, the others in its rear."""
import ctypes.util
import random
import re
import struct
import subprocess
import zlib

import pytest

import file_sums
from foreign import core_sum
from images import ANNEX_FACTS_OFFSET, FRONT_ROOM, OUT, STAGE2, annex_facts, annex_of
from messages import ROOT

PACKER = ROOT / "build/host/pack_stage2"
STORED_SIZE = 4             # the offset in stage 2 of how much of it is not packed: stage2/entry.asm
LEAST_STORED = 24           # which includes the facts about the annex
CORE_MAX = 60 << 10         # layout::stage2_packed_max_size
ANNEX_BASE = 0x40000        # layout::annex_base
ANNEX_MAX = 256 << 10       # layout::annex_end - layout::annex_base
FACTS_SIZE = struct.calcsize("<4I")
# Of stage2/annex/facts.hpp:
HEADER = struct.Struct("<4s6IQ")    # magic, build, block and size of the common part, size of the image, size in memory,
                                    # checksum of the rear, place
PLACE = struct.Struct("<3I")        # of a part: begin, end, block
FOR_PACKER = struct.Struct("<4I")   # begin and end of the places, the place of the first part in the rear, size in memory


def annex_image(size=1000, memory_size=None, content=None):
    """Returns data like the linked annex, which has only a common part."""
    content = bytes(size) if content is None else content
    end = len(content)
    return content + FOR_PACKER.pack(end, end, end, memory_size or end + FOR_PACKER.size)


def annex_of_parts(common, *parts, rear=(), begins=None):
    """Returns data like the linked annex with these parts behind the common one, which are at these offsets. The parts of
    `rear` follow `parts`."""
    contents = [*parts, *rear]
    size = len(common) + len(contents) * PLACE.size
    begins = begins or [size + sum(map(len, contents[:number])) for number in range(len(contents))]
    places = b"".join(PLACE.pack(ANNEX_BASE + begin, 0, 0) for begin in begins)
    content = common + places + b"".join(contents)
    return content + FOR_PACKER.pack(len(common), size, len(common) + len(parts) * PLACE.size,
                                     len(content) + FOR_PACKER.size)


def with_layout(*layout):
    """Returns data like the linked annex, whose 1000 bytes begin with places of parts."""
    places = b"".join(PLACE.pack(ANNEX_BASE + begin, 0, 0) for begin in (100, 200, 300))
    return places + bytes(1000 - len(places)) + FOR_PACKER.pack(*layout)


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
                         r"annex: (\d+) bytes, packed to (\d+), -?\d+ left of \d+ for its front and variables\n"
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


def check_front_and_rear(annex, blocks):
    """Checks that the annex consists of a front with header and blocks, and of a rear with the other blocks. `blocks` has
    the begin of each block and whether it belongs into the rear, in the order of the disk."""
    front, rear = annex[:FRONT_ROOM], annex[FRONT_ROOM:]
    in_front = [at for at, in_rear in blocks if not in_rear]
    in_rear = [at for at, in_rear in blocks if in_rear]
    assert in_front[0] == HEADER.size and in_front == sorted(in_front) and in_front[-1] < FRONT_ROOM
    assert bool(rear) == bool(in_rear)
    if rear:
        assert len(front) == FRONT_ROOM == in_rear[0] and in_rear == sorted(in_rear)
    assert len(front) % file_sums.BLOCK == 0 == len(rear) % file_sums.BLOCK
    *_, rear_sum, place = HEADER.unpack_from(front)
    assert rear_sum == file_sums.wide_of_blocks(rear) and place == 0


def check_annex(annex, linked, build):
    """Checks that the annex on the disk contains all parts. Returns the number of parts."""
    image, layout = linked[:-FOR_PACKER.size], FOR_PACKER.unpack(linked[-FOR_PACKER.size:])
    list_begin, list_end, rear_begin, memory_size = layout
    magic, found_build, block, common_size, *in_memory = HEADER.unpack_from(annex)[:6]
    assert (magic, found_build) == (b"FANX", build)
    assert in_memory == [len(image), memory_size]
    common = unpack_block(annex[block:FRONT_ROOM], common_size)
    places = common[list_begin:list_end]
    assert common[:list_begin] + without_blocks(places) + common[list_end:] == image[:common_size]
    at, blocks = common_size, []
    for number, (begin, end, part) in enumerate(PLACE.iter_unpack(places)):
        in_rear = list_begin + number * PLACE.size >= rear_begin
        assert begin - ANNEX_BASE == at < end - ANNEX_BASE
        assert unpack_block(annex[part:] if in_rear else annex[part:FRONT_ROOM], end - begin) == image[at:at + end - begin]
        at = end - ANNEX_BASE
        blocks.append((part, in_rear))
    assert at == len(image)
    in_front = sum(not in_rear for _, in_rear in blocks)
    check_front_and_rear(annex, [*blocks[:in_front], (block, False), *blocks[in_front:]])
    return 1 + len(blocks)


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
    assert len(found) == facts.size and facts.checksum == file_sums.wide_of_blocks(found[:FRONT_ROOM])
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
    assert annex_facts().size > FRONT_ROOM      # the real annex has a rear


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


NOISE = random.Random(3).randbytes(FRONT_ROOM + 5000)


@pytest.mark.parametrize("annex", [
    annex_of_parts(NOISE[:5000] + bytes(70000), NOISE[:9000], b"x", rear=[bytes(20000) + NOISE[:7000], b"y", NOISE]),
    annex_of_parts(b"", rear=[b"x"]),
], ids=["both", "rear only"])
def test_parts_in_the_rear_come_back(tmp_path, annex):
    core = core_image(LEAST_STORED, 1000)
    result = pack(tmp_path, core, annex)
    assert result.returncode == 0, result.stderr
    _, core_packed, _, annex_packed, parts = sizes(result.stdout)
    assert annex_packed == annex_facts(tmp_path / "bin").size > FRONT_ROOM
    assert check_packed(tmp_path / "bin", core, annex, core_packed, tmp_path / "inc") == len(parts)


def test_annex_without_a_rear(tmp_path):
    """No zeros up to the front's room follow."""
    core, annex = core_image(LEAST_STORED, 1000), annex_of_parts(b"common", b"part", b"part")
    result = pack(tmp_path, core, annex)
    assert result.returncode == 0, result.stderr
    assert annex_facts(tmp_path / "bin").size == file_sums.BLOCK
    assert check_packed(tmp_path / "bin", core, annex, sizes(result.stdout)[1], tmp_path / "inc") == 3


def test_build_number_tells_cores_apart(tmp_path):
    """Two cores have the same annex."""
    builds = []
    for last in (b"a", b"b"):
        core = core_image(LEAST_STORED, 1000)[:-1] + last
        assert pack(tmp_path, core).returncode == 0
        builds.append(annex_facts(tmp_path / "bin").build)
    assert builds[0] != builds[1]


LARGEST_NOISE = 61163       # bytes that, with the header, fill the front as an LZ4 block: 36 bytes for the header, one of
                            # 255 for the length of the literals


@pytest.mark.parametrize("core, annex, words", [
    (b"", annex_image(), "is no stage 2"),
    (bytes(7), annex_image(), "is no stage 2"),
    (core_image(LEAST_STORED - 1, 100), annex_image(), "is no stage 2"),        # no room for the facts
    (core_image(101, 100), annex_image(), "is no stage 2"),
    (core_image(100, CORE_MAX + 1000, random.Random(1).randbytes), annex_image(), "that is too much (layout::stage2_"),
    (core_image(100, 1000), b"", "the annex is empty"),
    (core_image(100, 1000), annex_image(1000, memory_size=1000), "does not end with its layout"),
    (core_image(100, 1000), with_layout(1001, 1001, 1001, 2000), "does not end with its layout"),
    (core_image(100, 1000), with_layout(12, 0, 12, 2000), "does not end with its layout"),
    (core_image(100, 1000), with_layout(0, 11, 0, 2000), "does not end with its layout"),
    (core_image(100, 1000), with_layout(12, 36, 0, 2000), "does not end with its layout"),
    (core_image(100, 1000), with_layout(0, 24, 36, 2000), "does not end with its layout"),
    (core_image(100, 1000), with_layout(0, 36, 13, 2000), "does not end with its layout"),
    (core_image(100, 1000), annex_of_parts(bytes(76), b"part", b"", b"part"), "parts are empty, or not one behind"),
    (core_image(100, 1000), annex_of_parts(bytes(76), b"", b"part"), "parts are empty, or not one behind"),
    (core_image(100, 1000), annex_of_parts(bytes(76), b"part", b""), "parts are empty, or not one behind"),
    (core_image(100, 1000), annex_of_parts(bytes(76), b"part", b"part", begins=[104, 100]), "not one behind"),
    (core_image(100, 1000), annex_of_parts(bytes(76), b"part", b"part", begins=[99, 104]), "not one behind"),
    (core_image(100, 1000), annex_of_parts(bytes(76), b"part", b"part", begins=[100, 109]), "not one behind"),
    (core_image(100, 1000), annex_of_parts(bytes(76), b"part", b"part", begins=[-ANNEX_BASE, 100]), "not one behind"),
    (core_image(100, 1000), annex_image(content=NOISE[:LARGEST_NOISE + 1]), "too large for one read (annex::front_room)"),
    (core_image(100, 1000), annex_of_parts(NOISE, rear=[b"part"]), "too large for one read (annex::front_room)"),
    (core_image(100, 1000), annex_of_parts(b"", b"part", NOISE, b"part"), "too large for one read (annex::front_room)"),
    (core_image(100, 1000), annex_image(ANNEX_MAX), "that is too much (layout::annex_end)"),
    (core_image(100, 1000), annex_of_parts(b"", rear=[bytes(ANNEX_MAX)]), "that is too much (layout::annex_end)"),
    (core_image(100, 1000), annex_image(1000, memory_size=ANNEX_MAX + 1), "that is too much (layout::annex_end)"),
], ids=["empty", "short", "no facts", "cut", "noise", "no annex", "annex's memory is too small", "list outside",
        "list turned", "list torn", "rear before the list", "rear behind the list", "rear torn", "empty part",
        "empty first part", "empty last part", "parts turned", "part in the list", "part outside", "part below",
        "common part of noise", "common part of noise, with a rear", "part of noise", "annex of zeros", "rear of zeros",
        "annex's memory"])
def test_refusals(tmp_path, core, annex, words):
    result = pack(tmp_path, core, annex)
    assert result.returncode == 1 and words in result.stderr and result.stderr.count("\n") == 1, result.stderr
    assert not (tmp_path / "bin").exists() and not (tmp_path / "inc").exists()


def test_front_that_just_fits(tmp_path):
    assert pack(tmp_path, core_image(100, 1000), annex_image(content=NOISE[:LARGEST_NOISE])).returncode == 0
    assert annex_facts(tmp_path / "bin").size == FRONT_ROOM


@pytest.mark.parametrize("annex, front", [
    (annex_image(), file_sums.BLOCK),
    (annex_of_parts(b"common", rear=[NOISE]), FRONT_ROOM),
], ids=["no rear", "rear"])
def test_annex_that_just_fits(tmp_path, annex, front):
    """Its memory has room for the front, too."""
    for memory_size, returncode in ((ANNEX_MAX - front, 0), (ANNEX_MAX - front + 1, 1)):
        annex = annex[:-4] + struct.pack("<I", memory_size)
        assert pack(tmp_path, core_image(100, 1000), annex).returncode == returncode
