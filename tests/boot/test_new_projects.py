# SPDX-License-Identifier: BSD-2-Clause
"""Builds and boots the projects that `farjump new` lays down, with the commands that it and their README name."""
import json
import re
import subprocess

import pytest

import snippets
from machine import PATIENCE
from messages import ROOT

PROGRAM = ROOT / "build/farjump"
LANGUAGES = {"c": "main.c", "c++": "main.cpp", "rust": "main.rs", "asm": "main.asm"}
COMMON = [".github/workflows/boot.yml", ".gitignore", ".gdbinit", ".vscode/launch.json", "Makefile", "README.md", "kernel.ld"]


def new(*words, cwd, status=0):
    result = subprocess.run([PROGRAM, "new", *words], cwd=cwd, capture_output=True, text=True, timeout=PATIENCE,
                            stdin=subprocess.DEVNULL)
    assert result.returncode == status, result.stdout + result.stderr
    return result.stderr if status else result.stdout


def files_in(directory):
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file())


@pytest.mark.parametrize("language", LANGUAGES)
def test_builds_and_boots(language, tmp_path):
    """One command boots it; the kernel shows the whole memory map, sorted and without overlaps."""
    source = LANGUAGES[language]
    assert new("hobby", "--language", language, cwd=tmp_path) == \
        f"hobby: a kernel in {language}, {source}; boot it: cd hobby && make run\n"
    project = tmp_path / "hobby"
    assert files_in(project) == sorted([*COMMON, source])
    for name in files_in(project):
        assert not re.search(r"@[A-Z]+@", (project / name).read_text()), name
    json.loads((project / ".vscode/launch.json").read_text())
    make = f"make FARJUMP={PROGRAM}"
    snippets.run(f"{make} && {make} check", project)
    assert (project / "build/hobby.img").exists()
    words = snippets.run_until(f"{make} run OPTIONS='colour=green blue'", project, "that was the memory map")
    assert "hello from hobby, with options colour=green blue" in words
    ranges = [(int(first, 16), int(last, 16), kind) for first, last, kind in
              re.findall(r"^([0-9A-F]{16}) to ([0-9A-F]{16}) (.+?)\r?$", words, re.M)]
    assert len(ranges) > 5 and {"usable", "loader", "kernel"} <= {kind for _, _, kind in ranges}
    assert all(first <= last for first, last, _ in ranges)
    assert all(last < following for (_, last, _), (following, _, _) in zip(ranges, ranges[1:]))


@pytest.mark.parametrize("words, why", [
    ([], "the name of the project is wanted"), (["hobby"], "--language is wanted"),
    (["hobby", "--language", "zig"], "--language zig: one of c, c++, rust and asm is wanted"),
    (["hobby", "other", "--language", "c"], "one project is wanted, not hobby and other"),
    (["my kernel", "--language", "c"], "my kernel: a name has up to 40 letters"),
    (["2nd", "--language", "c"], "2nd: a name has up to 40 letters"), (["a" * 41, "--language", "c"], f"{'a' * 41}: a name"),
    (["..", "--language", "c"], "..: a name has"),
])
def test_wrong_usage(words, why, tmp_path):
    told = new(*words, cwd=tmp_path, status=2)
    assert told.startswith(f"farjump new: {why}") and "usage: farjump new NAME --language" in told
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "nowhere").symlink_to("missing")
    (tmp_path / "empty").mkdir()
    for name in "file", "nowhere", "empty":
        assert f"{name} is there already\nhint: choose another name\n" in new(name, "--language", "c", cwd=tmp_path, status=1)
    assert "there is no directory " in new("missing/hobby", "--language", "c", cwd=tmp_path, status=1)
    assert files_in(tmp_path) == ["file"] and len(list(tmp_path.iterdir())) == 3


def test_include_directory():
    told = subprocess.run([PROGRAM, "--include-directory"], capture_output=True, text=True, check=True).stdout
    assert told == f"{ROOT}/build/include\n"
