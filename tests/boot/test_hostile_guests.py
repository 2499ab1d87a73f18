# SPDX-License-Identifier: BSD-2-Clause
"""Boots Linux on hostile machines (tests/hostile_bios). Its setup code calls the BIOS as well, after farjump has left
it as it was.

What the ROM finds bad manners is not judged, because these calls of Linux count, too."""
import pytest

import expect
import guest_disk
import initrds
import runner
from guest_disk import CONSOLE, ROOMY
from images import make_image
from payloads import payload
from scenario import named

ONE = {"first": 300003}
SCENARIOS = ["neutral", "a20-closed-and-clobbered", "a20-delayed", "a20-off-after-13", "a20-on-nokbc", "clobber-all",
             "clobber-everything", "clobber-fs-gs", "e820-dups", "e820-unsorted", "edd-absent", "entry-everything",
             "low64k-scribble", "max1", "ram-dirty", "ret-if1", "stack-eater", "text-mode-1", "midnight"]


# Maps without the 51 MiB at 16 MiB that the kernel needs. Linux would hang without a word.
TOO_LITTLE = ["e820-many", "e820-overlap"]


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    """A disk that all of these boots share."""
    image = make_image(tmp_path_factory.mktemp("hostile-guests"), size_sectors=ROOMY)
    return guest_disk.put(image, ["linux /vmlinuz", "initrd /initrd", f"options {CONSOLE}"],
                          {"/vmlinuz": payload("linux"), "/initrd": initrds.archive(ONE)})


@pytest.mark.full
@pytest.mark.parametrize("name", SCENARIOS)
def test_linux(disk, tmp_path, name):
    scenario = named(name)
    hostile = runner.HostileMachine(scenario, disk, tmp_path, debug_exit=False)
    with hostile.machine as machine:
        guest_disk.wait_for_any(machine, (initrds.DONE, initrds.FAILED, guest_disk.RESTART, guest_disk.PANIC))
        assert initrds.DONE in machine.serial, f"{machine.report()}\n{hostile.log().words[-3000:]}"
        assert initrds.proof_lines(ONE) <= set(machine.serial.splitlines())
    log = hostile.log()
    assert "B19" in log.words and scenario.bites() <= log.faults(), log.words


@pytest.mark.full
@pytest.mark.parametrize("name", TOO_LITTLE)
def test_map_without_a_place(disk, tmp_path, name):
    hostile = runner.HostileMachine(named(name), disk, tmp_path, debug_exit=False)
    with hostile.machine as machine:
        expect.refuses(machine, "linux_memory_missing", "loading the kernel", name="/vmlinuz")
