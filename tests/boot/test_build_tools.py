# SPDX-License-Identifier: BSD-2-Clause
"""Tests that the build's own programs, like those for users, do not overwrite their input and write only to regular
files."""
import os
import subprocess

import pytest

from images import OUT, ROOT

STAGE2, ANNEX = OUT / "stage2.raw", OUT / "annex.raw"
OBJECT = OUT / "kernel-objects/kernel/entry.asm.o.absolute"


def run(name, *arguments):
    return subprocess.run([ROOT / "build/host" / name, *arguments], capture_output=True, text=True)


# Program, its input, and its arguments for that input and for the output that is looked at.
@pytest.mark.parametrize("name, source, arguments", [
    ("pack_stage2", STAGE2, lambda source, output, other: [source, ANNEX, output, other]),
    ("pack_stage2", STAGE2, lambda source, output, other: [source, ANNEX, other, output]),
    ("pack_stage2", ANNEX, lambda source, output, other: [STAGE2, source, output, other]),
    ("pack_stage2", ANNEX, lambda source, output, other: [STAGE2, source, other, output]),
    ("relative_debug", OBJECT, lambda source, output, other: [source, output]),
], ids=["packed", "facts", "packed, annex", "facts, annex", "object"])
def test_outputs(tmp_path, name, source, arguments):
    copy = tmp_path / "input"
    copy.write_bytes(source.read_bytes())
    (tmp_path / "link").symlink_to(copy)
    (tmp_path / "hard link").hardlink_to(copy)
    os.mkfifo(tmp_path / "pipe")
    for output, words in [("input", "is the file that would be read"), ("link", "is the file that would be read"),
                          ("hard link", "is the file that would be read"), ("pipe", "is a device, a pipe or a socket"),
                          (".", "is a directory")]:
        result = run(name, *arguments(copy, tmp_path / output, tmp_path / "other"))
        assert result.returncode == 1 and words in result.stderr, result.stderr
        assert copy.read_bytes() == source.read_bytes() and (tmp_path / "pipe").is_fifo()
    assert run(name, *arguments(copy, tmp_path / "output", tmp_path / "other")).returncode == 0


def test_debug_information_is_relative(tmp_path):
    """Everything except the directory is as NASM wrote it, and readelf reports no error."""
    def entries(path):
        result = subprocess.run(["readelf", "--debug-dump=info,decodedline", path], capture_output=True, text=True,
                                check=True)
        assert result.stderr == "", result.stderr
        return [line.split()[-1] if "DW_AT" in line else "" for line in result.stdout.splitlines()]
    assert run("relative_debug", OBJECT, tmp_path / "object").returncode == 0
    absolute, relative = entries(OBJECT), entries(tmp_path / "object")
    different = [(one, other) for one, other in zip(absolute, relative, strict=True) if one != other]
    assert different == [(f"{ROOT}/kernel/", ".")]


@pytest.mark.parametrize("content, words", [(b"", "is no ELF file"), (b"\x7FELF\2" + bytes(3), "is no ELF file"),
                                            (b"\x7FELF\2" + bytes(20), "the file is cut")])
def test_not_an_object(tmp_path, content, words):
    (tmp_path / "input").write_bytes(content)
    result = run("relative_debug", tmp_path / "input", tmp_path / "output")
    assert result.returncode == 1 and words in result.stderr, result.stderr
    assert not (tmp_path / "output").exists()
