# SPDX-License-Identifier: BSD-2-Clause
"""What farjump, GRUB and Syslinux cost until a Linux kernel of 8 MiB with an initrd of 16 MiB runs its first
instruction, that of its setup code. All three start it by its 16-bit entry. The kernel has a true CRC-32, which farjump
alone verifies."""

import random
import struct
import zlib

import other_loaders
import peers
import watch
from farjump_disk import assemble, build_image
from measure import in_scratch, measure

KERNEL, INITRD = 8 << 20, 16 << 20
BOOTS = 5
MOST_OF_THE_BETTER = 0.5        # farjump's instructions, as a part of those of the better of the two others
# Stage 2, the partition table, the volume's start, the rest of its FAT, the boot entry, the annex's front and its rear, the
# end of the second file.
OTHER_READS = 8
MOST_READS = OTHER_READS + -(-(KERNEL + INITRD) // (127 * 512))
HEADING = [f"| Linux, 8 MiB, initrd of 16 MiB | disk reads | KiB read | instructions | least | most | {watch.HEADING} |",
           "|---|---:|---:|---:|---:|---:|---:|---:|---:|"]

ENTRY = "title Linux\nlinux /boot/kernel.elf\ninitrd /boot/modules/initrd\noptions root=/dev/sda2 ro quiet\n"
GRUB = "linux16 /boot/kernel.elf root=/dev/sda2 ro quiet\ninitrd16 /boot/modules/initrd\nboot\n"
SYSLINUX = ("DEFAULT linux\nLABEL linux\n    LINUX /boot/kernel.elf\n    INITRD /boot/modules/initrd\n"
            "    APPEND root=/dev/sda2 ro quiet\n")


def noise(size, seed):
    return random.Random(seed).randbytes(size)


def with_checksum(kernel):
    """Returns the kernel with the four bytes at its end that make the remainder of its CRC-32 zero."""
    return kernel[:-4] + struct.pack("<I", zlib.crc32(kernel[:-4]) ^ 0xFFFF_FFFF)


def kernel(work):
    start = assemble("linux_kernel.asm", work / "start", PAYLOAD=KERNEL).read_bytes()
    path = work / "kernel"
    path.write_bytes(with_checksum(start + noise(KERNEL, 1)))
    return path


def image_of(loader, build, work):
    (work / "initrd").write_bytes(noise(INITRD, 2))
    image = build_image(build, work, kernel(work), "--module", work / "initrd")
    if loader == other_loaders.FARJUMP:
        peers.copy(image, "/loader/entries/linux.conf", peers.written(work / "linux.conf", ENTRY))
        peers.run("mcopy", "-o", "-i", f"{image}@@{peers.PARTITION * 512}",
                  peers.written(work / "loader.conf", "default linux\n"), "::/loader/loader.conf")
    else:
        other_loaders.INSTALL[loader](image, work, {other_loaders.GRUB: GRUB, other_loaders.SYSLINUX: SYSLINUX}[loader])
    return image


def cost_and_calls(build, loader, boots=BOOTS):
    def measured(work):
        image = image_of(loader, build, work)
        return measure(work, image, boots), watch.calls(work, image)
    return in_scratch(measured)


def costs(build, boots=BOOTS):
    return {loader: cost_and_calls(build, loader, boots) for loader in other_loaders.LOADERS}


def lines(costs_of):
    for loader, (its, asked) in costs_of.items():
        yield f"| {loader} | {its.cells()} | {asked.cells()} |"


def rows(build):
    return lines(costs(build))


def beyond(costs_of):
    """Returns what the boot costs more than it may."""
    its = costs_of[other_loaders.FARJUMP][0]
    better = min(costs_of[loader][0].least for loader in (other_loaders.GRUB, other_loaders.SYSLINUX))
    limits = [("reads", its.reads, MOST_READS), ("instructions", its.least, int(MOST_OF_THE_BETTER * better))]
    return [f"bench: Linux: {spent:,} {what}, at most {most:,} are allowed" for what, spent, most in limits
            if spent > most]
