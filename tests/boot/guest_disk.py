# SPDX-License-Identifier: BSD-2-Clause
"""Boots other people's kernels: puts them on a disk with a boot entry, and waits for what proves that they run.

    image = guest_disk.put(fresh(), ["linux /vmlinuz", "initrd /initrd"], {"/vmlinuz": path, "/initrd": content})
    words = guest_disk.boot(image)          # of COM1, up to the last line of tests/guests/initrd/init.cpp
"""
import subprocess

import initrds
from images import ENTRY, mtools, put_file
from machine import Machine
from messages import RESTART

SECONDS = 150           # for a whole Linux on a busy machine
CONSOLE = "console=ttyS0 quiet panic=1"
ROOMY = 160_000         # sectors of a disk for a kernel and its initrds
PANIC = "Kernel panic"


def put(image, entry, files, name=ENTRY, **where):
    """Writes the boot entry of this name, and copies files: contents or paths. `where`: see mtools()."""
    for path, content in files.items():
        directory = path.rpartition("/")[0]
        make_directories(image, directory, **where)
        if isinstance(content, bytes):
            put_file(image, path, content, **where)
        else:
            mtools("mcopy", image, "-o", str(content), f"::{path}", **where)
    put_file(image, name, "".join(f"{line}\n" for line in entry).encode(), **where)
    return image


def make_directories(image, path, **where):
    """Makes those that are missing."""
    names = [name for name in path.split("/") if name]
    for count in range(1, len(names) + 1):
        directory = "/" + "/".join(names[:count])
        try:
            mtools("mdir", image, f"::{directory}", **where)
        except subprocess.CalledProcessError:
            mtools("mmd", image, f"::{directory}", **where)


def start(image, **options):
    """Returns a machine without the port by which our own kernel ends."""
    return Machine(image, debug_exit=False, **options)


def wait_for_any(machine, words, seconds=SECONDS):
    machine.wait_until(lambda: any(each in machine.serial for each in words), f"one of {words}", seconds)


def boot(image, until=initrds.DONE, **options):
    """Returns COM1's output up to these words. Fails at a message of the loader and at a panic of the kernel."""
    with start(image, **options) as machine:
        wait_for_any(machine, (until, initrds.FAILED, RESTART, PANIC))
        assert until in machine.serial, machine.report()
        return machine.serial


def params(words):
    """Returns the fields of boot_params as the init printed them."""
    line, = (line for line in words.splitlines() if line.startswith("GUEST params "))
    return {name: int(value, 16) for name, _, value in (each.partition("=") for each in line.split()[2:])}


def line_of(words, kind):
    """Returns the rest of the init's line of this kind."""
    line, = (line for line in words.splitlines() if line.startswith(f"GUEST {kind} "))
    return line.removeprefix(f"GUEST {kind} ")
