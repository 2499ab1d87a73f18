# SPDX-License-Identifier: BSD-2-Clause
"""Checks how the bench reads logs and stamps, with logs whose counts are known."""
import sys

from images import ROOT

sys.path.insert(0, str(ROOT / "tests/bench"))
import measure  # noqa: E402
import phases  # noqa: E402
import waits  # noqa: E402
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


def test_waits_are_counted_by_device():
    accesses = [(0x3FB, 0x83), (0x3F8, 1), (0x3FB, 0x03), (0x3FD, None), (0x3F8, 0x41),
                (0x43, 0x00), (0x40, None), (0x40, None), (0x43, 0x80), (0x42, None), (0x61, None), (0x64, None),
                (0x1F7, None), (0x3FD, None)]
    assert waits.count(accesses) == {"com1": 6, "jitter": 3, "rate": 3, "others": 1}


def test_transmitter_of_a_pc_takes_a_fifo_at_a_time():
    look, character, other = (0x3FD, None), (0x3F8, 0x41), (0x3D4, 14)
    part = [look, *14 * [character]]
    assert waits.count(part)["com1"] == 15
    assert waits.count(5 * part)["com1"] == 2 + 16
    assert waits.count([*part, other, *part])["com1"] == 30


def test_steps_of_a_timeline():
    def mark(moment, step):
        return moment.to_bytes(8, "little") + step.encode().ljust(phases.MARK - 8, b"\0")
    port = (100).to_bytes(8, "little") + (900).to_bytes(8, "little") + b"\2" + mark(300, "first") + mark(350, "second")
    assert phases.marks(port[:-1]) is None
    assert phases.phases(port) == {phases.FIRST: 200, "first": 50, "second": 550}


def test_chain_changes_nothing_but_the_boot_code(tmp_path):
    image = tmp_path / "disk.img"
    image.write_bytes(bytes(range(256)) * 8)
    before, after = image.read_bytes(), measure.chained(tmp_path, image).read_bytes()
    assert after[measure.BOOT_CODE:len(before)] == before[measure.BOOT_CODE:]
    assert after[len(before):] == before[:measure.SECTOR]
