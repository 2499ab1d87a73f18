# SPDX-License-Identifier: BSD-2-Clause
"""Boots what uses Linux's boot protocol without being Linux: memory tests, boot loaders, disks in memory. Some have
only the 16-bit entry, and headers of old versions.

"The Linux/x86 Boot Protocol"; Syslinux, "MEMDISK"; GRUB, "lnxboot".
"""
import subprocess

import pytest

import guest_disk
from guest_disk import ROOMY
from images import assemble
from payloads import payload

FLOPPY = 1440 << 10
GRUB_CORE = """
serial --unit=0
terminal_output serial
echo 'core.img runs'
"""
GRUB_MODULES = ["serial", "terminal", "echo"]

full = pytest.mark.full


def expect_screen(image, *words, **options):
    with guest_disk.start(image, **options) as machine:
        for each in words:
            machine.wait_for_screen(each)


def kernel(fresh, content, *options, files=()):
    image = fresh(size_sectors=ROOMY) if files else fresh()
    return guest_disk.put(image, ["linux /boot/kernel", *options], {"/boot/kernel": content, **dict(files)})


@pytest.mark.parametrize("name, emulator, memory", [
    ("memtest-x64", "qemu-system-x86_64", "16M"),
    pytest.param("memtest-ia32", "qemu-system-i386", "64M", marks=full),
])
def test_memtest(fresh, name, emulator, memory):
    expect_screen(kernel(fresh, payload(name)), "Memtest86+ v6", emulator=emulator, memory=memory)


def test_ipxe(fresh):
    """Its header has 0 as the place of its code, and a version that does not define all fields in front of its end."""
    expect_screen(kernel(fresh, payload("ipxe")), "iPXE 1.", memory="8M")


@pytest.mark.parametrize("length", [0, 200, pytest.param(255, marks=full)])
def test_memdisk(fresh, tmp_path, length):
    """It takes the initrd for a disk, whose boot sector tells what it finds. The version of its header, 2.03, defines
    no length of the command line: it is 255."""
    floppy = assemble(tmp_path, "told_sector.asm").ljust(FLOPPY, b"\0")
    options = ["initrd /floppy"]
    if length:
        options.append("options " + "x" * (length - len("BOOT_IMAGE=/boot/kernel ")))
    image = kernel(fresh, payload("memdisk"), *options, files={"/floppy": floppy})
    with guest_disk.start(image, memory="16M") as machine:
        machine.wait_for_serial("boot sector: drive 00h, A20 open")
        assert f"command line of {length or len('BOOT_IMAGE=/boot/kernel')} bytes" in machine.serial


@full
def test_memdisk_with_a_grub_floppy(fresh):
    image = kernel(fresh, payload("memdisk"), "initrd /floppy", files={"/floppy": payload("rescue-floppy")})
    expect_screen(image, "GNU GRUB", memory="128M")


@full
def test_lnxboot(fresh, tmp_path):
    """GRUB in a file that looks like Linux."""
    configuration, core = tmp_path / "grub.cfg", tmp_path / "core.img"
    configuration.write_text(GRUB_CORE)
    subprocess.run(["grub-mkimage", "-O", "i386-pc", "-p", "/", "-c", configuration, "-o", core, *GRUB_MODULES],
                   check=True, stdin=subprocess.DEVNULL)
    image = kernel(fresh, payload("lnxboot").read_bytes() + core.read_bytes())
    with guest_disk.start(image) as machine:
        machine.wait_for_serial("core.img runs")
