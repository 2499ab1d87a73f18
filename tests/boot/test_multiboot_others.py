# SPDX-License-Identifier: BSD-2-Clause
"""Boots other people's Multiboot kernels, as Debian ships them: Xen, GNU Mach, tboot, a game, and the specification's
example. Most are packed with gzip.

Xen, "Xen Hypervisor Command Line Options"; tboot, README, "Configuring GRUB".
"""
import pytest

import guest_disk
import initrds
from guest_disk import CONSOLE, ROOMY
from multiboot_boots import pixel
from payloads import payload

ONE = {"first": 70001}
XEN = "options com1=115200,8n1 console=com1 noreboot"
INVADERS = "-*--*-"                         # in front of and behind the game's title
BLUE_AT, BLUE = (500, 500), (0, 0, 255)     # the example's diagonal line

full = pytest.mark.full


def xen(fresh, key, dom0):
    """Returns a disk with Xen, whose first options must arrive: they name the console."""
    entry, files = [f"{key} /xen.gz", XEN], {"/xen.gz": payload("xen")}
    if dom0:
        entry += ["module /vmlinuz console=hvc0 panic=1 quiet", "module /initrd"]
        files |= {"/vmlinuz": payload("linux-full"), "/initrd": initrds.archive(ONE)}
    return guest_disk.put(fresh(size_sectors=ROOMY), entry, files)


@pytest.mark.parametrize("key", ["multiboot2", pytest.param("multiboot", marks=full),
                                 pytest.param("kernel", marks=full)])
def test_xen(fresh, key):
    words = guest_disk.boot(xen(fresh, key, dom0=False), "Manual reset required", memory="256M")
    assert "(XEN) Xen version 4." in words and "(XEN) Command line: com1=115200,8n1 console=com1 noreboot" in words
    assert "dom0 kernel not specified" in words


@full
@pytest.mark.parametrize("key", ["multiboot2", "multiboot"])
def test_xen_with_dom0(fresh, key):
    words = guest_disk.boot(xen(fresh, key, dom0=True), memory="1G")
    assert initrds.proof_lines(ONE) <= set(words.splitlines())
    assert guest_disk.line_of(words, "cmdline") == "console=hvc0 panic=1 quiet"


@full
def test_tboot(fresh):
    """It starts Linux, which comes as its first module, and hands on the module's words, the path among them. Its
    segment is larger than most kernels: 35 MiB."""
    image = guest_disk.put(fresh(size_sectors=ROOMY),
                           ["multiboot2 /tboot.gz", "options logging=serial,memory",
                            f"module /vmlinuz {CONSOLE}", "module /initrd"],
                           {"/tboot.gz": payload("tboot"), "/vmlinuz": payload("linux"),
                            "/initrd": initrds.archive(ONE)})
    words = guest_disk.boot(image, memory="512M")
    assert initrds.proof_lines(ONE) <= set(words.splitlines())
    assert guest_disk.line_of(words, "cmdline") == f"/vmlinuz {CONSOLE}"


@pytest.mark.parametrize("key", ["multiboot", pytest.param("kernel", marks=full)])
def test_gnumach(fresh, key):
    """An ELF64 file of the first protocol, with 32-bit code."""
    image = guest_disk.put(fresh(), [f"{key} /gnumach.gz", "options console=com0 root=device:hd0"],
                           {"/gnumach.gz": payload("gnumach")})
    words = guest_disk.boot(image, "No bootstrap code loaded with the kernel!", memory="32M")
    assert "GNU Mach 1.8" in words


@pytest.mark.parametrize("memory", ["4M", pytest.param("128M", marks=full)])
def test_invaders(fresh, memory):
    """No ELF file: the header lays it out. It draws in text mode."""
    image = guest_disk.put(fresh(), ["multiboot /invaders"], {"/invaders": payload("invaders")})
    with guest_disk.start(image, memory=memory) as machine:
        machine.wait_for_screen(INVADERS)


def test_example_of_the_specification(fresh, tmp_path):
    """It asks for graphics, and draws a blue line."""
    image = guest_disk.put(fresh(), ["multiboot /kernel", "options one two", "module /module three"],
                           {"/kernel": payload("multiboot-example"), "/module": bytes(5000)})
    with guest_disk.start(image) as machine:
        machine.wait_until(lambda: pixel(machine, (0, 0), tmp_path) == BLUE, "the line's first pixel")
        machine.wait_until(lambda: pixel(machine, BLUE_AT, tmp_path) == BLUE, "the line")
