# SPDX-License-Identifier: BSD-2-Clause
"""Boots the kernels of tests/guests/multiboot, which check what their loader promises, and those that every loader must
refuse.

"Multiboot Specification version 0.6.96"; "Multiboot2 Specification 2.0".
"""
import dataclasses

import pytest

import expect
import guest_disk
import multiboot_kernels
from messages import ANY, RESTART
from multiboot_boots import expect_mutations_found, failed_checks, words_of
from multiboot_kernels import MODULES, VARIANTS, WORDS

LOADING, MODULES_STEP, SCREEN = "loading the kernel", "loading modules", "choosing a screen"
KEYS = {1: "multiboot", 2: "multiboot2"}

# What `make test` boots: each way to lay out a kernel, each protocol's damages, and graphics.
QUICK = {"mb1-kludge-prefix", "mb1-elf32", "mb1-kludge-in-elf64", "mb1-physical-entry", "mb1-low", "mb1-video",
         "mb2-elf64", "mb2-flat-whole-end", "mb2-relocatable-high", "mb2-efi32", "mb2-mutations", "mb2-shared-pages"}

# What is refused: the message's code and numbers.
REFUSALS = {
    "mb1-unknown-flag": ("multiboot_feature_unknown", [1 << 3]),
    "mb1-wrong-sum": ("multiboot_header_missing", []),
    "mb1-too-late": ("multiboot_header_missing", []),
    "mb1-cut": ("multiboot_cut", [ANY, ANY, ANY]),
    "mb1-too-large": ("multiboot_place_taken", [ANY, 1 << 20]),
    "mb2-unknown-tag": ("multiboot_tag_unknown", [99]),
    "mb2-unknown-request": ("multiboot_information_unknown", [99]),
    "mb2-wrong-sum": ("multiboot_header_missing", []),
    "mb2-too-late": ("multiboot_header_missing", []),
    "mb2-for-mips": ("multiboot_header_missing", []),
    "mb2-no-entry": ("multiboot_addresses_invalid", [ANY, ANY, ANY]),
    "mb2-cut": ("multiboot_cut", [ANY, ANY, ANY]),
}
# Mutations of what farjump does not give: APM.
NOT_GIVEN = {1: set(), 2: {"version of APM"}}
QUICK_REFUSALS = {"mb1-unknown-flag", "mb2-unknown-request", "mb2-cut"}

full = pytest.mark.full


def chosen(variants, quick):
    return [pytest.param(each, id=each.name, marks=[] if each.name in quick else full) for each in variants]


BOOTED = [each for each in VARIANTS if not each.is_wrong]
REFUSED = [each for each in VARIANTS if each.is_wrong]


def variant_called(name):
    variant, = (each for each in VARIANTS if each.name == name)
    return variant


@pytest.fixture
def disk_for(fresh, tmp_path):
    def disk(variant, key=None, **layout):
        entry = [f"{key or KEYS[variant.protocol]} {variant.path}", f"options {WORDS}"]
        entry += [f"module {each.path} {each.words}".rstrip() for each in MODULES[:variant.modules]]
        files = [*multiboot_kernels.build(tmp_path, [variant]).values(), *multiboot_kernels.build_modules(tmp_path)]
        return guest_disk.put(fresh(**layout), entry, {f"/boot/{file.name}": file for file in files})
    return disk


def boots(variant, image, directory, **options):
    words = words_of(variant, image, directory, RESTART, **options)
    assert not failed_checks(words), words
    return words


@pytest.mark.parametrize("variant", chosen([each for each in BOOTED if not each.mutate], QUICK))
@pytest.mark.cases(5)
def test_all_checks_are_ok(disk_for, tmp_path, variant):
    boots(variant, disk_for(variant), tmp_path)


@pytest.mark.parametrize("variant", chosen([each for each in BOOTED if each.mutate], QUICK))
def test_each_damage_of_the_answer_is_found(disk_for, tmp_path, variant):
    expect_mutations_found(boots(variant, disk_for(variant), tmp_path), NOT_GIVEN[variant.protocol])


# A PC without PCI and ACPI, memory above 4 GiB, a processor with all that QEMU knows, and 32-bit processors.
@full
@pytest.mark.parametrize("options", [
    {"interface": "isa-ide", "cpu": "486", "memory": "8M"}, {"interface": "ahci", "memory": "5G"},
    {"interface": "virtio-blk", "cpu": "max"}, {"emulator": "qemu-system-i386", "cpu": "pentium3"},
    {"interface": "usb-xhci"}, {"vga": "cirrus"}])
