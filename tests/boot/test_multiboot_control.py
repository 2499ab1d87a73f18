"""Boots the Multiboot test kernels under GRUB: the control of the kernels themselves, because GRUB keeps to the
specifications but for what multiboot_kernels.py lists. Kernels with mutations damage GRUB's answers, and must find each
damage.

"GNU GRUB Manual 2.06", "multiboot" (16.3.57), "multiboot2", "module", "module2".
"""
import re
import subprocess

import pytest

import multiboot_kernels
import peers
from images import put_file
from machine import Machine
from multiboot_kernels import GRUB_FAILS, MODULES, SQUARE_AT, SQUARE_COLOUR, TEXT, VARIANTS, WORDS, WRITTEN

CONFIGURATION = "/boot/grub/grub.cfg"
COMMANDS = {1: ("multiboot", "module"), 2: ("multiboot2", "module2")}
END = re.compile(r"^MB[12] done: (\d+) checks( ok|, \d+ failed)$", re.M)


def configuration(variant):
    """Returns a configuration of GRUB that boots this kernel, and says on COM1 why it cannot."""
    kernel, module = COMMANDS[variant.protocol]
    lines = ["serial --unit=0", "terminal_output serial console", "set pager=0"]
    lines += [f"{kernel} {variant.path} {WORDS}"]
    lines += [f"{module} {each.path} {each.words}" for each in MODULES[:variant.modules]]
    return "\n".join([*lines, "boot", "echo 'MB not booted'", "halt", ""])


@pytest.fixture(scope="session")
def grub_disk(tmp_path_factory):
    """A disk with GRUB and the modules."""
    directory = tmp_path_factory.mktemp("multiboot")
    image = peers.grub(directory).image
    peers.copy(image, "/boot", *multiboot_kernels.build_modules(directory))
    return image


@pytest.fixture
def disk_for(grub_disk, tmp_path):
    def disk(variant):
        image = tmp_path / "disk.img"
        subprocess.run(["cp", "--sparse=auto", grub_disk, image], check=True)
        peers.copy(image, "/boot", *multiboot_kernels.build(tmp_path, [variant]).values())
        put_file(image, CONFIGURATION, configuration(variant).encode())
        return image
    return disk


def pixel(machine, place, directory):
    """Returns the colour of a pixel of the screen. Netpbm's ppm(5)."""
    picture = directory / "screen.ppm"
    machine.command("screendump", filename=str(picture), format="ppm")
    magic, size, _, pixels = picture.read_bytes().split(b"\n", 3)
    width = int(size.split()[0])
    assert magic == b"P6"
    return tuple(pixels[3 * (place[1] * width + place[0]):][:3])


def words_of(variant, image, directory):
    """Boots a kernel. Returns COM1's output, after a look at the screen."""
    with Machine(image, memory=variant.memory, debug_exit=False) as machine:
        machine.wait_until(lambda: END.search(machine.serial) or "MB not booted" in machine.serial,
                           "a kernel's last line")
        if not END.search(machine.serial):
            return machine.serial
        shows_text = "MB screen: text" in machine.serial
        assert variant.may_be_text or shows_text == (variant.shown == TEXT)
        if shows_text:
            assert WRITTEN in machine.screen()
        else:
            assert pixel(machine, SQUARE_AT, directory) == SQUARE_COLOUR
        return machine.serial


def selected(variant):
    return pytest.param(variant, id=variant.name, marks=[] if variant.quick else pytest.mark.full)


@pytest.mark.parametrize("variant", [selected(each) for each in VARIANTS if not each.grub_hangs])
def test_all_checks_are_ok_under_grub(disk_for, tmp_path, variant):
    words = words_of(variant, disk_for(variant), tmp_path)
    if variant.grub_error:
        assert variant.grub_error in words and "MB not booted" in words
        return
    known = (*GRUB_FAILS, *variant.grub_fails)
    failed = [line for line in re.findall(r"^MB FAIL (.*)$", words, re.M) if not line.startswith(known)]
    assert not failed, words
    assert int(END.search(words)[1]) >= 50
    if variant.mutate:
        missed = re.findall(r"^MB MUTATION .*(?:MISSED|NOT RESTORED).*$", words, re.M)
        found = re.search(r"^MB mutations: (\d+) found, 0 missed$", words, re.M)
        assert not missed and found and int(found[1]) >= 30, words
