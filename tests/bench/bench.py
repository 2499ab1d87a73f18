# SPDX-License-Identifier: BSD-2-Clause
"""Counts what a boot costs, in numbers that hardly vary: disk reads, bytes and instructions, from 7C00h to the kernel's
first one. Fails beyond the bounds. Then measures other loaders in the same way, divides farjump's boot into its steps,
computes the waits that the counts do not show, and takes the times of all loaders by the host's clock.

    bench.py BUILD-DIRECTORY
"""

import pathlib
import subprocess
import sys
from typing import NamedTuple

import linux_boot
import loaders
import other_loaders
import phases
import waits
import wall_clock
import watch
from emulator import Machine
from farjump_disk import build_image, build_kernel, link_kernel
from measure import in_scratch, measure

BOOTS = 5
BOOTS_OF_MACHINES = 2
TRIES = 3


class Case(NamedTuple):
    name: str
    payload: int                    # bytes
    most_instructions: int          # allowed in the quickest boot; the others waited longer for the host's disk
    debug: int = 0                  # bytes of debug sections
    machine: Machine = Machine()
    packed: bool = False
    limine: bool = False            # a kernel for the Limine boot protocol


# On one machine, kernels of several sizes.
CASES = [
    Case("64 KiB", 64 << 10, 714_000),
    Case("4 MiB", 4 << 20, 2_986_000),
    Case("32 MiB", 32 << 20, 18_700_000),
    Case("64 KiB and 30 MiB of debug sections", 64 << 10, 818_000, debug=30 << 20),
    Case("64 KiB, for the Limine protocol", 64 << 10, 1_079_000, limine=True),
]
# Other disks, processors and sizes of memory.
MACHINES = [
    Case("64 KiB, IDE", 64 << 10, 858_000, machine=Machine("ide")),
    Case("64 KiB, xHCI", 64 << 10, 712_000, machine=Machine("xhci")),
    Case("64 KiB, EHCI", 64 << 10, 15_939_000, machine=Machine("ehci")),
    Case("64 KiB, NVMe", 64 << 10, 716_000, machine=Machine("nvme")),
    Case("4 MiB, packed with LZ4", 4 << 20, 14_366_000, packed=True),
    Case("4 MiB, EHCI", 4 << 20, 215_473_000, machine=Machine("ehci")),
    Case("4 MiB, packed with LZ4, EHCI", 4 << 20, 29_827_000, machine=Machine("ehci"), packed=True),
    Case("4 MiB, `-cpu qemu64`", 4 << 20, 3_099_000, machine=Machine(processor="qemu64")),
    Case("32 MiB, `-cpu qemu64`", 32 << 20, 19_020_000, machine=Machine(processor="qemu64")),
    Case("64 KiB, `-cpu qemu64`", 64 << 10, 726_000, machine=Machine(processor="qemu64")),
    Case("4 MiB, packed with LZ4, `-cpu qemu64`", 4 << 20, 14_382_000, machine=Machine(processor="qemu64"),
         packed=True),
    Case("64 KiB, 128 MiB of memory", 64 << 10, 713_000, machine=Machine(memory="128M")),
    Case("64 KiB, 64 GiB of memory", 64 << 10, 749_000, machine=Machine(memory="64G")),
    Case("64 KiB, 64 GiB of memory, no 1 GiB pages", 64 << 10, 1_534_000,
         machine=Machine(processor="max,pdpe1gb=off", memory="64G")),
]
READS_BEFORE_KERNEL = 4
BYTES_PER_READ = 127 * 512

HEADING = [f"| kernel | disk reads | KiB read | instructions | least | most | {watch.HEADING} |",
           "|---|---:|---:|---:|---:|---:|---:|---:|---:|"]


def image_of(build, work, case):
    if case.limine:
        return build_image(build, work, link_kernel(work, "limine_kernel", case.payload))
    kernel = build_kernel(work, case.payload, case.debug)
    if case.packed:
        subprocess.run(["lz4", "-q", "-9", kernel, work / "packed.elf"], check=True)
        kernel = work / "packed.elf"
    return build_image(build, work, kernel)


def cost(build, case, boots):
    return in_scratch(lambda work: measure(work, image_of(build, work, case), boots, machine=case.machine))


def calls(build, case):
    return in_scratch(lambda work: watch.calls(work, image_of(build, work, case), case.machine))


def cost_within(work, image, case):
    """Returns the cost. Beyond the bounds it is measured again, with more boots: a busy host makes the disk slower."""
    its = measure(work, image, BOOTS if case in CASES else BOOTS_OF_MACHINES, machine=case.machine)
    for _ in range(TRIES):
        if beyond(case, its):
            its = measure(work, image, BOOTS, machine=case.machine)
    return its


def cost_and_calls(build, case):
    def measured(work):
        image = image_of(build, work, case)
        return cost_within(work, image, case), watch.calls(work, image, case.machine)
    return in_scratch(measured)


def rows(build):
    """Yields each case with its cost and its line."""
    for case in CASES + MACHINES:
        its, asked = cost_and_calls(build, case)
        yield case, its, f"| {case.name} | {its.cells()} | {asked.cells()} |"


def most_reads(case):
    """Returns the limit: stage 2, the partition table, the volume's start, the rest of a long FAT, and the kernel. A
    packed kernel needs the annex too, but fewer reads of its own. Of an IDE disk QEMU counts each sector."""
    reads = READS_BEFORE_KERNEL + -(-case.payload // BYTES_PER_READ) + (1 if case.limine else 0)
    return reads * BYTES_PER_READ // 512 if case.machine.interface == "ide" else reads


def beyond(case, its):
    """Returns what the boot costs more than it may."""
    limits = [("reads", its.reads, most_reads(case)), ("instructions", its.least, case.most_instructions)]
    return [f"bench: {case.name}: {spent:,} {what}, at most {most:,} are allowed" for what, spent, most in limits
            if spent > most]


def show(lines):
    for line in lines:
        print(line, flush=True)


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    too_much = []
    show(HEADING)
    for case, its, line in rows(build):
        show([line])
        too_much += beyond(case, its)
    show(["", f"Other loaders: {other_loaders.versions()}", "", *linux_boot.HEADING])
    linux = linux_boot.costs(build)
    show(linux_boot.lines(linux))
    too_much += linux_boot.beyond(linux)
    for table in (loaders, phases, waits, wall_clock):
        show(["", *table.HEADING])
        show(table.rows(build))
    sys.exit("\n".join(too_much) or 0)


if __name__ == "__main__":
    main()
