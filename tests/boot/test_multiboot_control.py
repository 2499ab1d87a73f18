# SPDX-License-Identifier: BSD-2-Clause
"""Boots the Multiboot test kernels under GRUB: the control of the kernels themselves, because GRUB keeps to the
specifications but for what multiboot_kernels.py lists. Kernels with mutations damage GRUB's answers, and must find each
damage.

"GNU GRUB Manual 2.06", "multiboot" (16.3.57), "multiboot2", "module", "module2".
"""
import dataclasses
import re
import subprocess

import pytest

import multiboot_kernels
import peers
from images import mtools, put_file
from machine import Machine
from multiboot_boots import END, expect_mutations_found, failed_checks, selected, words_of
from multiboot_kernels import CANNOT_BE_SPOILT, GRUB_FAILS, MODULES, VARIANTS, WORDS

CONFIGURATION = "/boot/grub/grub.cfg"
COMMANDS = {1: ("multiboot", "module"), 2: ("multiboot2", "module2")}
# mboot.c32 gives neither boot device nor screen, so their flags are missing, and leaves FS and GS empty.
SYSLINUX_FAILS = {"info", "device", "screen", "segments"}
NOT_BOOTED = "MB not booted"


def configuration(variant):
    """Returns a configuration of GRUB that boots this kernel, and says on COM1 why it cannot."""
    kernel, module = COMMANDS[variant.protocol]
    lines = ["serial --unit=0", "terminal_output serial console", "set pager=0"]
    lines += [f"{kernel} {variant.path} {WORDS}"]
    lines += [f"{module} {each.path} {each.words}" for each in MODULES[:variant.modules]]
    return "\n".join([*lines, "boot", f"echo '{NOT_BOOTED}'", "halt", ""])


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


BOOTED = [each for each in VARIANTS if not each.grub_error and not each.grub_hangs]
REFUSED = [each for each in VARIANTS if each.grub_error]


@pytest.mark.parametrize("variant", map(selected, BOOTED))
@pytest.mark.cases(2)
def test_all_checks_are_ok_under_grub(disk_for, tmp_path, variant):
    expect_all_ok(variant, words_of(variant, disk_for(variant), tmp_path, NOT_BOOTED))


# A PC without PCI and ACPI, memory above 4 GiB, and a processor with all that QEMU knows.
@pytest.mark.full
@pytest.mark.parametrize("options", [{"interface": "isa-ide", "cpu": "486", "memory": "8M"},
                                     {"interface": "ahci", "memory": "5G"}, {"interface": "virtio-blk", "cpu": "max"}])
@pytest.mark.parametrize("name", ["mb1-elf32", "mb2-elf64"])
def test_all_checks_are_ok_on_other_machines(disk_for, tmp_path, name, options):
    variant, = (each for each in VARIANTS if each.name == name)
    expect_all_ok(variant, words_of(variant, disk_for(variant), tmp_path, NOT_BOOTED, **options))


def expect_all_ok(variant, words):
    known = (*GRUB_FAILS, *variant.grub_fails)
    assert not [line for line in failed_checks(words) if not line.startswith(known)], words


@pytest.mark.parametrize("variant", [selected(each) for each in BOOTED if each.mutate])
def test_each_mutation_is_found(disk_for, tmp_path, variant):
    words = words_of(variant, disk_for(variant), tmp_path, NOT_BOOTED)
    expect_mutations_found(words, CANNOT_BE_SPOILT[variant.protocol])


@pytest.mark.full
def test_path_comes_first_under_syslinux(tmp_path):
    """Syslinux gives the path as first word, and passes all checks but those of what it lacks."""
    variant, = (each for each in VARIANTS if each.name == "mb1-elf32")
    words = [f"{each.path} {each.words}".rstrip() for each in MODULES[:variant.modules]]
    image = peers.syslinux(tmp_path).image
    mtools("mmd", image, "::/boot")
    peers.copy(image, "/boot", *multiboot_kernels.build(tmp_path, [variant]).values(),
               *multiboot_kernels.build_modules(tmp_path))
    line = " --- ".join([f"{variant.path} {WORDS}", *words])
    put_file(image, "/syslinux.cfg", f"DEFAULT mb\nLABEL mb\n KERNEL mboot.c32\n APPEND {line}\n".encode())
    with Machine(image, memory=variant.memory, debug_exit=False) as machine:
        machine.wait_until(lambda: END.search(machine.serial), "a kernel's last line")
        assert set(re.findall(r"^MB FAIL (\w+): ", machine.serial, re.M)) == SYSLINUX_FAILS, machine.serial


@pytest.mark.full
def test_a_wrong_entry_is_seen(disk_for):
    """Without the flag of the addresses GRUB takes the entry of the ELF header, as a wrong loader would with it."""
    kludge_in_elf, = (each for each in VARIANTS if each.wrong_entry)
    variant = dataclasses.replace(kludge_in_elf, header={"FLAGS": 3})
    with Machine(disk_for(variant), debug_exit=False) as machine:
        machine.wait_for_serial("MB FAIL base: the entry is the kludge's")
        machine.wait_for_serial("MB1 done: 1 checks, 1 failed")


@pytest.mark.full
def test_end_of_the_emulator(disk_for):
    """Kernels leave QEMU by isa-debug-exit at its own port, with a status that tells failed checks."""
    bare, = (each for each in VARIANTS if each.name == "mb2-bare")
    for base, status in ((bare.base, 33), (bare.base + 4096, 35)):
        image = disk_for(dataclasses.replace(bare, header={"LINK_BASE": base}))
        with Machine(image, debug_exit=False, extra=["-device", "isa-debug-exit"]) as machine:
            assert machine.wait_for_end() == status


@pytest.mark.parametrize("variant", map(selected, REFUSED))
def test_grub_refuses(disk_for, tmp_path, variant):
    words = words_of(variant, disk_for(variant), tmp_path, NOT_BOOTED)
    assert variant.grub_error in words and NOT_BOOTED in words, words


def test_each_variant_is_met_once():
    assert len({each.name for each in VARIANTS}) == len(VARIANTS)
    assert all(each.grub_error for each in VARIANTS if each.is_wrong)
