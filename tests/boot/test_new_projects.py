# SPDX-License-Identifier: BSD-2-Clause
"""Builds and boots the projects that `farjump new` lays down, with the commands that it and their README name."""
import json
import os
import re
import signal
import socket
import struct
import subprocess
import time
from pathlib import Path

import pytest

import peers
import snippets
from machine import Machine, PATIENCE
from messages import ROOT

PROGRAM = ROOT / "build/farjump"
LANGUAGES = {"c": ["main.c", "console.c", "console.h"], "c++": ["main.cpp", "console.hpp"], "rust": ["main.rs", "console.rs"],
             "asm": ["main.asm", "console.asm"]}      # the kernel's files, the main one first
PROTOCOLS = {"farjump": "", "limine": "kernel for the Limine boot protocol", "multiboot2": "Multiboot 2 kernel"}
KINDS = {"farjump": {"usable", "loader", "kernel"}, "limine": {"usable", "loader", "kernel"}, "multiboot2": {"usable"}}
COMMON = [".github/workflows/boot.yml", ".gitignore", ".gdbinit", ".vscode/launch.json", "Makefile", "README.md", "kernel.ld"]
MAKE = f"make FARJUMP={PROGRAM}"
LAST = "that was the memory map"


def new(*words, cwd, status=0):
    result = subprocess.run([PROGRAM, "new", *words], cwd=cwd, capture_output=True, text=True, timeout=PATIENCE,
                            stdin=subprocess.DEVNULL)
    assert result.returncode == status, result.stdout + result.stderr
    return result.stderr if status else result.stdout


def files_in(directory):
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file())


# For tests with several boots.
EACH_LANGUAGE = [pytest.param(name, marks=[] if name in ("c", "asm") else pytest.mark.full) for name in LANGUAGES]


def kernel_of(language, protocol, directory):
    """Lays down a project and builds its kernel. Returns the project's directory."""
    new("hobby", "--language", language, "--protocol", protocol, cwd=directory)
    snippets.run(f"{MAKE} build/hobby.elf", directory / "hobby")
    return directory / "hobby"


def ranges_in(words):
    """Returns the memory map that a kernel printed, after a look at its order."""
    ranges = [(int(first, 16), int(last, 16), kind) for first, last, kind in
              re.findall(r"^([0-9A-F]{16}) to ([0-9A-F]{16}) (.+?)\r?$", words, re.M)]
    assert len(ranges) > 5, words
    assert all(first <= last for first, last, _ in ranges)
    assert all(last < following for (_, last, _), (following, _, _) in zip(ranges, ranges[1:]))
    return ranges


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_builds_and_boots(language, protocol, tmp_path):
    """One command boots it; the kernel shows the whole memory map, sorted and without overlaps."""
    sources = LANGUAGES[language]
    assert new("hobby", "--language", language, "--protocol", protocol, cwd=tmp_path) == \
        f"hobby: a kernel in {language} for the protocol {protocol}, {sources[0]}; boot it: cd hobby && make run\n"
    project = tmp_path / "hobby"
    assert files_in(project) == sorted([*COMMON, *sources, *(["boot.asm"] if protocol == "multiboot2" else [])])
    for name in files_in(project):
        assert not re.search(r"@[A-Z]+@", (project / name).read_text()), name
    json.loads((project / ".vscode/launch.json").read_text())
    told = snippets.run(f"{MAKE} && {MAKE} check", project)
    assert PROTOCOLS[protocol] in told and "warning" not in told
    assert (project / "build/hobby.img").exists()
    words = snippets.run_until(f"{MAKE} run OPTIONS='colour=green blue'", project, LAST)
    path = "/boot/kernel " if protocol == "multiboot2" else ""     # docs/kernels.md
    assert f"hello from hobby, with options {path}colour=green blue\n" in words
    assert KINDS[protocol] <= {kind for _, _, kind in ranges_in(words)}


