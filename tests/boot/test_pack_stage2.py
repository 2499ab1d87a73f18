# SPDX-License-Identifier: BSD-2-Clause
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
HEADER = struct.Struct("<4s6IQ")    # magic, build, block and size of the common part, memory of the parts, memory with
                                    # variables, checksum of the rear, place
PLACE = struct.Struct("<3I")        # of a part: begin, end, block; as linked: begin, size, offset in the linked file
FOR_PACKER = struct.Struct("<5I")   # begin and end of the places, the place of the first part in the rear, memory of the
                                    # parts, memory with variables


def annex_image(size=1000, memory_size=None, content=None):
    """Returns data like the linked annex, which has only a common part."""
    content = bytes(size) if content is None else content
    end = len(content)
    return content + FOR_PACKER.pack(end, end, end, end, memory_size or end)


def annex_of_parts(common, *parts, rear=(), begins=None, places=None, image_size=None, gap=b""):
    """Returns data like the linked annex with these parts behind the common one, each behind a gap. The parts of `rear`
    follow `parts`. `begins` has their offsets in memory, otherwise as in the file; `places` has what is different in the
    places by number of the part: begin, size, offset in the file."""
    contents = [*parts, *rear]
    size = len(common) + len(contents) * PLACE.size
    content, linked = b"", []
    for number, part in enumerate(contents):
        content += gap
        at = size + len(content)
        linked.append((ANNEX_BASE + (begins[number] if begins else at), len(part), at))
        content += part
    linked = [(places or {}).get(number, place) for number, place in enumerate(linked)]
    image_size = image_size or max([size, *(begin - ANNEX_BASE + length for begin, length, _ in linked)])
    return (common + b"".join(PLACE.pack(*place) for place in linked) + content +
            FOR_PACKER.pack(len(common), size, len(common) + len(parts) * PLACE.size, image_size, image_size))


def with_places(**places):
    """Returns data like the linked annex with two parts of 4 bytes, at 100 and at 104. The places given as `first` and
    `second` have other numbers."""
    changed = {number: places[name] for number, name in enumerate(("first", "second")) if name in places}
    return annex_of_parts(bytes(76), b"one ", b"two ", places=changed, image_size=108)


def with_layout(*layout):
    """Returns data like the linked annex, whose 1000 bytes begin with places of parts."""
    places = b"".join(PLACE.pack(ANNEX_BASE + begin, 100, begin) for begin in (100, 200, 300))
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
                         r"annex: (\d+) bytes in memory, packed to (\d+), -?\d+ left of \d+ for its front and variables\n"
                         r"annex's parts:((?: \d+ in \d+,?)+)\n", printed)
    assert found, printed
    parts = re.findall(r"(\d+) in (\d+)", found[5])
    return (*map(int, found.groups()[:4]), [tuple(map(int, part)) for part in parts])


