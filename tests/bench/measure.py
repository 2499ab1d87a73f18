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


def boot(work, image, done):
    """Boots the image until `done(port, serial)` is true; its arguments are the output on port E9h and on COM1. Returns
    the output on port E9h and the reads."""
    port, serial, monitor = work / "e9", work / "serial", work / "qmp"
    for path in (port, serial, monitor):
        path.unlink(missing_ok=True)
    qemu = subprocess.Popen(
        ["qemu-system-x86_64", "-M", "q35", "-cpu", "max", "-m", "256M", "-icount", "shift=0,sleep=off",
         "-rtc", "base=2024-01-01,clock=vm", "-display", "none", "-vga", "std", "-nodefaults",
         "-serial", f"file:{serial}" if done is stopped else "none",
         "-drive", f"id=disk,file={image},format=raw,if=none,snapshot=on", "-device", "ide-hd,drive=disk,bus=ide.0",
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
        return port.read_bytes()[:8], stats["stats"]["rd_operations"]
    finally:
        qemu.kill()
        qemu.wait()


def in_kernel(port, _):
    return len(port) >= 8


def stopped(_, serial):
    return b"press a key" in serial


def measure(work, image, boots, done=in_kernel):
    """Returns the instructions (meaningful only if the kernel was reached) and the reads."""
    probe = work / "probe.img"
    shutil.copyfile(image, probe)
    run("nasm", "-f", "bin", HERE / "probe.asm", "-o", work / "probe.bin")
    with open(probe, "r+b") as disk:
        disk.write((work / "probe.bin").read_bytes()[:440])

    def quickest(path, end):
        stamp, reads = min((int.from_bytes(stamp, "little"), reads)
                           for stamp, reads in (boot(work, path, end) for _ in range(boots)))
        return stamp, reads
    start, reads_of_bios = quickest(probe, in_kernel)
    end, reads = quickest(image, done)
    return end - start, reads - reads_of_bios


def in_scratch(function):
    with tempfile.TemporaryDirectory() as work:
        return function(pathlib.Path(work))
