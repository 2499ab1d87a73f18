# SPDX-License-Identifier: BSD-2-Clause
"""Installs GRUB and Syslinux of Debian's packages, each on a disk as its users do, with a kernel that detects its own
damage (peers/kernel.asm).

"GNU GRUB Manual 2.06", "BIOS installation" (3.4), "Images" (11); "The Syslinux Project", "Install", "Mboot.c32".
"""
import os
import subprocess
from pathlib import Path

from fates import Loader
from images import SBIN, patch

KERNEL = Path(__file__).parent / "peers/kernel.asm"
WHOLE = "kernel: whole"
PARTITION, DISK_SIZE = 2048, 64 << 20       # its first sector; bytes
BOOT_CODE = 440                             # bytes of an MBR in front of the disk's signature

GRUB = Path("/usr/lib/grub/i386-pc")
GRUB_MODULES = ["biosdisk", "part_msdos", "fat"]    # those that grub-install finds necessary for such a disk
# grub-install does this to boot.img on hard disks: a jump over the check of DL becomes two NOPs.
GRUB_DRIVE_CHECK = slice(0x66, 0x68)
GRUB_CONFIGURATION = "multiboot /boot/kernel\nboot\n"

SYSLINUX_MBR = Path("/usr/lib/syslinux/mbr/mbr.bin")
SYSLINUX_MODULES = Path("/usr/lib/syslinux/modules/bios")
SYSLINUX_CONFIGURATION = "DEFAULT kernel\nLABEL kernel\n    KERNEL mboot.c32\n    APPEND /kernel\n"


def run(*command):
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True,
                   env={**os.environ, "PATH": SBIN, "MTOOLSRC": "/dev/null"})


def version(package):
    """Returns the version that dpkg reports."""
    return subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], check=True, capture_output=True,
                          text=True).stdout


def disk(image):
    """Makes a disk with one active FAT32 partition at 1 MiB, and the geometry that sfdisk uses for cylinders."""
    with image.open("wb") as file:
        file.truncate(DISK_SIZE)
    subprocess.run(["sfdisk", "-q", image], input=f"{PARTITION},,c,*\n", text=True, check=True,
                   env={**os.environ, "PATH": SBIN})
    run("mkfs.fat", "-F", "32", "-g", "255/63", "-h", str(PARTITION), "--offset", str(PARTITION), image,
        str((DISK_SIZE // 512 - PARTITION) // 2))


def copy(image, folder, *files):
    run("mcopy", "-i", f"{image}@@{PARTITION * 512}", *files, f"::{folder}")


def kernel(directory):
    run("nasm", "-f", "bin", "-w+error", "-o", directory / "kernel", KERNEL)
    return directory / "kernel"


def written(path, words):
    path.write_text(words)
    return path


def grub(directory, configuration=GRUB_CONFIGURATION):
    """Makes a disk like grub-install, without the Reed-Solomon redundancy behind core.img, which only grub-install can
    add."""
    image, core = directory / "grub.img", directory / "core.img"
    disk(image)
    run("mmd", "-i", f"{image}@@{PARTITION * 512}", "::/boot", "::/boot/grub", "::/boot/grub/i386-pc")
    copy(image, "/boot/grub/i386-pc", *sorted(GRUB.glob("*.mod")), *sorted(GRUB.glob("*.lst")))
    copy(image, "/boot/grub", written(directory / "grub.cfg", configuration))
    copy(image, "/boot", kernel(directory))
    run("grub-mkimage", "-O", "i386-pc", "-p", "(hd0,msdos1)/boot/grub", "-o", core, *GRUB_MODULES)
    boot = bytearray((GRUB / "boot.img").read_bytes())
    boot[GRUB_DRIVE_CHECK] = b"\x90\x90"
    patch(image, 0, boot[:BOOT_CODE])
    assert core.stat().st_size <= (PARTITION - 1) * 512, "core.img is larger than the gap"
    patch(image, 512, core.read_bytes())        # where boot.img and core.img's first sector look for it by themselves
    return Loader("GRUB", image, WHOLE, gives_up=r"grub rescue>|^grub>|(Read|Geom|Hard Disk) Error|Aborted\.")


def syslinux(directory):
    image = directory / "syslinux.img"
    disk(image)
    run("syslinux", "--install", "--offset", str(PARTITION * 512), image)
    patch(image, 0, SYSLINUX_MBR.read_bytes()[:BOOT_CODE])
    copy(image, "/", SYSLINUX_MODULES / "mboot.c32", SYSLINUX_MODULES / "libcom32.c32", kernel(directory),
         written(directory / "syslinux.cfg", SYSLINUX_CONFIGURATION))
    return Loader("Syslinux", image, WHOLE,
                  gives_up=r"^boot: |Boot error|Load error|operating system|Operating system load error")
