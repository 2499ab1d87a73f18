# SPDX-License-Identifier: BSD-2-Clause
"""Boots Debian's Linux kernels, whose first process checks what arrived (tests/guests/initrd/init.cpp).

Linux, "The Linux/x86 Boot Protocol"; "The kernel's command-line parameters".
"""
import gzip
import re
import struct

import pytest

import guest_disk
import initrds
from guest_disk import CONSOLE, ROOMY
from images import mtools
from payloads import payload

KERNEL, INITRD = "/vmlinuz", "/initrd"
ENTRY = [f"linux {KERNEL}", f"initrd {INITRD}"]
ONE = {"first": 70001}
MIB = 1 << 20
FAR_LOADER, CAN_USE_HEAP = 0xFF, 0x80
VERSION = 0x206
RANDOM_SEED = "0x9"                     # SETUP_RNG_SEED
LONGEST = 2047                          # characters of a command line on x86: COMMAND_LINE_SIZE - 1
BOOT_IMAGE = f"BOOT_IMAGE={KERNEL}"
CRNG = "random: crng init done"

full = pytest.mark.full


def linux(fresh, options="", kernel="linux", **disk):
    """Returns a disk with a kernel and one initrd."""
    image = fresh(**{"size_sectors": ROOMY, **disk})
    return guest_disk.put(image, [*ENTRY, f"options {CONSOLE} {options}".rstrip()],
                          {KERNEL: payload(kernel), INITRD: initrds.archive(ONE)})


def proven(words, *proofs):
    """Checks that the kernel found all files of all initrds, and what the loader wrote to its header."""
    found = {line for line in words.splitlines() if line.startswith("GUEST proof ")}
    assert found == initrds.proof_lines(*proofs), words
    params = guest_disk.params(words)
    assert params["loader"] == FAR_LOADER and params["loadflags"] & CAN_USE_HEAP, params
    return params


@pytest.mark.parametrize("layout, fat, interface", [
    ("mbr", 32, "ide"), ("gpt", 16, "usb-xhci"),
    pytest.param("mbr", 16, "ahci", marks=full), pytest.param("gpt", 32, "ahci", marks=full),
    pytest.param("mbr", 32, "usb-ehci", marks=full), pytest.param("gpt", 32, "ide", marks=full),
    pytest.param("mbr", 16, "usb-ehci", marks=full), pytest.param("gpt", 16, "virtio-blk", marks=full),
    pytest.param("mbr", 32, "nvme", marks=full),
])
@pytest.mark.cases(1)
def test_boots_from_all_disks(fresh, layout, fat, interface):
    words = guest_disk.boot(linux(fresh, layout=layout, fat=fat), interface=interface)
    params = proven(words, ONE)
    assert re.search(r" ok   /vmlinuz, \d+ MiB, version 6\.1\.\S+, not sealed$", words, re.M), words
    assert guest_disk.line_of(words, "kernel").startswith("6.1.")
    assert guest_disk.line_of(words, "cmdline") == f"{BOOT_IMAGE} {CONSOLE}"
    assert params["edd"] == params["mbr_signatures"] == 1, "the setup code did not reach the BIOS"
    # The kernel has random numbers before it has collected any.
    assert guest_disk.line_of(words, "setup_data") == RANDOM_SEED
    assert guest_disk.line_of(words, "random").endswith(f"[    0.000000] {CRNG}"), words


@full
def test_seed_makes_the_random_numbers(fresh):
    """The control: a kernel whose header is too old for the seed collects randomness itself."""
    kernel = bytearray(payload("linux").read_bytes())
    struct.pack_into("<H", kernel, VERSION, 0x0208)
    image = guest_disk.put(fresh(size_sectors=ROOMY), [*ENTRY, f"options {CONSOLE}"],
                           {KERNEL: bytes(kernel), INITRD: initrds.archive(ONE)})
    words = guest_disk.boot(image, memory="256M")
    assert proven(words, ONE)["setup_data"] == 0
    assert f"[    0.000000] {CRNG}" not in words and ", random seed" not in words, words


