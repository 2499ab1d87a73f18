# SPDX-License-Identifier: BSD-2-Clause
"""Boots the example kernels of kernel/examples, built as `make examples` builds them, from the image builder's image.
`make check-kernel` must predict that they boot."""
import re
import subprocess

import pytest

import foretold
from emulators import bochs
from images import make_image
from machine import KEPT, Machine
from messages import ROOT

BASE = 0xFFFFFFFF80000000


@pytest.fixture(scope="session")
def examples():
    """Checks that `make boot-tests` has built them, so that make has nothing to do."""
    subprocess.run(["make", "-s", "examples"], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    return ROOT / "build/examples"


def words_of(kernel, directory, **options):
    foretold.boots(kernel)
    with Machine(make_image(directory, kernel=kernel, **options)) as machine:
        assert machine.wait_for_end() == KEPT, machine.report()
        return machine.serial


def test_kernel_in_c(examples, tmp_path):
    words = words_of(examples / "in_c.elf", tmp_path)
    assert re.search(r"^a kernel in C: /boot/kernel.elf, 12\d MiB are usable$", words, re.M), words


@pytest.mark.parametrize("options, anywhere", [("quiet", True), ("nokaslr", False)])
def test_kernel_in_cpp(examples, tmp_path, options, anywhere):
    words = words_of(examples / "in_cpp.elf", tmp_path, options=options)
    found = re.search(rf'^a kernel in C\+\+ at (\w{{16}}), options "{options}"$', words, re.M)
    assert found, words
    assert int(found[1], 16) >= BASE if anywhere else int(found[1], 16) == BASE


def test_kernel_in_nasm(examples, tmp_path):
    words = words_of(examples / "in_nasm.elf", tmp_path, options="colour=green")
    assert 'a kernel in NASM: options "colour=green"\n' in words, words


@pytest.mark.parametrize("name", ["in_c", "in_cpp", "in_nasm"])
@pytest.mark.cases(1)
def test_waits_for_a_uart_as_slow_as_the_line(examples, tmp_path, name):
    """Bochs' UART sends at the line's speed, and loses characters that are written earlier."""
    image = make_image(tmp_path, kernel=examples / f"{name}.elf", options="unhurried")
    words = bochs(image, until="MiB are usable" if name == "in_c" else 'unhurried"')
    assert re.search(r'^a kernel in (C: /boot/kernel.elf, \d+ MiB are usable|C\+\+ at \w{16}, options "unhurried"|'
                     r'NASM: options "unhurried")', words, re.M), words


def test_each_fits_on_a_page():
    """A printed page below the line with the licence, because the examples are meant to be read."""
    sources = list(ROOT.glob("kernel/examples/in_*"))
    assert len(sources) == 3 and all(len(source.read_text().splitlines()) <= 1 + 66 for source in sources)


@pytest.mark.parametrize("name", ["in_c.elf", "in_cpp.elf"])
def test_documented_report(examples, name):
    """docs/boot-info.md shows their reports. The numbers depend on the compiler."""
    command = f"build/farjump-check-kernel build/examples/{name}"
    said = subprocess.run(command.split(), cwd=ROOT, capture_output=True, text=True, check=True).stdout

    def without_numbers(words):
        return re.sub(r"\b[0-9A-F][0-9A-F,]*h?\b", "#", " ".join(words.split()))
    page = (ROOT / "docs/boot-info.md").read_text()
    assert without_numbers(f"{command} {said}") in without_numbers(page)
