# SPDX-License-Identifier: BSD-2-Clause
"""Tests that the probe kernels find faults of the loader: builds stage 2 with each fault, outside of the tree."""
import subprocess

import pytest

import limine_boots
from images import make_image
from limine_boots import Boot, file_of
from limine_mutations import LIST
from machine import Machine
from messages import ROOT

full = pytest.mark.full
QUICK = {"executable address off by a page", "identity map stays"}
ENOUGH = 30
TREE = ["include", "stage1", "stage2", "longmode", "kernel", "disk", "docs", "tests/tests.mk", "tests/boot.mk", "Makefile"]


@pytest.fixture(scope="session")
def tree(tmp_path_factory):
    """Returns a copy of the sources with what was built of them, so that a fault rebuilds little."""
    copy = tmp_path_factory.mktemp("mutated")
    (copy / "tests").mkdir()
    for path in TREE:
        subprocess.run(["cp", "-a", ROOT / path, copy / path], check=True)
    (copy / "build").mkdir()
    for path in ("cxx", "test", "host", "include"):
        if (ROOT / "build" / path).exists():
            subprocess.run(["cp", "-a", "--sparse=auto", ROOT / "build" / path, copy / "build"], check=True)
    return copy


def build(tree):
    result = subprocess.run(["make", "-j2", "TEST=1", "WERROR=", "IMAGE=build/test/farjump.img", "build/test/stage1.bin",
                             "build/test/stage2.bin"],
                            cwd=tree, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert result.returncode == 0, result.stderr
    return [tree / "build/test" / name for name in ("stage1.bin", "stage2.bin")]


def mutated(tree, mutation):
    """Returns stage 1 and 2 with the fault: stage 1 knows the checksum of stage 2. The sources are as before."""
    file = tree / mutation.file
    right = file.read_text()
    file.write_text(right.replace(mutation.old, mutation.new))
    try:
        return {path.stem: path for path in build(tree)}
    finally:
        file.write_text(right)


def test_each_fault_can_be_made():
    assert len({each.name for each in LIST}) == len(LIST) >= ENOUGH and QUICK <= {each.name for each in LIST}
    for each in LIST:
        assert (ROOT / each.file).read_text().count(each.old) == 1, each.name


def said_by_the_probe(image, mutation):
    """Returns the lines of the failed checks."""
    extra = ["-smp", str(mutation.smp)]
    extra += [] if mutation.acpi else ["-M", "pc,acpi=off"]
    extra += limine_boots.dirty_memory(image.parent) if mutation.dirty else []
    with Machine(image, debug_exit=False, extra=extra) as machine:
        machine.wait_until(lambda: limine_boots.RESULT.search(machine.serial), "the kernel's result")
        return [line for line in machine.serial.splitlines() if line.startswith("bad:")]


@pytest.mark.parametrize("mutation", [pytest.param(each, id=each.name, marks=[] if each.name in QUICK else full)
                                      for each in LIST])
@pytest.mark.cases(1)
def test_fault_is_found(tree, tmp_path, record_property, mutation):
    image = make_image(tmp_path, **mutated(tree, mutation))
    boot = Boot(modules=2, words=f"edid smp={mutation.smp}" if mutation.acpi else "edid noacpi")
    limine_boots.put(image, file_of(mutation.variant), boot)
    said = said_by_the_probe(image, mutation)
    found = [line for line in said if mutation.found in f"{line} "]
    record_property("fault", (mutation.name, (found or said or ["NOT FOUND"])[0]))
    assert found, "\n".join(said)