@pytest.mark.parametrize("kernel, packed, order", [
    pytest.param("linux-6.12", "second", (0, 1, 2), marks=full),
    pytest.param("linux-full", "second", (0, 1, 2), marks=full),
    pytest.param("linux-full", "first", (2, 0, 1), marks=full),
    ("linux", "second", (2, 0, 1)),
])
@pytest.mark.full
def test_several_initrds(fresh, kernel, packed, order):
    """One has an odd length, and one is packed. Two are named on one line, as GRUB allows."""
    proofs = [{"first": 4096}, {"second": 300003, "third": 1}, {"fourth": 65537}]
    archives = [initrds.archive(proofs[0]), initrds.archive(proofs[1], init=False),
                initrds.cut(initrds.archive(proofs[2], init=False))]
    at = ("first", "second").index(packed)
    archives[at] = gzip.compress(archives[at], mtime=0)
    names = [f"/initrd{number}" for number in order]
    image = guest_disk.put(fresh(size_sectors=ROOMY),
                           [f"linux {KERNEL}", f"initrd {names[0]} {names[1]}", f"initrd {names[2]}",
                            f"options {CONSOLE}"],
                           {KERNEL: payload(kernel), **{f"/initrd{at}": archives[at] for at in range(3)}})
    params = proven(guest_disk.boot(image, memory="512M"), *proofs)
    size = 0
    for number in order:
        size = -(-size // 4) * 4 + len(archives[number])
    assert params["ramdisk_size"] == size


@full
def test_6_12(fresh):
    words = guest_disk.boot(linux(fresh, kernel="linux-6.12"), memory="256M")
    proven(words, ONE)
    assert guest_disk.line_of(words, "kernel").startswith("6.12.")


@full
@pytest.mark.parametrize("cpu", ["pentium3", "qemu32"])
def test_32_bits(fresh, cpu):
    words = guest_disk.boot(linux(fresh, kernel="linux-686"), emulator="qemu-system-i386", cpu=cpu, memory="256M")
    proven(words, ONE)
    assert guest_disk.line_of(words, "kernel").endswith(" i686")


@full
@pytest.mark.parametrize("mode, expected", [
    ("0x317", {"video": 0x23, "width": 1024, "height": 768, "depth": 16}),
    ("791", {"video": 0x23, "width": 1024, "height": 768, "depth": 16}),
    ("ext", {"video": 1, "rows": 50}), ("normal", {"video": 1, "rows": 25}),
    ("normal vga=ext", {"video": 1, "rows": 50}),
])
def test_video_mode(fresh, mode, expected):
    params = proven(guest_disk.boot(linux(fresh, f"vga={mode}")), ONE)
    assert {name: params[name] for name in expected} == expected


@full
def test_video_mode_is_asked_for(fresh):
    with guest_disk.start(linux(fresh, "vga=ask")) as machine:
        machine.wait_for_screen("Press <ENTER> to see video modes available")


def filled(size, beside=0):
    """Returns an option that makes the command line this long."""
    return "x=" + "a" * (size - len(f"{BOOT_IMAGE} {CONSOLE} x=") - beside)


@pytest.mark.full
def test_longest_command_line(fresh):
    """It arrives byte for byte, quotes and double blanks included."""
    odd = 'dyndbg="file a.c +p;  b" \\ \'c  d\' $e \u00e9 '
    odd_size = len(odd.encode())
    options = odd + filled(LONGEST, odd_size)
    words = guest_disk.boot(linux(fresh, options))
    expected = f"{BOOT_IMAGE} {CONSOLE} {options}"
    assert len(expected.encode()) == LONGEST
    assert guest_disk.line_of(words, "cmdline").encode("cp437") == expected.encode()


@full
@pytest.mark.parametrize("options, memory, end", [
    ("mem=128M", "512M", 128 * MIB), ("mem=0x8000000", "512M", 128 * MIB), ("mem=131072k mem=300M", "512M", 128 * MIB),
    ("", "512M", 512 * MIB), ("", "5000M", 2048 * MIB), ("", "72M", 72 * MIB),
])
def test_place_of_the_initrd(fresh, options, memory, end):
    """It is the highest place that the kernel can use."""
    params = proven(guest_disk.boot(linux(fresh, options), memory=memory), ONE)
    place = params["ramdisk_image"]
    assert place % 4096 == 0 and end - 2 * MIB < place + params["ramdisk_size"] <= end


@full
def test_pieces_of_options_are_joined(fresh):
    image = guest_disk.put(fresh(size_sectors=ROOMY), [*ENTRY, f"options {CONSOLE}", "options a=1", "options b=2"],
                           {KERNEL: payload("linux"), INITRD: initrds.archive(ONE)})
    assert guest_disk.line_of(guest_disk.boot(image), "cmdline") == f"{BOOT_IMAGE} {CONSOLE} a=1 b=2"


@full
def test_is_recognised_by_its_header(fresh):
    """`kernel` names any file."""
    image = linux(fresh)
    guest_disk.put(image, [f"kernel {KERNEL}", ENTRY[1], f"options {CONSOLE}"], {})
    proven(guest_disk.boot(image), ONE)


@full
def test_fragmented_files(fresh):
    """Kernel and initrd lie in many places of the disk."""
    image = fresh(size_sectors=ROOMY)
    hole = bytes(8192)
    for number in range(0, 200):
        guest_disk.put_file(image, f"/hole{number}", hole)
    mtools("mdel", image, *[f"::/hole{number}" for number in range(0, 200, 2)])
    guest_disk.put(image, [*ENTRY, f"options {CONSOLE}"],
                   {INITRD: initrds.archive({"first": 300003}), KERNEL: payload("linux")})
    proven(guest_disk.boot(image), {"first": 300003})
