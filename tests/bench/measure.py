"""Boots an image in QEMU until its loader is done, and counts the disk reads and the instructions from 7C00h on.

With -icount shift=0, one instruction takes one nanosecond of QEMU's virtual time, which its time stamp counter counts.
So the counter at the kernel's entry minus the counter at 7C00h (which a separate boot sector on the same disk reads) is
the number of instructions that loader and BIOS together have executed. The number of reads is that of the disk's own
statistics minus the reads of the BIOS before it jumps to 7C00h.

One number is not reproducible: while the disk works, the BIOS waits in a loop, whose number of rounds depends on the
host. So each boot is repeated, and the shortest one counts.
"""

import json
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
DEADLINE = 120      # seconds; a boot takes one


def run(*command):
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)


def build_kernel(work, payload, debug=0):
    """Builds a sealed kernel of `payload` bytes, with `debug` bytes that no segment covers."""
    run("nasm", "-f", "elf64", f"-DPAYLOAD={payload}", HERE / "kernel.asm", "-o", work / "kernel.o")
    run("x86_64-linux-gnu-ld", "-nostdlib", "-static", "--build-id=none", "-z", "max-page-size=4096", "-z",
        "noexecstack", "-T", HERE / "kernel.ld", work / "kernel.o", "-o", work / "kernel.elf")
    if debug:
        (work / "debug").write_bytes(bytes(debug))
        run("x86_64-linux-gnu-objcopy", "--add-section", f".debug_info={work / 'debug'}", work / "kernel.elf")
    run(ROOT / "build/farjump-seal", work / "kernel.elf", work / "sealed.elf")
    return work / "sealed.elf"


def build_image(build, work, kernel, *options):
    run(ROOT / "disk/image/mkdisk.sh", "--image", work / "disk.img", "--stage1", build / "stage1.bin", "--stage2",
        build / "stage2.bin", "--kernel", kernel, "--efi-stub", ROOT / "build/bootx64.efi", *options)
    return work / "disk.img"


class Machine(NamedTuple):
    """What the image is booted on. Each interface is that of a disk of its own, which SeaBIOS reads."""
    interface: str = "ahci"
    processor: str = "max"
    memory: str = "256M"


class Cost(NamedTuple):
    """What loader and BIOS spent from 7C00h to the end of the boot."""
    instructions: int       # they mean something only if the kernel was reached
    reads: int
    bytes: int              # that these reads brought


DEVICES = {
    "ahci": ["-M", "q35", "-device", "ide-hd,drive=disk,bus=ide.0"],
    "ide": ["-M", "pc", "-device", "ide-hd,drive=disk,bus=ide.0"],
    "xhci": ["-M", "q35", "-device", "qemu-xhci", "-device", "usb-storage,drive=disk"],
    "ehci": ["-M", "q35", "-device", "usb-ehci", "-device", "usb-storage,drive=disk"],
    "nvme": ["-M", "q35", "-device", "nvme,drive=disk,serial=bench"],
}


def boot(work, image, done, machine):
    """Boots the image until `done(port, serial)`, given the output to port E9h and to COM1. Returns the former, and the
    number of reads and of the bytes that they brought."""
    port, serial, monitor = work / "e9", work / "serial", work / "qmp"
    for path in (port, serial, monitor):
        path.unlink(missing_ok=True)
    qemu = subprocess.Popen(
        ["qemu-system-x86_64", "-cpu", machine.processor, "-m", machine.memory,
         "-object", f"memory-backend-ram,id=memory,size={machine.memory},reserve=off",      # more than the host may have
         "-machine", "memory-backend=memory", "-icount", "shift=0,sleep=off",
         "-rtc", "base=2024-01-01,clock=vm", "-display", "none", "-vga", "std", "-nodefaults",
         "-serial", f"file:{serial}" if done is stopped else "none",
         "-drive", f"id=disk,file={image},format=raw,if=none,snapshot=on", *DEVICES[machine.interface],
         "-debugcon", f"file:{port}", "-qmp", f"unix:{monitor},server=on,wait=off"])
    try:
        end = time.monotonic() + DEADLINE
        while not done(*(path.read_bytes() if path.exists() else b"" for path in (port, serial))):
            if time.monotonic() > end or qemu.poll() is not None:
                sys.exit(f"bench: {image} did not come to its end")
            time.sleep(0.02)
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(monitor))
            lines = connection.makefile("rw")
            lines.readline()
            for command in ("qmp_capabilities", "query-blockstats"):
                print(json.dumps({"execute": command}), file=lines, flush=True)
                answer = json.loads(lines.readline())
        stats = next(device for device in answer["return"] if device.get("device") == "disk")
        return port.read_bytes()[:8], stats["stats"]["rd_operations"], stats["stats"]["rd_bytes"]
    finally:
        qemu.kill()
        qemu.wait()


def in_kernel(port, _):
    return len(port) >= 8


def stopped(_, serial):
    return b"press a key" in serial


def measure(work, image, boots, done=in_kernel, machine=Machine()):
    """Returns the cost of the quickest of so many boots."""
    probe = work / "probe.img"
    shutil.copyfile(image, probe)
    run("nasm", "-f", "bin", HERE / "probe.asm", "-o", work / "probe.bin")
    with open(probe, "r+b") as disk:
        disk.write((work / "probe.bin").read_bytes()[:440])

    def quickest(path, end):
        return min((int.from_bytes(stamp, "little"), *counts)
                   for stamp, *counts in (boot(work, path, end, machine) for _ in range(boots)))
    return Cost(*(end - start for start, end in zip(quickest(probe, in_kernel), quickest(image, done))))


def in_scratch(function):
    with tempfile.TemporaryDirectory() as work:
        return function(pathlib.Path(work))
