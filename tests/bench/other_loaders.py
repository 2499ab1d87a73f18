# SPDX-License-Identifier: BSD-2-Clause
"""Installs GRUB and Syslinux of Debian's packages on a disk that mkdisk.sh made for farjump: the volume, its clusters
and the kernel's place are the same for all loaders. Each gets a kernel of its own protocol.

tests/hostile_bios/peers.py installs them in the same way.
"""

import sys

import farjump_disk
from farjump_disk import ROOT, assemble, build_image

sys.path += [str(ROOT / "tests/hostile_bios"), str(ROOT / "tests/boot")]
import peers  # noqa: E402
from images import patch  # noqa: E402

FARJUMP, GRUB, SYSLINUX = LOADERS = "farjump", "GRUB", "Syslinux"
PACKAGES = ("grub-pc-bin", "syslinux-common")
GRUB_CONFIGURATION = "multiboot2 /boot/kernel.elf\nboot\n"
SYSLINUX_CONFIGURATION = "DEFAULT kernel\nLABEL kernel\n    LINUX /boot/kernel.elf\n"


def versions():
    """Returns the packages with their versions."""
    return ", ".join(f"{package} {peers.version(package)}" for package in PACKAGES)


def grub(image, work, configuration=GRUB_CONFIGURATION):
    volume = f"{image}@@{peers.PARTITION * 512}"
    peers.run("mmd", "-i", volume, "::/boot/grub", "::/boot/grub/i386-pc")
    peers.copy(image, "/boot/grub/i386-pc", *sorted(peers.GRUB.glob("*.mod")), *sorted(peers.GRUB.glob("*.lst")))
    peers.copy(image, "/boot/grub", peers.written(work / "grub.cfg", configuration))
    core = work / "core.img"
    peers.run("grub-mkimage", "-O", "i386-pc", "-p", "(hd0,msdos1)/boot/grub", "-o", core, *peers.GRUB_MODULES)
    boot = bytearray((peers.GRUB / "boot.img").read_bytes())
    boot[peers.GRUB_DRIVE_CHECK] = b"\x90\x90"
    assert core.stat().st_size <= (peers.PARTITION - 1) * 512, "core.img is larger than the gap"
    patch(image, 0, boot[:peers.BOOT_CODE])
    patch(image, 512, core.read_bytes())


def syslinux(image, work, configuration=SYSLINUX_CONFIGURATION):
    peers.run("syslinux", "--install", "--offset", str(peers.PARTITION * 512), image)
    patch(image, 0, peers.SYSLINUX_MBR.read_bytes()[:peers.BOOT_CODE])
    peers.copy(image, "/", peers.written(work / "syslinux.cfg", configuration))


INSTALL = {GRUB: grub, SYSLINUX: syslinux}
KERNELS = {GRUB: "multiboot2.asm", SYSLINUX: "linux.asm"}


def build_kernel(loader, work, payload):
    return assemble(KERNELS[loader], work / "payload", PAYLOAD=payload)


def image_of(loader, build, work, payload, *options):
    """Returns the disk of any loader, farjump included, with a kernel of `payload` bytes."""
    if loader == FARJUMP:
        return build_image(build, work, farjump_disk.build_kernel(work, payload), *options)
    image = build_image(build, work, build_kernel(loader, work, payload), *options)
    INSTALL[loader](image, work)
    return image
