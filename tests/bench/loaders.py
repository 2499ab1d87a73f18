# SPDX-License-Identifier: BSD-2-Clause
"""What farjump, GRUB and Syslinux cost on the same volume and machine, for kernels of three sizes."""

import other_loaders
import watch
from measure import in_scratch, measure

SIZES = {"64 KiB": 64 << 10, "4 MiB": 4 << 20, "32 MiB": 32 << 20}
BOOTS = 5
HEADING = [f"| kernel | loader | disk reads | KiB read | instructions | least | most | {watch.HEADING} |",
           "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|"]


def cost_and_calls(build, loader, size, boots=BOOTS):
    def measured(work):
        image = other_loaders.image_of(loader, build, work, SIZES[size])
        return measure(work, image, boots), watch.calls(work, image)
    return in_scratch(measured)


def rows(build):
    for size in SIZES:
        for loader in other_loaders.LOADERS:
            its, asked = cost_and_calls(build, loader, size)
            yield f"| {size} | {loader} | {its.cells()} | {asked.cells()} |"
