"""Measures what a boot costs in numbers that are reproducible: disk reads and instructions, from 7C00h to the kernel's
first instruction.

    bench.py BUILD-DIRECTORY
"""

import pathlib
import sys

from measure import build_image, build_kernel, in_scratch, measure

BOOTS = 5

# Kernel, bytes of payload, bytes of debug sections, most instructions allowed.
CASES = [
    ("64 KiB", 64 << 10, 0, 870_000),
    ("4 MiB", 4 << 20, 0, 3_680_000),
    ("32 MiB", 32 << 20, 0, 22_000_000),
    ("64 KiB and 30 MiB of debug sections", 64 << 10, 30 << 20, 1_030_000),
]
READS_BEFORE_KERNEL = 10
READS_AFTER_KERNEL = 2
BYTES_PER_READ = 127 * 512


def cost(build, case, boots=BOOTS):
    """Returns the instructions and the reads of one case."""
    _, payload, debug, _ = case
    return in_scratch(lambda work: measure(work, build_image(build, work, build_kernel(work, payload, debug)), boots))


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    print("| kernel, sealed | disk reads | allowed | instructions | allowed |")
    print("|---|---:|---:|---:|---:|")
    within = True
    for case in CASES:
        name, payload, _, most_instructions = case
        instructions, reads = cost(build, case)
        most_reads = READS_BEFORE_KERNEL + -(-payload // BYTES_PER_READ) + READS_AFTER_KERNEL
        within = within and reads <= most_reads and instructions <= most_instructions
        print(f"| {name} | {reads} | {most_reads} | {instructions:,} | {most_instructions:,} |", flush=True)
    sys.exit(0 if within else "bench: more than is allowed")


if __name__ == "__main__":
    main()
