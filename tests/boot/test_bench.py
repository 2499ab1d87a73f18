"""Checks how the bench reads logs and stamps, with logs whose counts are known."""
import sys

from images import ROOT

sys.path.insert(0, str(ROOT / "tests/bench"))
import measure  # noqa: E402
import watch  # noqa: E402

STAMPED = [(watch.DEBUG_PORT, 0)] * measure.STAMP


def trace(address):
    return f"Trace 0: 0x7f12c8000100 [00000000000f0000/{address:016x}/000000b0/ff020000] \n"


def test_executions_leave_out_blocks_that_were_stopped():
    stopped = "Stopped execution of TB chain before 0x7f12c8000100 [00000000000fe3fe] \n"
    log = [trace(0x7C00), trace(0xFE3FE), stopped, trace(0xFE3FE), "something else\n", trace(0xFF859)]
    assert list(watch.executions(log)) == [0x7C00, 0xFE3FE, 0xFF859]
    assert list(watch.executions([trace(0x7C00), stopped])) == []


def test_accesses_of_the_loader_lie_between_the_stamps():
    assert watch.of_loader([(0x43, 0), *STAMPED, (0x40, None), *STAMPED, (0x61, None)]) == [(0x40, None)]


def test_accesses_are_read_from_the_trace():
    log = ["memory_region_ops_read cpu 0 mr 0x555 addr 0x40 value 0xff size 1 name 'pit'\n",
           "memory_region_ops_write cpu 0 mr 0x555 addr 0x43 value 0x80 size 1 name 'pit'\n", "something else\n"]
    assert list(watch.accesses(log)) == [(0x40, None), (0x43, 0x80)]


def test_chain_changes_nothing_but_the_boot_code(tmp_path):
    image = tmp_path / "disk.img"
    image.write_bytes(bytes(range(256)) * 8)
    before, after = image.read_bytes(), measure.chained(tmp_path, image).read_bytes()
    assert after[measure.BOOT_CODE:len(before)] == before[measure.BOOT_CODE:]
    assert after[len(before):] == before[:measure.SECTOR]