def test_default_protocol(tmp_path):
    new("one", "--language", "c", cwd=tmp_path)
    (tmp_path / "other").mkdir()
    new("other/one", "--protocol=farjump", "--language", "c", cwd=tmp_path)
    for name in files_in(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_text() == (tmp_path / "other/one" / name).read_text()


def test_limine_with_memory_above_4_gib(tmp_path):
    project = kernel_of("c", "limine", tmp_path)
    words = snippets.run_until(f"{PROGRAM} run --memory 5120 build/hobby.elf", project, LAST)
    assert any(first >= 4 << 30 and kind == "usable" for first, _, kind in ranges_in(words)), words


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.cases(2)
def test_screen_shows_the_map(protocol, tmp_path):
    """The screen and COM1 show the same."""
    project = kernel_of("asm", protocol, tmp_path)
    with Machine(image_of(project)) as machine:
        machine.wait_for_screen(LAST)
        assert LAST in machine.serial


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.cases(1)
def test_gdb_stops_at_the_first_function(protocol, tmp_path):
    """With the project's .gdbinit, as its comment says. Machine state is that of 64-bit mode."""
    project = kernel_of("c", protocol, tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = project / ".gdbinit"
    own.write_text(own.read_text().replace("1234", str(port)))
    run = subprocess.Popen([PROGRAM, "run", "build/hobby.elf", "--gdb", "--port", str(port)], cwd=project,
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           start_new_session=True)
    try:
        deadline = time.monotonic() + PATIENCE
        while not listens(port):
            assert time.monotonic() < deadline and run.poll() is None
            time.sleep(0.1)
        told = snippets.run("gdb -batch -nx -x .gdbinit -ex 'info registers rip' -ex backtrace -ex kill 2>&1", project)
    finally:
        os.killpg(run.pid, signal.SIGTERM)
        run.wait(PATIENCE)
    assert re.search(r"^Breakpoint 1, kernel_main \(.*\) at main\.c:\d+$", told, re.M), told
    assert re.search(r"^rip +0x[0-9a-f]+ +0x[0-9a-f]+ <kernel_main", told, re.M), told


def listens(port):
    """Whether a program waits at this port. It is not connected to, because QEMU serves one gdb."""
    sockets = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any(fields[1] == f"0100007F:{port:04X}" and fields[3] == "0A" for fields in sockets)


def test_multiboot2_kernel_on_grub(tmp_path):
    """The same file boots on GRUB, which finds the header correct."""
    project = kernel_of("c", "multiboot2", tmp_path)
    kernel = project / "build/hobby.elf"
    snippets.run(f"grub-file --is-x86-multiboot2 {kernel}", project)
    image = peers.grub(tmp_path, "multiboot2 /boot/hobby.elf colour=green blue\nboot\n").image
    peers.copy(image, "/boot", kernel)
    with Machine(image) as machine:
        machine.wait_for_serial(LAST)
        assert "hello from hobby, with options colour=green blue\n" in machine.serial
        assert "usable" in {kind for _, _, kind in ranges_in(machine.serial)}
        machine.wait_for_screen(LAST)


def test_multiboot2_kernel_without_64_bit_mode(tmp_path):
    words = "hobby: this processor has no 64-bit mode"
    project = kernel_of("c", "multiboot2", tmp_path)
    with Machine(image_of(project), cpu="qemu32") as machine:
        machine.wait_for_serial(words)
        machine.wait_for_screen(words)


def image_of(project):
    """Makes a small image of the kernel, which takes less time than `make`."""
    snippets.run(f"{PROGRAM} image build/hobby.elf -o build/hobby.img --fat 12", project)
    return project / "build/hobby.img"


def damaged(project, right, wrong):
    """Replaces bytes that the kernel's file holds once, and makes its image."""
    kernel = project / "build/hobby.elf"
    content = kernel.read_bytes()
    assert content.count(right) == 1
    kernel.write_bytes(content.replace(right, wrong))
    return image_of(project)


COMPARISON = b"\x3D" + struct.pack("<I", 0x36D76289)     # of EAX, with the loader's magic number


def test_multiboot2_kernel_without_such_a_loader(tmp_path):
    """Another magic number than the kernel expects."""
    words = "hobby: the loader does not speak Multiboot2"
    image = damaged(kernel_of("c", "multiboot2", tmp_path), COMPARISON, COMPARISON[:1] + bytes(4))
    with Machine(image) as machine:
        machine.wait_for_serial(words)
        machine.wait_for_screen(words)


MEMORY_MAP = struct.pack("<2Q", 0x67CF3D9D378A806F, 0xE304ACDFC50C3C62)     # the words of its own in the request's id
COMMAND_LINE = struct.pack("<2Q", 0x4B161536E598651E, 0xB390AD4A2F1F303A)
REVISION = struct.pack("<3Q", 0xF9562B2D5C95A6C8, 0x6A7B384944536BDC, 2)


@pytest.mark.parametrize("language", EACH_LANGUAGE)
@pytest.mark.cases(1)
def test_limine_kernel_without_an_answer(language, tmp_path):
    project = kernel_of(language, "limine", tmp_path)
    whole = (project / "build/hobby.elf").read_bytes()
    for right, wrong, words in [
            (MEMORY_MAP, bytes(16), "hobby: the loader gave no memory map"),
            (COMMAND_LINE, bytes(16), "hello from hobby, with options that the loader did not give"),
            (REVISION, REVISION[:16] + struct.pack("<Q", 99), "hobby: the loader does not know base revision 2")]:
        (project / "build/hobby.elf").write_bytes(whole)
        with Machine(damaged(project, right, wrong)) as machine:
            machine.wait_for_serial(words)


@pytest.mark.parametrize("language", EACH_LANGUAGE)
def test_multiboot2_kernel_without_a_tag(language, tmp_path):
    """The kernels look for tags of a type that does not exist."""
    new("hobby", "--language", language, "--protocol", "multiboot2", cwd=tmp_path)
    source = tmp_path / "hobby" / LANGUAGES[language][0]
    whole = source.read_text()
    for tag, words in [(6, "hobby: the loader gave no memory map"),
                       (1, "hello from hobby, with options that the loader did not give")]:
        edited, places = re.subn(rf"(= |equ ){tag}\b", r"\g<1>99", whole)
        assert places == 1
        source.write_text(edited)
        snippets.run(f"rm -rf build && {MAKE} build/hobby.elf", tmp_path / "hobby")
        with Machine(image_of(tmp_path / "hobby")) as machine:
            machine.wait_for_serial(words)


@pytest.mark.parametrize("words, why", [
    ([], "the name of the project is wanted"), (["hobby"], "--language is wanted"),
    (["hobby", "--language", "zig"], "--language zig: one of c, c++, rust and asm is wanted"),
    (["hobby", "--language", "c", "--protocol", "linux"],
     "--protocol linux: one of farjump, limine and multiboot2 is wanted"),
    (["hobby", "--language", "c", "--protocol"], "--protocol"),
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
