# SPDX-License-Identifier: BSD-2-Clause
"""Boots images of `make image` with a kernel for the Limine boot protocol. farjump-check-kernel must predict the result of
each boot; and docs/limine.md must name what the loader has."""
import re
import subprocess

import pytest

import expect
from fat import Volume
from images import flip_bit, make_image as image_with
from machine import Machine
from messages import ROOT
from test_guest_image import booted_with, entry_checksum, told_with
from test_make_image import made, make_image

RUNS = re.compile(r"^limine kernel runs: (\d) (.*)\n", re.M)     # the whole line
PAGE = (ROOT / "docs/limine.md").read_text()


def build(directory, base=0xFFFFFFFF80000000, asked=6, rights=(5, 4, 6), others=0):
    source, kernel = ROOT / "tests/boot/limine_kernel.asm", directory / "kernel.elf"
    subprocess.run(["nasm", "-felf64", f"-DASKED={asked}", f"-DOTHERS={others}", source, "-o", directory / "kernel.o"], check=True)
    (directory / "kernel.ld").write_text(f"""
        ENTRY(entry)
        PHDRS {{ text PT_LOAD FLAGS({rights[0]}); rodata PT_LOAD FLAGS({rights[1]}); data PT_LOAD FLAGS({rights[2]}); }}
        SECTIONS {{ . = {base:#x}; .text : {{ *(.text) }} :text
                   . = ALIGN(4096); .rodata : {{ *(.rodata) }} :rodata
                   . = ALIGN(4096); .data : {{ *(.data) }} :data }}
        """)
    subprocess.run(["ld", "-static", "-nostdlib", "-z", "max-page-size=4096", "--no-warn-rwx-segments", "-T",
                    directory / "kernel.ld", directory / "kernel.o", "-o", kernel], check=True)
    return kernel


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """Returns an image with two modules, made as docs/limine.md says."""
    directory = tmp_path_factory.mktemp("limine")
    kernel = build(directory)
    for name in ("initrd.img", "font.psf"):
        (directory / name).write_bytes(name.encode() * 1000)
    line, = re.findall(r"^    make image KERNEL=kernel.elf MODULES=\"(.*)\" OPTIONS=\"(.*)\"$", PAGE, re.M)
    modules = [directory / name for name in line[0].split()]
    entry = made(directory / "disk.img", f"KERNEL={kernel}", f"MODULES={' '.join(map(str, modules))}",
                 f"OPTIONS={line[1]}", "LAYOUT=superfloppy", "FAT=16")
    paths = ["/boot/kernel", *(f"/boot/modules/{module.name}" for module in modules)]
    sums = entry_checksum(kernel, *modules)
    assert entry.splitlines() == ["title farjump", "protocol limine", "kernel /boot/kernel", f"options {line[1]}",
                                  *(f"module {path}" for path in paths[1:]),
                                  *(f"checksum {each} {path}" for each, path in zip(sums, paths))]
    return directory / "disk.img"


def test_image_boots_verified(image):
    with Machine(image, debug_exit=False) as machine:
        machine.wait_until(lambda: RUNS.search(machine.serial), "the kernel's line")
        assert RUNS.search(machine.serial).groups() == ("2", "verbose root=1"), machine.report()
        assert re.search(r"Limine, base revision 6, verified", machine.serial), machine.report()
        assert re.search(r"2, .*, verified$", machine.serial, re.M), machine.report()


def test_changed_kernel_stops_the_boot(image, tmp_path):
    copy = tmp_path / "disk.img"
    subprocess.run(["cp", "--sparse=auto", image, copy], check=True)
    with Volume(copy, 0) as volume:
        place = volume.byte_offset("/boot/kernel", 0x1001)
    flip_bit(copy, place)
    expect.image_refused(copy, "checksum_wrong", "loading the kernel", name="/boot/kernel")


@pytest.mark.parametrize("options, code", [({}, None), ({"asked": 0}, None), ({"asked": 99}, None),
                                           ({"rights": (7, 4, 7)}, None), ({"base": 0x200000}, "FJ-0826"),
                                           ({"others": 126}, None), ({"others": 127}, "FJ-0824")])
@pytest.mark.cases(3)
def test_boot_is_predicted(tmp_path, options, code):
    kernel = build(tmp_path, **options)
    assert told_with(kernel, 128) == code
    assert booted_with(image_with(tmp_path, kernel=kernel), 128, RUNS.search) == code


def test_blank_in_the_name_of_a_module(tmp_path):
    (tmp_path / "a b").write_text("content")
    module = str(tmp_path / "a b").replace(" ", "\\ ")
    result = make_image(tmp_path / "disk.img", f"KERNEL={build(tmp_path)}", f"MODULES={module}")
    assert result.returncode == 2 and "can have no blank in its name" in result.stderr, result.stderr


def features():
    source = (ROOT / "stage2/protocols/limine/features.hpp").read_text()
    body = re.search(r"enum class Feature .*?\{\n(.*?)\n\};", source, re.S)[1]
    names = re.findall(r"^    (\w+)", body, re.M)
    first, = re.findall(r"first_unanswered = Feature::(\w+)", source)
    assert names.pop() == "count"
    return names, names.index(first)


def test_page_has_each_feature_in_order():
    names, answered = features()
    rows = re.findall(r"^\| `(\w+)` \| (.*) \| (.*) \|$", PAGE.split("## Features")[1].split("## Base")[0], re.M)
    assert [name for name, _, _ in rows] == names
    said = re.findall(r'^    \{"(.*?)", "', (ROOT / "disk/kernel_tools/limine_features.cpp").read_text(), re.M)
    assert [request for _, request, _ in rows] == said
    assert [gets.startswith("untouched") for _, _, gets in rows] == [at >= answered for at in range(len(names))]


def test_page_has_each_refusal():
    source = (ROOT / "include/error_codes.hpp").read_text()
    codes = {int(number) for number in re.findall(r"^    limine_\w+ = (\d+),", source, re.M)}
    assert codes == {int(number) for number in re.findall(r"FJ-(\d{4})", PAGE.split("## Refusals")[1])} - {616, 617}


def test_lines_of_limine_conf_have_keys_that_the_loader_knows():
    source = (ROOT / "stage2/entries/boot_entry.cpp").read_text() + (ROOT / "stage2/entries/boot_entry.hpp").read_text()
    known = set(re.findall(r'"([a-z-]+[0-9]?)"', source)) | {"default"}
    table = PAGE.split("## From limine.conf")[1].split("## Features")[0]
    rows = re.findall(r"^\| .* \| (.*) \|$", table, re.M)
    keys = {key for row in rows for key in re.findall(r"`([a-z0-9-]+) ", row)} - {"build"}
    assert {"kernel", "options", "module", "protocol", "screen", "checksum"} <= keys <= known, keys - known