def without_facts(core):
    """Clears the facts, which are written after everything else is packed."""
    return core[:ANNEX_FACTS_OFFSET] + bytes(FACTS_SIZE) + core[ANNEX_FACTS_OFFSET + FACTS_SIZE:]


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
    list_begin, list_end, rear_begin, image_size, memory_size = layout
    magic, found_build, block, common_size, *in_memory = HEADER.unpack_from(annex)[:6]
    assert (magic, found_build) == (b"FANX", build)
    assert in_memory == [image_size, memory_size]
    common = unpack_block(annex[block:FRONT_ROOM], common_size)
    assert common_size == list_end and common[:list_begin] == image[:list_begin]
    linked, places = (PLACE.iter_unpack(content[list_begin:list_end]) for content in (image, common))
    blocks = []
    for (address, size, at), (begin, end, part) in zip(linked, places, strict=True):
        in_rear = list_begin + len(blocks) * PLACE.size >= rear_begin
        assert (begin, end) == (address, address + size)
        assert unpack_block(annex[part:] if in_rear else annex[part:FRONT_ROOM], size) == image[at:at + size]
        blocks.append((part, in_rear))
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
    *_, image_size, memory_size = FOR_PACKER.unpack(annex[-FOR_PACKER.size:])
    assert (core_size, annex_size) == (len(core), image_size) and image_size < memory_size
    assert len(STAGE2.read_bytes()) < len(core) + len(annex)
    assert check_packed(STAGE2, core, annex, core_packed, OUT / "stage2.inc") == len(parts) > 1
    assert sum(size for size, _ in parts) > image_size - 64 * len(parts)    # there are small gaps between them
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
    annex_of_parts(b"common", b"front", rear=[NOISE[:900], b"x", NOISE[:800]], begins=[80, 100, 80, 150]),
    annex_of_parts(b"common", b"one", rear=[b"two", b"three"], gap=bytes(31)),
    annex_of_parts(b"common", b"one ", b"two ", rear=[b"last"], image_size=100,
                   places={0: (ANNEX_BASE + 60, 4, 50), 1: (ANNEX_BASE + 70, 4, 46), 2: (ANNEX_BASE + 42, 4, 42)}),
], ids=["both", "rear only", "shared memory", "gaps", "turned in the file"])
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
MUCH_NOISE = random.Random(4).randbytes(ANNEX_MAX // 2)


@pytest.mark.parametrize("core, annex, words", [
    (b"", annex_image(), "is no stage 2"),
    (bytes(7), annex_image(), "is no stage 2"),
    (core_image(LEAST_STORED - 1, 100), annex_image(), "is no stage 2"),        # no room for the facts
    (core_image(101, 100), annex_image(), "is no stage 2"),
    (core_image(100, CORE_MAX + 1000, random.Random(1).randbytes), annex_image(), "that is too much (layout::stage2_"),
    (core_image(100, 1000), b"", "the annex is empty"),
    (core_image(100, 1000), annex_image(0), "the annex is empty"),
    (core_image(100, 1000), annex_image(1000, memory_size=999), "does not end with its layout"),
    (core_image(100, 1000), with_layout(1001, 1001, 1001, 1001, 2000), "does not end with its layout"),
    (core_image(100, 1000), with_layout(24, 12, 24, 1000, 2000), "does not end with its layout"),
    (core_image(100, 1000), with_layout(0, 11, 0, 1000, 2000), "does not end with its layout"),
    (core_image(100, 1000), with_layout(12, 36, 0, 1000, 2000), "does not end with its layout"),
    (core_image(100, 1000), with_layout(0, 24, 36, 1000, 2000), "does not end with its layout"),
    (core_image(100, 1000), with_layout(0, 36, 13, 1000, 2000), "does not end with its layout"),
    (core_image(100, 1000), with_layout(36, 36, 36, 35, 2000), "does not end with its layout"),
    (core_image(100, 1000), annex_of_parts(bytes(76), b"part", b"", b"part"), "part of the annex is empty"),
    (core_image(100, 1000), annex_of_parts(bytes(76), b"", b"part"), "part of the annex is empty"),
    (core_image(100, 1000), annex_of_parts(bytes(76), b"part", b""), "part of the annex is empty"),
    (core_image(100, 1000), with_places(first=(ANNEX_BASE + 99, 4, 100)), "lies outside it"),
    (core_image(100, 1000), with_places(second=(ANNEX_BASE + 105, 4, 104)), "lies outside it"),
    (core_image(100, 1000), with_places(second=(ANNEX_BASE + 104, 5, 103)), "lies outside it"),
    (core_image(100, 1000), with_places(second=(0, 4, 104)), "lies outside it"),
    (core_image(100, 1000), with_places(first=((1 << 32) - 4, 4, 100)), "lies outside it"),
    (core_image(100, 1000), with_places(first=(ANNEX_BASE + 100, 4, 99)), "lies outside it"),
    (core_image(100, 1000), with_places(second=(ANNEX_BASE + 104, 4, 105)), "lies outside it"),
    (core_image(100, 1000), with_places(second=(ANNEX_BASE + 104, 4, (1 << 32) - 4)), "lies outside it"),
    (core_image(100, 1000), with_places(second=(ANNEX_BASE + 104, (1 << 32) - 1, 104)), "lies outside it"),
    (core_image(100, 1000), with_places(first=(ANNEX_BASE + 100, 3, 100)), "belong to none of its parts"),
    (core_image(100, 1000), annex_of_parts(bytes(76), b"part", b"part", gap=b"\0\1"), "belong to none of its parts"),
    (core_image(100, 1000), annex_image(content=NOISE[:LARGEST_NOISE + 1]), "too large for one read (annex::front_room)"),
    (core_image(100, 1000), annex_of_parts(NOISE, rear=[b"part"]), "too large for one read (annex::front_room)"),
    (core_image(100, 1000), annex_of_parts(b"", b"part", NOISE, b"part"), "too large for one read (annex::front_room)"),
    (core_image(100, 1000), annex_image(ANNEX_MAX), "that is too much (layout::annex_end)"),
    (core_image(100, 1000), annex_of_parts(b"", rear=[bytes(ANNEX_MAX)]), "that is too much (layout::annex_end)"),
    (core_image(100, 1000), annex_image(1000, memory_size=ANNEX_MAX + 1), "that is too much (layout::annex_end)"),
    (core_image(100, 1000), annex_of_parts(b"", rear=[MUCH_NOISE, MUCH_NOISE], begins=[100, 100]),
     "that is too much (layout::stage2_max_size)"),
], ids=["empty", "short", "no facts", "cut", "noise", "no annex", "annex of a layout", "annex's memory is too small",
        "list outside", "list turned", "list torn", "rear before the list", "rear behind the list",
        "rear torn", "memory of the parts is too small", "empty part", "empty first part", "empty last part",
        "part in the list", "part behind the memory", "part longer than the memory", "part below", "part at 4 GiB",
        "part in the list of the file", "part behind the file", "part far behind the file", "part of 4 GiB",
        "byte behind a part", "bytes between parts", "common part of noise", "common part of noise, with a rear",
        "part of noise", "annex of zeros", "rear of zeros", "annex's memory", "annex on the disk"])
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
