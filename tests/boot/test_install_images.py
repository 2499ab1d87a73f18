# SPDX-License-Identifier: BSD-2-Clause
"""Tests farjump-install on images of other tools: it writes exactly what it announces, and can undo it."""
import random
import re
import subprocess

import pytest

import foreign
from foreign import LAYOUTS, STAGE2_SIZE, backup_of, install, installed, ranges
from images import OUT, STAGE2, patch


@pytest.fixture(params=LAYOUTS)
def stick(request, tmp_path):
    maker, options = LAYOUTS[request.param]
    return maker(tmp_path), options


def outside(content, slices):
    """Returns the content with these ranges cleared."""
    content = bytearray(content)
    for each in slices:
        content[each] = bytes(each.stop - each.start)
    return content


@pytest.mark.cases(5)
def test_writes_what_it_announces_and_takes_it_back(stick):
    image, options = stick
    before = image.read_bytes()
    announced = ranges(installed(image, *options, "--dry-run"))
    assert announced and image.read_bytes() == before and not backup_of(image).exists()
    assert install(image, *options[:2], "--verify").returncode == 1

    assert ranges(installed(image, *options)) == announced
    after = image.read_bytes()
    assert outside(after, announced) == outside(before, announced)
    assert after[announced[0]] == STAGE2.read_bytes()
    for each in announced[1:]:          # stage 1 leaves signature and table, or a volume's parameters, alone
        assert each.start % 512 in (0, 0x5A) and each.stop % 512 in (3, 0x1B8, 0x1FE)
    assert "stage 2 whole" in installed(image, *options, "--verify")

    assert "nothing to write" in installed(image, *options)
    assert image.read_bytes() == after and not backup_of(image, 2).exists()

    undone = installed(image, "--uninstall", backup_of(image))
    assert sorted(ranges(undone), key=str) == sorted(announced, key=str)
    assert image.read_bytes() == before
    assert "nothing to write" in installed(image, "--uninstall", backup_of(image))


@pytest.mark.parametrize("name", [name for name in LAYOUTS if name.startswith(("superfloppy", "boot-record"))])
def test_volume_stays_clean(tmp_path, name):
    """The copy of FAT32's boot sector is updated too, because fsck.fat compares them."""
    maker, options = LAYOUTS[name]
    image = maker(tmp_path)
    installed(image, *options)
    start = {"boot-record": 2048, "boot-record-fat16-gap-62": 63, "boot-record-logical": 6144, "boot-record-gpt": 2048}
    volume = tmp_path / "volume"
    volume.write_bytes(image.read_bytes()[start.get(name, 0) * 512:])
    words = foreign.run("fsck.fat", "-n", volume)
    assert "differences" not in words and "Dirty" not in words


