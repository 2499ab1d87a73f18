# SPDX-License-Identifier: BSD-2-Clause
"""Builds the tree in another folder, with blanks in its name: the files for users have the same bytes."""
import os
import shutil
import subprocess

import pytest

from images import ROOT
from test_front_door import ENVIRONMENT

RELEASE = ["build/release/" + name for name in ("stage1.bin", "stage2.bin", "kernel.elf", "sealed-kernel.elf")]
EXAMPLES = ["build/examples/in_c.elf", "build/examples/in_cpp.elf"]
TOOLS = ["build/farjump", *(f"build/farjump-{name}" for name in ("seal", "check-kernel", "entry", "install", "write"))]
SHIPPED = [*RELEASE, *EXAMPLES, *TOOLS, "build/bootx64.efi", "build/farjump.img"]
WITH_DEBUG = ["build/release/stage2.elf"]

# One source of each kind is compiled anew in the copy of a built tree; linking stage 2 takes half a minute, and is left
# to the whole test.
ANEW = ["build/release/kernel.elf", "build/release/kernel-objects", "build/cxx/kernel-objects/kernel/memory/page_walk.cpp.o",
        "build/release/stage1.bin", "build/bootx64.efi", "build/host/disk/kernel_tools/seal.o", "build/farjump",
        "build/farjump-seal", *EXAMPLES[:1]]


def copy_of_tree(directory, *built):
    """Copies the times too, so that make finds nothing to do. Other tests seal kernels meanwhile."""
    passing = shutil.ignore_patterns("sealed-kernel.elf*", "__pycache__")
    for name in ["Makefile", "disk", "docs", "include", "kernel", "longmode", "stage1", "stage2", "tests", "VERSION",
                 *built]:
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, directory / name, ignore=passing)
        else:
            shutil.copy2(ROOT / name, directory / name)
    return directory


def build(tree, *variables):
    run = subprocess.run(["make", "-j2", "image", "tools", "examples", *variables], cwd=tree, capture_output=True,
                         text=True, stdin=subprocess.DEVNULL, env={**ENVIRONMENT, "PWD": str(tree)})
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    return run.stdout


def assert_same(one, other, names):
    different = [name for name in names if (one / name).read_bytes() != (other / name).read_bytes()]
    assert not different
    for name in names:
        content = (other / name).read_bytes()
        assert os.fsencode(other) not in content and os.fsencode(one) not in content, name


def test_one_source_of_each_kind(tmp_path):
    image = f"IMAGE={tmp_path / 'here.img'}"
    build(ROOT, image)
    tree = copy_of_tree(tmp_path / "a folder with blanks", "build/release", "build/cxx", "build/host", "build/examples",
                        *TOOLS, "build/bootx64.efi")
    for name in ANEW:
        path = tree / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    words = build(tree, f"IMAGE={tmp_path / 'there.img'}")
    assert "kernel/memory/page_walk.cpp" in words and "kernel/entry.asm" in words and "disk/kernel_tools/seal.cpp" in words
    assert "stage2/main.cpp" not in words, "all is compiled anew: this is the work of the whole test"
    assert_same(ROOT, tree, [name for name in SHIPPED if name != "build/farjump.img"])
    assert (tmp_path / "here.img").read_bytes() == (tmp_path / "there.img").read_bytes()


@pytest.mark.full
def test_all_of_it(tmp_path):
    trees = [copy_of_tree(tmp_path / name) for name in ("a", "a folder with blanks/and a much longer name of its own")]
    for tree in trees:
        build(tree)
    assert_same(*trees, SHIPPED + WITH_DEBUG)
