# SPDX-License-Identifier: BSD-2-Clause
"""Counts in gdb the BIOS calls of a boot of `make image`, for the table of docs/boot-flow.md.

    calls.py BUILD-DIRECTORY       prints it

QEMU runs SeaBIOS with 128 MiB as in `make run`, but with an AHCI disk, which counts one read for each call, and with a
clock that counts instructions, so that a busy host does not make the boot longer. The calls of stage 1 cannot be
distinguished (gdb does not support segments), so the disk's own statistics count them.
"""
import pathlib
import re
import subprocess
import sys

from farjump_disk import build_image
from measure import in_scratch

# bios_call(interrupt, registers): EAX and EDX. An address packet's sectors and first LBA are at its bytes 2 and 8.
SCRIPT = """
set pagination off
set confirm off
set architecture i386:x86-64
target remote {socket}
hbreak *0x7c00
continue
echo at-7C00\\n
monitor info blockstats
delete
hbreak stage2_main
continue
echo at-stage2\\n
monitor info blockstats
delete
hbreak kernel_entry
commands
silent
echo at-kernel\\n
end
hbreak bios_call
commands
silent
set $registers = $rdx & 0xffffffff
set $packet = *(unsigned short *)($registers + {ds}) * 16 + *(unsigned short *)($registers + {esi})
printf "call %x %x ", $rax & 0xff, *(unsigned *)($registers + {eax})
printf "%x %x\\n", *(unsigned short *)($packet + 2), *(unsigned *)($packet + 8)
continue
end
continue
kill
"""

WINDOW = 127            # sectors that one read brings at most
VOLUME = 2048           # where the image's volume starts

HEADING = ["| who | call | times | what for |", "|---|---|---:|---|"]
PURPOSES = {
    "INT 12h": "how much low memory there is",
    "INT 15h AX=E820h": "the memory map, a call for each range",
    "INT 16h AH=01h": "whether a key asks for the menu",
    "INT 1Ah AH=04h, 02h, 04h": "date, time, and whether it was midnight between them",
    "INT 15h AX=EC00h": "\"the next system runs in long mode only\"",
}
READ = "INT 13h AH=42h"


def offsets(build):
    """Returns the offsets of the registers in the structure that is passed to bios_call, from the build's constants."""
    values = dict(re.findall(r"%define REGISTERS_(\w+) 0x(\w+)", (build / "constants.inc").read_text()))
    return {name.lower(): int(values[name], 16) for name in ("EAX", "ESI", "DS")}


def watch(build, image, work):
    """Boots once in gdb. Returns the output of gdb, and that of QEMU's monitor with the disk's statistics at two points
    of the boot."""
    socket, script = work / "gdb", work / "script"
    script.write_text(SCRIPT.format(socket=socket, **offsets(build)))
    qemu = subprocess.Popen(
        ["qemu-system-x86_64", "-m", "128M", "-icount", "shift=0,sleep=off", "-rtc", "base=2024-01-01,clock=vm",
         "-display", "none", "-serial", "none", "-monitor", "none", "-S", "-gdb", f"unix:{socket},server=on,wait=off",
         "-drive", f"id=disk,file={image},format=raw,if=none,snapshot=on", "-device", "ahci,id=ahci",
         "-device", "ide-hd,drive=disk,bus=ahci.0"], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not socket.exists():
            assert qemu.poll() is None, "QEMU has ended"
        gdb = subprocess.run(["gdb", "-nx", "-q", "-batch", build / "kernel.elf", "-ex",
                              f"add-symbol-file {build / 'stage2.elf'}", "-x", script], stdin=subprocess.DEVNULL,
                             capture_output=True, text=True, timeout=300)
        return gdb.stdout, gdb.stderr
    finally:
        qemu.kill()
        qemu.wait()


def name_of(interrupt, eax):
    """Names the call. INT 12h has no function number; INT 15h has one in AX, the others in AH."""
    if interrupt == 0x12:
        return "INT 12h"
    which = f"AX={eax & 0xFFFF:04X}h" if interrupt == 0x15 else f"AH={eax >> 8 & 0xFF:02X}h"
    return f"INT {interrupt:02X}h {which}"


def purpose_of_read(sectors, lba):
    assert sectors <= WINDOW
    if lba == 0:
        return "sector 0: the partition table"
    if lba == VOLUME:
        return f"{sectors} sectors from the volume's start: boot sector and the start of the FAT"
    return f"up to {WINDOW} sectors of data each: directories, boot entry, ELF header, the kernel"


def in_a_row(items):
    """Returns each run of equal items with its length."""
    runs = []
    for item in items:
        if runs and runs[-1][0] == item:
            runs[-1][1] += 1
        else:
            runs.append([item, 1])
    return runs


def clock_as_one(runs):
    """Joins the three calls that read the clock into one."""
    clock = [("INT 1Ah AH=04h", ""), ("INT 1Ah AH=02h", ""), ("INT 1Ah AH=04h", "")]
    names = [item for item, _ in runs]
    for at in range(len(runs) - 2):
        if names[at:at + 3] == clock:
            return runs[:at] + [[("INT 1Ah AH=04h, 02h, 04h", ""), 3]] + runs[at + 3:]
    return runs


def table(words, statistics):
    """Returns the table's lines from the output of gdb and QEMU."""
    assert "at-kernel" in words, words[-2000:]
    before, after = map(int, re.findall(r"^disk:? .*?rd_operations=(\d+)", statistics, re.M))
    calls = [tuple(int(number, 16) for number in found)
             for found in re.findall(r"^call (\w+) (\w+) (\w+) (\w+)$", words, re.M)]
    named = [(name_of(interrupt, eax), purpose_of_read(sectors, lba) if interrupt == 0x13 else "")
             for interrupt, eax, sectors, lba in calls]
    rows = [f"| stage 1 | {READ} | {after - before} | stage 2's core |"]
    who = "| stage 2 "
    for (name, purpose), times in clock_as_one(in_a_row(named)):
        rows.append(f"{who}| {name} | {times} | {purpose or PURPOSES[name]} |")
        who = "| "
    return HEADING + rows


def count(build):
    """Returns the table of this build's boot."""
    def boot(work):
        return watch(build, build_image(build, work, build / "sealed-kernel.elf"), work)
    return table(*in_scratch(boot))


if __name__ == "__main__":
    print("\n".join(count(pathlib.Path(sys.argv[1]).resolve())))