@pytest.mark.parametrize("name", ["mb1-elf32", "mb2-elf64"])
def test_on_other_machines(disk_for, tmp_path, name, options):
    variant = variant_called(name)
    boots(variant, disk_for(variant), tmp_path, **options)


@full
@pytest.mark.parametrize("name", ["mb1-elf32", "mb2-elf64"])
def test_partition(disk_for, tmp_path, name):
    """The image builder's volume on a GPT is the second partition; the kernels expect the first one."""
    variant = variant_called(name)
    words = words_of(variant, disk_for(variant, layout="gpt", fat=32), tmp_path, RESTART)
    assert failed_checks(words) == ["device: partition: expected 00000000h, found 00000001h"]


@pytest.mark.parametrize("name", ["mb1-elf32", pytest.param("mb2-elf64", marks=full),
                                  pytest.param("mb1-kludge", marks=full), pytest.param("mb2-flat", marks=full)])
def test_is_recognised_by_its_header(disk_for, tmp_path, name):
    """`kernel` names any file."""
    variant = variant_called(name)
    boots(variant, disk_for(variant, key="kernel"), tmp_path)


@full
def test_a_wrong_entry_is_seen(disk_for):
    """The control of the kernel whose ELF header names another entry than its Multiboot header."""
    variant = dataclasses.replace(variant_called("mb1-kludge-in-elf64"), header={"FLAGS": 3})
    with guest_disk.start(disk_for(variant)) as machine:
        machine.wait_for_serial("MB FAIL base: the entry is the kludge's")


def refused(disk_for, variant, code, step, numbers, name=None, key=None, **options):
    with guest_disk.start(disk_for(variant, key), memory=variant.memory, **options) as machine:
        expect.refuses(machine, code, step, numbers, name or variant.path)
        assert "MB" not in machine.serial.replace("MBR", ""), machine.report()


@pytest.mark.parametrize("variant", chosen(REFUSED, QUICK_REFUSALS))
def test_is_refused(disk_for, variant):
    code, numbers = REFUSALS[variant.name]
    refused(disk_for, variant, code, LOADING, numbers)


def test_each_wrong_kernel_is_met():
    assert {each.name for each in REFUSED} == set(REFUSALS)
    assert QUICK <= {each.name for each in BOOTED} and QUICK_REFUSALS <= set(REFUSALS)


@full
@pytest.mark.parametrize("name, key", [("mb1-elf32", "multiboot2"), ("mb2-elf64", "multiboot"),
                                       ("mb1-elf32", "linux")])
def test_of_the_other_protocol(disk_for, name, key):
    """The key of the entry decides."""
    code = "linux_header_missing" if key == "linux" else "multiboot_header_missing"
    refused(disk_for, variant_called(name), code, LOADING, [], key=key)


@full
def test_no_screen(disk_for):
    """A PC without a graphics card, and a kernel that cannot do without."""
    variant = variant_called("mb2-video")
    with guest_disk.start(disk_for(variant), vga="none") as machine:
        expect.refuses(machine, "multiboot_no_screen", SCREEN, [1024, 768, 32], variant.path,
                       screen=lambda: machine.serial)


@full
@pytest.mark.parametrize("name", ["mb1-elf32", "mb2-elf64"])
def test_module_larger_than_memory(disk_for, tmp_path, name):
    variant = variant_called(name)
    image = disk_for(variant, size_sectors=400_000)
    large = tmp_path / "large"
    with open(large, "wb") as file:
        file.truncate(130 << 20)
    guest_disk.put(image, [f"{KEYS[variant.protocol]} {variant.path}", "module /large"], {"/large": large})
    with guest_disk.start(image) as machine:
        expect.refuses(machine, "multiboot_module_no_room", MODULES_STEP, [130 << 20, ANY], "/large")


@full
def test_missing_module(disk_for):
    variant = variant_called("mb2-elf64")
    image = disk_for(variant)
    guest_disk.put(image, [f"multiboot2 {variant.path}", "module /boot/none words"], {})
    with guest_disk.start(image) as machine:
        expect.refuses(machine, "file_not_found", MODULES_STEP, [], "/boot/none")


@full
def test_too_many_modules(disk_for):
    variant = variant_called("mb1-elf32")
    image = disk_for(variant)
    guest_disk.put(image, [f"multiboot {variant.path}", *["module /boot/module0"] * 129], {})
    with guest_disk.start(image) as machine:
        expect.refuses(machine, "multiboot_too_many_modules", MODULES_STEP, [128], "/boot/module0")
