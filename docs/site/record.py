# SPDX-License-Identifier: BSD-2-Clause
"""Boots the image in QEMU and records what the page docs/walk.md shows: the page tables, the memory map, the timeline.

    record.py IMAGE DATA.js

The tables are read from the machine's memory, from CR3 on, while farjump's kernel waits at its prompt. The kernel's own
answers for some addresses are recorded beside them. With -icount the time stamp counter counts instructions.
Intel, "Software Developer's Manual", volume 3, "4-Level Paging and 5-Level Paging".
"""
import base64
import json
import re
import struct
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests/boot"))

from machine import Machine                                                  # noqa: E402
from screenshot import READY, ask                                            # noqa: E402

PROCESSORS = {"max,la57=off": 4, "max": 5}
MEMORY = "5G"                               # some of it above 4 GiB, in pages of 1 GiB
ADDRESS = 0x000FFFFFFFFFF000                # bits 51:12 of an entry
PRESENT, LARGE = 1, 1 << 7
FIVE_LEVELS = 1 << 12                       # CR4.LA57
SAMPLES = {
    "the kernel's headers": "FFFFFFFF80000000", "the stack": "FFFFFF0000010000", "the guard below the stack": "FFFFFF000000F000",
    "video memory": "FFFF8000000B8000", "16 MiB, in the direct map": "FFFF800001000000",
    "5 GiB, in the direct map": "FFFF800140000000", "the framebuffer": "FFFF8000FD000000", "a null pointer": "0",
}


def registers(machine):
    """Returns CR3 and CR4."""
    words = machine.command("human-monitor-command", **{"command-line": "info registers"})
    return [int(re.search(rf"\b{name}=([0-9a-f]+)", words)[1], 16) for name in ("CR3", "CR4")]


def page_tables(machine, root, levels):
    """Returns the bytes of each table that leads somewhere, by its physical address."""
    tables = {}
    with tempfile.TemporaryDirectory() as directory:
        def read(table, level):
            path = f"{directory}/{table:X}"
            machine.command("pmemsave", val=table, size=4096, filename=path)
            tables[table] = Path(path).read_bytes()
            for (entry,) in struct.iter_unpack("<Q", tables[table]):
                if entry & PRESENT and level > 1 and not (entry & LARGE and level <= 3) and entry & ADDRESS not in tables:
                    read(entry & ADDRESS, level - 1)
        read(root, levels)
    return {f"{table:X}": base64.b64encode(content).decode() for table, content in sorted(tables.items())}


def ranges(words):
    """Returns base, last byte and kind of each range of the memory map, from the kernel's own listing."""
    return re.findall(r"^  ([0-9A-F]+)h  ([0-9A-F]+)h  ([\w ]+?), ", words, re.M)


def timeline(words):
    """Returns each step's name and instructions; first the firmware's."""
    steps = [(name, int(milliseconds.replace(".", "").replace(",", "")) * 1000)
             for milliseconds, name in re.findall(r"^ +([\d,]+\.\d{3}) ms  (.+)$", words, re.M)]
    assert steps[-1][0] == "all of it"
    return steps[:-1]


def record(image, processor, levels):
    with Machine(image, cpu=processor, memory=MEMORY, debug_exit=False, extra=["-icount", "shift=0,sleep=off"]) as machine:
        machine.wait_for_serial(READY)
        log = machine.serial[:machine.serial.index("kernel: ")].strip()
        samples = {"the kernel's first instruction": re.search(r"entering the kernel at ([0-9A-F]+)h", log)[1]} | SAMPLES
        answers = {address: ask(machine, f"map {address}").strip("\n") for address in samples.values()}
        cr3, cr4 = registers(machine)
        assert bool(cr4 & FIVE_LEVELS) == (levels == 5)
        root = cr3 & ADDRESS
        return {"levels": levels, "root": f"{root:X}", "tables": page_tables(machine, root, levels),
                "samples": samples, "answers": answers, "memory": ranges(ask(machine, "mem")),
                "timeline": timeline(ask(machine, "time")), "log": log}


def main():
    image, target = sys.argv[1:]
    boots = [record(image, processor, levels) for processor, levels in PROCESSORS.items()]
    Path(target).write_text(f"const boots = {json.dumps(boots, indent=1)};\n")


if __name__ == "__main__":
    main()