def states(before, after, steps):
    """Yields every content of the disk while these steps are carried out in turn, if sectors are written one by one."""
    content = bytearray(before)
    for step in steps:
        sectors = sorted({at // 512 for each in step for at in range(each.start, each.stop)})
        for sector in sectors:
            for each in step:
                part = slice(max(each.start, sector * 512), min(each.stop, sector * 512 + 512))
                if part.start < part.stop:
                    content[part] = after[part]
            yield bytes(content)


def steps_of(words):
    """Returns the announced ranges. Ranges with the same words are written together."""
    steps = {}
    for first, last, what in re.findall(r"^  bytes (\d+) to (\d+): (.*)$", words, re.M):
        steps.setdefault(what, []).append(slice(int(first), int(last) + 1))
    return list(steps.values())


@pytest.mark.parametrize("name", ["mbr-fat12", *(pytest.param(name, marks=pytest.mark.full)
                                               for name in ("superfloppy-12", "boot-record-fat16-gap-62"))])
def test_interrupted_anywhere(tmp_path, name):
    """Sector 0 does not change until stage 1 is written. The backup undoes each state, and a second run completes
    it."""
    maker, options = LAYOUTS[name]
    image = maker(tmp_path)
    before = image.read_bytes()
    steps = steps_of(installed(image, *options))
    after = image.read_bytes()
    everything = list(states(before, after, steps))
    assert everything[-1] == after and len(everything) > STAGE2_SIZE // 512
    assert all(state[:512] == before[:512] or state == after for state in everything)
    torn = foreign.copy(image, "torn.img")
    chosen = [*random.Random(1).sample(everything, 12), everything[0], everything[-2]]
    for number, state in enumerate(chosen):
        torn.write_bytes(state)
        installed(torn, "--uninstall", backup_of(image))
        assert torn.read_bytes() == before
        torn.write_bytes(state)
        installed(torn, *options, "--backup", f"again-{number}")
        assert torn.read_bytes() == after


def test_killed_in_the_middle(tmp_path):
    """The kernel ends the program while it writes stage 2: the old loader is intact, and the backup exists."""
    image = foreign.gpt(tmp_path, 32, (1000, 1400))
    before = image.read_bytes()
    limit = 1000 // 2 + 20                              # KiB that a file may be written to: enough for the backup
    killed = subprocess.run(["bash", "-c", f'ulimit -f {limit}; exec "$@"', "bash", foreign.INSTALLER, "--stages", OUT,
                             image], capture_output=True, text=True, cwd=tmp_path)
    assert killed.returncode not in (0, 1, 2)
    torn = image.read_bytes()
    changed = [at for at in range(0, len(before), 512) if torn[at:at + 512] != before[at:at + 512]]
    assert changed and 1000 * 512 <= min(changed) <= max(changed) < limit * 1024
    installed(foreign.copy(image, "other.img"))         # goes on where the first one ended
    installed(image, "--uninstall", backup_of(image))
    assert image.read_bytes() == before


@pytest.mark.parametrize("name, apart", [("mbr", True), ("gpt", True), ("superfloppy-32", False),
                                         ("mbr-gap-just-enough", False)])
@pytest.mark.cases(2)
def test_update(tmp_path, name, apart):
    """A new stage 2 is written beside the old one if there is space. The old one boots until the new stage 1 is
    written."""
    maker, options = LAYOUTS[name]
    image = maker(tmp_path)
    other = foreign.other_build(tmp_path)
    before = image.read_bytes()
    installed(image, *options, stages=other)
    old = image.read_bytes()
    first = installed(image, *options, "--dry-run", stages=other)
    assert "nothing to write" in first

    announced = ranges(installed(image, *options))
    new = image.read_bytes()
    place = next(at for at in range(512, len(old), 512) if old[at + 32:at + 96] == STAGE2.read_bytes()[32:96])     # behind what names the annex
    assert (announced[0].start >= place + STAGE2_SIZE) == apart
    if apart:
        patch(image, 0, old[:512])                      # as if stage 1 had not been reached
        assert "this build" in installed(image, "--verify", stages=other)
        patch(image, 0, new[:512])
    assert "this build" in installed(image, "--verify")
    foreign_eyes = install(image, *options, "--verify", stages=other)
    if options or name.startswith("superfloppy"):       # its parameters hide where stage 1 keeps what it was told
        assert "another build" in foreign_eyes.stderr
    else:
        assert "of another build; stage 2 whole" in foreign_eyes.stdout
    assert backup_of(image, 2).exists()
    installed(image, "--uninstall", backup_of(image, 2))
    assert image.read_bytes() == old
    installed(image, "--uninstall", backup_of(image))
    assert image.read_bytes() == before


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.cases(4)
def test_damaged_tables_and_volumes(tmp_path, seed):
    """The sectors with structures have random bytes: the installer refuses without a write, or writes exactly what it
    announced."""
    random_number = random.Random(seed)
    name, places = random_number.choice([
        ("mbr-fat12", [0]), ("logical", [0, 4096]), ("gpt-bios-boot-last", [1, 2]), ("superfloppy-12", [0]),
        ("boot-record-fat16-gap-62", [0, 63])])
    maker, options = LAYOUTS[name]
    image = maker(tmp_path)
    outcomes = set()
    for round in range(8):
        damaged = foreign.copy(image, f"damaged-{round}.img")
        sector = random_number.choice(places)
        for _ in range(random_number.choice([1, 2, 20])):
            first = 446 if sector == 0 and "fat12" in name else 0
            patch(damaged, sector * 512 + random_number.randrange(first, 510), random_number.randbytes(1))
        before = damaged.read_bytes()
        result = install(damaged, *options)
        announced = ranges(result.stdout)
        assert result.returncode in (0, 1), result.stderr
        outcomes.add(result.returncode)
        if result.returncode == 1:
            assert damaged.read_bytes() == before and re.search(r"^farjump-install: .*\nhint: .", result.stderr)
        else:
            assert outside(damaged.read_bytes(), announced) == outside(before, announced)
            if announced:
                installed(damaged, "--uninstall", backup_of(damaged))
            assert damaged.read_bytes() == before
        damaged.unlink()
    assert outcomes
