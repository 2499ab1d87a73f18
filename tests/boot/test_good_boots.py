# SPDX-License-Identifier: BSD-2-Clause
"""Tests boots that must succeed: on every disk interface, without a screen or a serial line, with quirks of BIOSes."""
import subprocess
import zlib

import pytest

import expect
from fat import Volume
from images import ENTRY, KERNEL, ROOT, ImageFile, image_with_kernel, kernel_code_sector, make_image, put_file
from machine import INTERFACES, KEPT, ROMBIOS, Machine
from option_rom import option_rom

PLAIN_INTERFACES = [name for name in INTERFACES if name != "isa-ide"]


@pytest.mark.check
@pytest.mark.parametrize("interface", PLAIN_INTERFACES)
def test_disk_interface(image, interface):
    expect.image_boots(image, interface=interface)


@pytest.mark.check
def test_without_screen(image):
    expect.image_boots(image, vga="none")


def test_without_serial_line(image):
    with Machine(image, serial=False, debug_exit=False) as machine:
        machine.wait_for_screen("self-check: ")
        expect.promises_kept(machine.screen())


def test_rombios_with_a20_off(image):
    expect.image_boots(image, interface="isa-ide", cpu="max,-apic", vga="none", extra=ROMBIOS)


@pytest.mark.parametrize("interface", ["ide", "usb-ehci"])
def test_without_disk_extensions(image, tmp_path, interface):
    expect.image_boots(image, interface=interface, extra=option_rom(tmp_path, "no_edd_rom.asm"))


@pytest.mark.parametrize("where", ["stage 2", "kernel"])
@pytest.mark.parametrize("interface", ["ide", "usb-xhci"])
def test_read_that_fails_once(image, where, interface):
    """The drive is still spinning up, or the sector is weak: the second try works."""
    with Volume(image) as volume:
        sector = 2 if where == "stage 2" else kernel_code_sector(volume)
    expect.image_boots(image, interface=interface, bad_sectors=[sector], once=True)


@pytest.mark.parametrize("other", ["blank", "no kernel"])
def test_second_disk(image, tmp_path, other):
    """The kernel comes from the disk that the BIOS booted, whatever other disks exist."""
    if other == "blank":
        second = tmp_path / "blank.img"
        second.write_bytes(b"")
        with open(second, "r+b") as file:
            file.truncate(32 << 20)
    else:
        second = image_with_kernel(tmp_path, b"not a kernel")
    extra = ["-drive", f"file={second},format=raw,if=none,id=second,file.locking=off", "-device",
             "ide-hd,drive=second,bus=ide.1"]
    expect.image_boots(image, extra=extra)


def test_bytes_that_bioses_overwrite(image, tmp_path):
    """Some BIOSes write a volume's parameters to 03h to 59h of the first sector, so these bytes must not contain
    code."""
    copy = make_image(tmp_path)
    with ImageFile(copy) as file:
        assert file.read(0, 3)[0::2] == b"\xEB\x90"
        file.write(3, b"\xFF" * (0x5A - 3))
    expect.image_boots(copy)


def test_command_line_reaches_the_kernel(tmp_path):
    image = make_image(tmp_path, options="colour=green verbose")
    with Machine(image) as machine:
        expect.boots(machine)
        assert "colour=green verbose" in machine.serial


@pytest.mark.parametrize("pieces", [1, 100])
def test_command_line_of_nearly_64_kib(fresh, pieces):
    """The command line has its largest length: in one line of the boot entry, and in many lines that are joined."""
    image = fresh()
    piece = (65536 // pieces - 1) * "o"
    options = [piece] * (pieces - 1)
    options.append((65535 - sum(len(option) + 1 for option in options)) * "z")
    put_file(image, ENTRY, "\n".join(["kernel /boot/kernel.elf", *map("options {}".format, options), ""]).encode())
    with Machine(image) as machine:
        expect.boots(machine)
        checksum = zlib.crc32(" ".join(options).encode())
        assert f"kernel: these are 65,535 bytes, checksum {checksum:08X}h\n" in machine.serial, machine.report()


def test_command_line_that_is_too_long(fresh):
    image = fresh()
    put_file(image, ENTRY, b"kernel /boot/kernel.elf\noptions " + b"o" * 65536)
    expect.image_refused(image, "text_too_long", "describing the machine", [65536], "the command line")


def test_sealed_kernel_is_verified(image):
    with Machine(image) as machine:
        expect.boots(machine)
        assert "verified" in machine.serial


def test_kernel_larger_than_one_read(tmp_path):
    """The kernel is followed by 4 MiB of debug data, in a section that is not loaded."""
    image = image_with_kernel(tmp_path, KERNEL.read_bytes() + b"\xDB" * (4 << 20))
    expect.image_boots(image)


def test_somebody_elses_kernel(tmp_path):
    """The kernel is linked by the compiler's own linker script, without a seal."""
    kernel = tmp_path / "kernel.elf"
    subprocess.run(["x86_64-linux-gnu-g++", "-std=c++20", "-O2", "-ffreestanding", "-fno-pic", "-mcmodel=kernel",
                    "-mno-red-zone", "-mgeneral-regs-only", "-fno-asynchronous-unwind-tables", "-nostdlib", "-static",
                    "-no-pie", "-Wl,-Ttext-segment=0xFFFFFFFF80000000", "-I", ROOT, "-o", kernel,
                    ROOT / "tests/boot/own_kernel.cpp"], check=True)
    with Machine(make_image(tmp_path, kernel=kernel, options="hello world")) as machine:
        assert machine.wait_for_end() == KEPT, machine.report()
        assert "own kernel: hello world\n" in machine.serial
        assert "not sealed" in machine.serial
