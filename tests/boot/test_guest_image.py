# SPDX-License-Identifier: BSD-2-Clause
"""Boots images of `make image` with kernels of other loaders' protocols: a real Linux kernel with an initrd, and Multiboot
kernels. The boot entry has checksums, so that a changed file stops the boot. farjump-check-kernel must predict the result
of each boot."""
import gzip
import re
import subprocess

import pytest

import expect
import multiboot_kernels
from fat import Volume
from images import ENTRY, flip_bit, make_image as image_with, mtools
from machine import Machine
from messages import ROOT
from test_make_image import made, make_image
from test_multiboot_control import END

LINUX = ROOT / "build/linux"                # make build/linux/vmlinuz
INIT = "#!/bin/busybox sh\n/bin/busybox echo from the initrd: $(/bin/busybox cat /words)\n/bin/busybox sleep 1000\n"
OPTIONS = "console=ttyS0 panic=-1 loglevel=4"
KERNEL, INITRD = "/boot/vmlinuz", "/boot/modules/initrd"
CODE = re.compile(r"FJ-\d{4}")


def entry_checksum(*files):
    lines = subprocess.run([ROOT / "build/farjump-entry", "checksum", *files], check=True, capture_output=True, text=True)
    return [line.split()[0] for line in lines.stdout.splitlines()]


def initrd(directory):
    """Returns an archive with a shell. Linux, "initramfs buffer format"."""
    root = directory / "root"
    (root / "bin").mkdir(parents=True)
    (root / "bin/busybox").write_bytes((LINUX / "bin/busybox").read_bytes())
    (root / "init").write_text(INIT)
    (root / "words").write_text("all is well")
    for program in ("bin/busybox", "init"):
        (root / program).chmod(0o755)
    with open(directory / "initrd", "wb") as archive:
        subprocess.run([LINUX / "bin/busybox", "cpio", "-o", "-H", "newc"], cwd=root, check=True, stdout=archive,
                       input=b"bin\nbin/busybox\ninit\nwords\n", stderr=subprocess.DEVNULL)
    return directory / "initrd"


@pytest.fixture(scope="module")
def linux_image(tmp_path_factory):
    """Returns the image and the files on it, which it must not have changed."""
    directory = tmp_path_factory.mktemp("linux")
    kernel, archive = LINUX / "vmlinuz", initrd(directory)
    before = kernel.read_bytes()
    entry = made(directory / "disk.img", f"KERNEL={kernel}", f"MODULES={archive}", f"OPTIONS={OPTIONS}",
                 "LAYOUT=superfloppy", "FAT=16")
    sums = entry_checksum(kernel, archive)
    assert entry.splitlines() == ["title farjump", f"linux {KERNEL}", f"options {OPTIONS}", f"module {INITRD}",
                                  f"checksum {sums[0]} {KERNEL}", f"checksum {sums[1]} {INITRD}"]
    assert mtools("mtype", directory / "disk.img", f"::{KERNEL}", volume=0) == before == kernel.read_bytes()
    return directory / "disk.img"


def test_linux_boots_verified(linux_image):
    with Machine(linux_image, memory="256M") as machine:
        machine.wait_for_serial("from the initrd: all is well")
        assert re.search(rf"{KERNEL}, 13 MiB, version \S+, verified$", machine.serial, re.M), machine.report()
        assert re.search(r"1 initrd, .* at [0-9A-F]+h, verified$", machine.serial, re.M), machine.report()


@pytest.mark.parametrize("path, offset, step", [(KERNEL, 0x400, "loading the kernel"),
                                                (KERNEL, 5_000_000, "loading the kernel"),
                                                (INITRD, 100_000, "loading modules")])
@pytest.mark.cases(1)
def test_changed_file_stops_the_boot(linux_image, tmp_path, path, offset, step):
    image = tmp_path / "disk.img"
    subprocess.run(["cp", "--sparse=auto", linux_image, image], check=True)
    with Volume(image, 0) as volume:
        place = volume.byte_offset(path, offset)
    flip_bit(image, place)
    expect.image_refused(image, "checksum_wrong", step, name=path)


def told_with(kernel, mib):
    """Returns the code by which farjump-check-kernel predicts a refusal with this memory, or None."""
    told = subprocess.run([ROOT / "build/farjump-check-kernel", "--memory", str(mib), kernel], capture_output=True,
                          text=True)
    assert told.returncode in (0, 1) and bool(told.stderr) == bool(told.returncode), told
    assert told.returncode == 1 or told.stdout.endswith(f"will boot with {mib} MiB: yes\n"), told
    return CODE.search(told.stderr)[0] if told.returncode else None


def booted_with(image, mib, is_kernel):
    """Returns the code of the loader's refusal, or None once the kernel has said that it runs."""
    with Machine(image, memory=f"{mib}M", debug_exit=False) as machine:
        machine.wait_until(lambda: is_kernel(machine.serial) or "press a key" in machine.serial, "kernel or refusal")
        return None if is_kernel(machine.serial) else CODE.search(machine.serial)[0]


@pytest.mark.parametrize("mib", [16, 64, 72])
@pytest.mark.cases(2)
def test_memory_of_linux_is_predicted(linux_image, mib):
    told = told_with(LINUX / "vmlinuz", mib)
    assert told == (None if mib == 72 else "FJ-0849")
    assert booted_with(linux_image, mib, lambda words: "entering the setup code" in words) == told


@pytest.fixture(scope="module")
def multiboot(tmp_path_factory):
    return multiboot_kernels.build(tmp_path_factory.mktemp("multiboot"))


