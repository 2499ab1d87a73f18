# SPDX-License-Identifier: BSD-2-Clause
"""Tests that the build searches for what it needs by function, and requests from apt only what is missing."""
import os
import re
import subprocess
import sys

import pytest

from images import ROOT
from test_front_door import ENVIRONMENT

SCRIPT = ROOT / "disk/build/install-packages.sh"
LISTS = ["packages-build", "packages-run", "packages-bochs", "packages-debug", "packages-test"]
FAKE_APT = """#!/bin/bash
echo "$@" >> "$APT_LOG"
[ "$1" = update ] || printf '#!/bin/sh\\n' > "$(dirname "$0")/nasm"
"""


@pytest.fixture
def machine(tmp_path):
    """Returns a PATH with some programs, none of which is nasm."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("bash", "dirname", "uname", "env", "g++", "mcopy", "mmd", "mdir", "rm"):
        (programs / name).symlink_to(f"/usr/bin/{name}")
    (programs / "id").write_text("#!/bin/sh\necho 0\n")
    (programs / "id").chmod(0o755)
    return programs


def add_apt(machine):
    (machine / "apt-get").write_text(FAKE_APT)
    (machine / "apt-get").chmod(0o755)


def install(machine, *packages, **environment):
    log = machine.parent / "apt.log"
    log.touch()
    run = subprocess.run([SCRIPT, *packages], capture_output=True, text=True, stdin=subprocess.DEVNULL,
                         env={"PATH": str(machine), "APT_LOG": str(log), **environment})
    return run, log.read_text().splitlines()


def test_nothing_is_missing(machine):
    add_apt(machine)
    run, asked = install(machine, "mtools", "dosfstools", "fdisk")
    assert (run.returncode, run.stdout, run.stderr, asked) == (0, "", "", [])


def test_only_what_is_missing_is_installed(machine):
    add_apt(machine)
    run, asked = install(machine, "mtools", "nasm")
    assert run.returncode == 0, run.stderr
    assert asked == ["update -q", "install -y -q --no-install-recommends nasm"]
    assert "installing Debian packages: nasm\n" in run.stdout
    assert install(machine, "mtools", "nasm")[1] == asked


def test_without_apt_it_says_what_to_install(machine):
    run, _ = install(machine, "mtools", "nasm", "g++-i686-linux-gnu", "vgabios-of-nobody")
    assert run.returncode == 1 and run.stdout == ""
    assert run.stderr == ("missing:\n"
                          "  nasm (tool; Debian package nasm)\n"
                          "  i686-linux-gnu-g++ (tool; Debian package g++-i686-linux-gnu)\n"
                          "  i686-linux-gnu-objcopy (tool; Debian package g++-i686-linux-gnu)\n"
                          "  vgabios-of-nobody (tool; Debian package vgabios-of-nobody)\n"
                          "there is no apt-get here: install these by your system's own means, then run this again\n")


def test_without_root_it_says_how(machine):
    add_apt(machine)
    (machine / "id").write_text("#!/bin/sh\necho 1000\n")
    run, asked = install(machine, "nasm")
    assert run.returncode == 1 and asked == []
    assert "installing needs root: run 'apt-get install nasm' as root" in run.stderr


def test_installed_in_vain(machine):
    """The package that apt installs does not contain what is needed."""
    add_apt(machine)
    run, _ = install(machine, "gdb")
    assert run.returncode == 1 and "gdb (tool; Debian package gdb)\n" in run.stderr and "still missing" in run.stderr


def test_tools_of_other_names(machine):
    (machine / "my-nasm").symlink_to("/usr/bin/true")
    run, _ = install(machine, "nasm", NASM="my-nasm")
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("kinds, status", [("none curses", 1), ("none gtk", 0), ("sdl", 0)])
def test_window(machine, kinds, status):
    """A QEMU from any source reports itself whether it can open a window."""
    (machine / "grep").symlink_to("/usr/bin/grep")
    (machine / "qemu-system-x86_64").write_text(f"#!/bin/bash\nprintf '%s\\n' kinds: {kinds}\n")
    (machine / "qemu-system-x86_64").chmod(0o755)
    run, _ = install(machine, "qemu-system-gui")
    assert run.returncode == status, run.stderr
    assert ("qemu-system-x86_64 (window; Debian package qemu-system-gui)" in run.stderr) == bool(status)


def test_header_is_looked_for_by_the_compiler(machine, tmp_path):
    run, _ = install(machine, "liblz4-dev", HOST_CXX="g++ -nostdinc")
    assert run.returncode == 1 and "lz4hc.h (header; Debian package liblz4-dev)" in run.stderr


def test_each_module_of_the_tests_is_installed():
    """A module that is neither Python's own nor the tests' comes from a package that `make test` installs."""
    files = list((ROOT / "tests").rglob("*.py"))
    named = {name for path in files for name in re.findall(r"^(?:import|from) (\w+)", path.read_text(), re.M)}
    foreign = named - {path.stem for path in files} - sys.stdlib_module_names
    words = subprocess.run(["make", "-n", "packages-test"], cwd=ROOT, capture_output=True, text=True, check=True,
                           env=ENVIRONMENT).stdout
    assert {"pytest", "pyte"} <= foreign <= {name.removeprefix("python3-") for name in words.split()}


def test_what_dpkg_has_is_found():
    """Each package that is installed here contains what the build searches for."""
    words = subprocess.run(["make", "-n", *LISTS, "DISPLAY=:0"], cwd=ROOT, capture_output=True, text=True, check=True,
                           env=ENVIRONMENT).stdout
    packages = {name for line in words.splitlines() for name in line.split("install-packages.sh")[1].split()}
    assert {"nasm", "g++", "liblz4-dev", "seabios", "googletest", "qemu-system-gui", "bochs-x", "gdb"} <= packages
    script = """. disk/build/needs.sh
    for package; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || continue
        echo "installed: $package"
        for need in $(set -f; needs_of "$package"); do is_met "$need" || echo "$package lacks $need"; done
    done"""
    found = subprocess.run(["bash", "-c", script, "bash", *packages], cwd=ROOT, capture_output=True, text=True,
                           env=ENVIRONMENT).stdout
    assert "lacks" not in found and "installed: nasm" in found, found


@pytest.mark.parametrize("variables, strict", [((), False), (("WERROR=no",), False), (("WERROR=yes",), True)])
def test_warnings_end_the_build_by_a_switch(variables, strict):
    environment = {name: value for name, value in ENVIRONMENT.items() if name != "WERROR"}
    words = subprocess.run(["make", "-n", "-B", "image", "tools", "examples", *variables], cwd=ROOT, text=True,
                           capture_output=True, env=environment, check=True).stdout
    commands = [line for line in words.replace("\\\n", " ").splitlines()
                if re.search(r"^\S*(g\+\+|gcc) .*-c |^nasm ", line)]
    assert len(commands) > 50
    assert all(("-Werror" in command.split()) == strict for command in commands)
    assert ("--fatal-warnings" in words) == strict


@pytest.mark.full
def test_make_test_is_strict():
    for variables, strict in ((), True), (("WERROR=no",), False):
        words = subprocess.run(["make", "-n", "-B", "--", *variables, "test"], cwd=ROOT, text=True, capture_output=True,
                               env={name: value for name, value in ENVIRONMENT.items() if name != "WERROR"}).stdout
        compiled = [line for line in words.splitlines()
                    if line.startswith("clang++") and " -c " in line and " -c /usr/src/" not in line]
        assert len(compiled) > 50 and all((" -Werror " in line) == strict for line in compiled)
