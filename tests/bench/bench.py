"""Counts what a boot costs, in numbers that hardly vary: disk reads, bytes and instructions, from 7C00h to the kernel's
first one. Fails beyond the bounds.

    bench.py BUILD-DIRECTORY

The counts do not show waits on real hardware: for a disk, and for COM1, which these machines do not have.
"""

import pathlib
import subprocess
import sys
from typing import NamedTuple

from measure import Machine, build_image, build_kernel, in_scratch, measure

BOOTS = 5


class Case(NamedTuple):
    name: str
    payload: int                    # bytes
    most_instructions: int          # allowed
    debug: int = 0                  # bytes of debug sections
    machine: Machine = Machine()
    packed: bool = False


# On one machine, kernels of several sizes: docs/boot-flow.md shows these.
CASES = [
    Case("64 KiB", 64 << 10, 809_000),
    Case("4 MiB", 4 << 20, 3_410_000),
    Case("32 MiB", 32 << 20, 21_520_000),
    Case("64 KiB and 30 MiB of debug sections", 64 << 10, 897_000, debug=30 << 20),
]
# Other disks, processors and sizes of memory.
MACHINES = [
    Case("64 KiB, IDE", 64 << 10, 950_000, machine=Machine("ide")),
    Case("64 KiB, xHCI", 64 << 10, 810_000, machine=Machine("xhci")),
    Case("64 KiB, EHCI", 64 << 10, 16_000_000, machine=Machine("ehci")),
    Case("64 KiB, NVMe", 64 << 10, 812_000, machine=Machine("nvme")),
    Case("4 MiB, packed with LZ4", 4 << 20, 16_000_000, packed=True),
    Case("4 MiB, EHCI", 4 << 20, 216_000_000, machine=Machine("ehci")),
    Case("4 MiB, no SSE4.2", 4 << 20, 15_950_000, machine=Machine(processor="qemu64")),
    Case("32 MiB, no SSE4.2", 32 << 20, 121_500_000, machine=Machine(processor="qemu64")),
    Case("64 KiB, 64 GiB of memory, no 1 GiB pages", 64 << 10, 1_733_000,
         machine=Machine(processor="max,pdpe1gb=off", memory="64G")),
]
READS_BEFORE_KERNEL = 4
BYTES_PER_READ = 127 * 512


def image_of(build, work, case):
    kernel = build_kernel(work, case.payload, case.debug)
    if case.packed:
        subprocess.run(["lz4", "-q", "-9", kernel, work / "packed.elf"], check=True)
        kernel = work / "packed.elf"
    return build_image(build, work, kernel)


def cost(build, case, boots=BOOTS):
    return in_scratch(lambda work: measure(work, image_of(build, work, case), boots, machine=case.machine))


def most_reads(case):
    """Returns the limit: stage 2, the partition table, the volume's start, the rest of a long FAT, and the kernel. A
    packed kernel needs the annex too, but fewer reads of its own. Of an IDE disk QEMU counts each sector."""
    reads = READS_BEFORE_KERNEL + -(-case.payload // BYTES_PER_READ)
    return reads * BYTES_PER_READ // 512 if case.machine.interface == "ide" else reads


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    print("| kernel, sealed | disk reads | allowed | KiB read | instructions | allowed |")
    print("|---|---:|---:|---:|---:|---:|")
    within = True
    for case in CASES + MACHINES:
        instructions, reads, size = cost(build, case, BOOTS if case in CASES else 2)
        within = within and reads <= most_reads(case) and instructions <= case.most_instructions
        print(f"| {case.name} | {reads} | {most_reads(case)} | {size >> 10:,} | {instructions:,} | "
              f"{case.most_instructions:,} |", flush=True)
    sys.exit(0 if within else "bench: more than is allowed")


if __name__ == "__main__":
    main()