@pytest.mark.parametrize("name, code", [
    ("mb1-kludge", None), ("mb1-elf64", None), ("mb1-low", None), ("mb2-flat", None), ("mb2-elf64", None),
    ("mb2-relocatable-high", None), ("mb1-too-large", "FJ-0871"), ("mb1-unknown-flag", "FJ-0862"),
    ("mb1-cut", "FJ-0869"), ("mb2-unknown-tag", "FJ-0864"), ("mb2-unknown-request", "FJ-0865"),
    ("mb2-no-entry", "FJ-0866"), ("mb1-wrong-sum", "FJ-0703"),
])
@pytest.mark.cases(4)
def test_multiboot_is_predicted(multiboot, tmp_path, name, code):
    """Of the kernel's checks only the last line counts here, since it does not get the words that it expects."""
    assert told_with(multiboot[name], 128) == code
    assert booted_with(image_with(tmp_path, kernel=multiboot[name]), 128, END.search) == code


@pytest.mark.full
@pytest.mark.parametrize("variant", multiboot_kernels.VARIANTS, ids=lambda variant: variant.name)
def test_each_multiboot_kernel_is_predicted(multiboot, tmp_path, variant):
    kernel, mib = multiboot[variant.name], int(variant.memory.rstrip("M"))
    told = told_with(kernel, mib)
    assert bool(told) == variant.is_wrong
    assert booted_with(image_with(tmp_path, kernel=kernel), mib, END.search) == told


@pytest.mark.parametrize("mib, code", [(4, "FJ-0871"), (64, "FJ-0871"), (72, None)])
def test_memory_of_multiboot_is_predicted(multiboot, tmp_path, mib, code):
    """This kernel has a .bss of 64 MiB."""
    kernel = multiboot["mb2-large-bss"]
    assert told_with(kernel, mib) == code
    assert booted_with(image_with(tmp_path, kernel=kernel), mib, END.search) == code


def test_packed_multiboot_kernel(multiboot, tmp_path):
    """The checksum in the entry is that of the packed file."""
    packed = tmp_path / "kernel.gz"
    packed.write_bytes(gzip.compress(multiboot["mb2-elf64"].read_bytes()))
    image = tmp_path / "disk.img"
    entry = made(image, f"KERNEL={packed}", "LAYOUT=superfloppy", "FAT=16")
    assert entry.splitlines()[1:] == ["multiboot2 /boot/kernel", f"checksum {entry_checksum(packed)[0]} /boot/kernel"]
    with Machine(image, debug_exit=False) as machine:
        machine.wait_until(lambda: END.search(machine.serial), "the kernel's last line")
        assert "Multiboot 2, at 100000h, verified\n" in machine.serial, machine.report()


def test_multiboot_image_has_checksums(multiboot, tmp_path):
    kernel, modules = multiboot["mb2-elf64"], multiboot_kernels.build_modules(tmp_path)[:2]
    image = tmp_path / "disk.img"
    entry = made(image, f"KERNEL={kernel}", f"MODULES={modules[0]} {modules[1]}", "OPTIONS=x", "LAYOUT=superfloppy",
                 "FAT=16")
    sums = entry_checksum(kernel, *modules)
    paths = ["/boot/kernel", "/boot/modules/module0", "/boot/modules/module1"]
    assert entry.splitlines() == ["title farjump", f"multiboot2 {paths[0]}", "options x",
                                  *(f"module {path}" for path in paths[1:]),
                                  *(f"checksum {each} {path}" for each, path in zip(sums, paths))]
    with Machine(image, debug_exit=False) as machine:
        machine.wait_until(lambda: END.search(machine.serial), "the kernel's last line")
        assert "Multiboot 2, at 100000h, verified\n" in machine.serial, machine.report()
        assert re.search(r"2, .*, verified$", machine.serial, re.M), machine.report()


def test_refused_kernel_makes_no_image(multiboot, tmp_path):
    result = make_image(tmp_path / "disk.img", f"KERNEL={multiboot['mb2-unknown-tag']}")
    assert result.returncode == 2 and "[FJ-0864]\nhint: " in result.stderr, result.stderr
    assert not (tmp_path / "disk.img").exists()


def test_blank_in_the_name_of_a_multiboot_module(multiboot, tmp_path):
    (tmp_path / "a b").write_text("content")
    module = str(tmp_path / "a b").replace(" ", "\\ ")
    result = make_image(tmp_path / "disk.img", f"KERNEL={multiboot['mb2-elf64']}", f"MODULES={module}")
    assert result.returncode == 2 and "can have no blank in its name" in result.stderr, result.stderr
    assert not (tmp_path / "disk.img").exists()


def test_entry_tool_on_the_files_of_an_image(linux_image, tmp_path):
    """The tool writes the same lines into an entry of a mounted volume."""
    (tmp_path / "boot/modules").mkdir(parents=True)
    for path in (KERNEL, INITRD):
        (tmp_path / path[1:]).write_bytes(mtools("mtype", linux_image, f"::{path}", volume=0))
    entry = mtools("mtype", linux_image, f"::{ENTRY}", volume=0).decode()
    stale = re.sub(r"^checksum wide:\w+ (/boot/vmlinuz)$", r"checksum wide:00000000 \1", entry, flags=re.M)
    stale = "".join(line for line in stale.splitlines(True) if not line.endswith(f" {INITRD}\n") or "module" in line[:6])
    assert stale != entry
    (tmp_path / "entry.conf").write_text(stale)
    command = [ROOT / "build/farjump-entry", "checksum", "--root", tmp_path, tmp_path / "entry.conf"]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == entry
