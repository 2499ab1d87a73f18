"""What a boot costs, in counts that do not waver: disk reads and instructions, from 7C00h to the kernel's first one.

QEMU with -icount shift=0 lets one instruction take one nanosecond of virtual time, and its time stamp counter counts
these. So the counter at the kernel's entry, less the counter at 7C00h (read by a boot sector of its own on the same
disk), is the number of instructions that loader and BIOS together have executed. Reads are those of the disk's own
statistics, less those that the BIOS makes before it jumps to 7C00h.

One thing does waver: while the disk works, the BIOS waits in a loop, and how often it goes round depends on the host.
So each boot is made several times, and the quickest counts.

    bench.py BUILD-DIRECTORY
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
BOOTS = 5
DEADLINE = 120      # seconds; a boot takes one

# Kernel, bytes of payload, bytes of debug sections, most instructions allowed.
CASES = [
    ("64 KiB", 64 << 10, 0, 1_500_000),
    ("4 MiB", 4 << 20, 0, 6_000_000),
    ("32 MiB", 32 << 20, 0, 30_000_000),
    ("64 KiB and 30 MiB of debug sections", 64 << 10, 30 << 20, 1_500_000),
]
READS_BEFORE_KERNEL = 10
READS_AFTER_KERNEL = 2
BYTES_PER_READ = 127 * 512


def run(*command):
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)


def build_kernel(work, payload, debug):
    """A sealed kernel of `payload` bytes, with `debug` bytes that no segment covers."""
    run("nasm", "-f", "elf64", f"-DPAYLOAD={payload}", HERE / "kernel.asm", "-o", work / "kernel.o")
    run("x86_64-linux-gnu-ld", "-nostdlib", "-static", "--build-id=none", "-z", "max-page-size=4096", "-z",
        "noexecstack", "-T", HERE / "kernel.ld", work / "kernel.o", "-o", work / "kernel.elf")
    if debug:
        (work / "debug").write_bytes(bytes(debug))
        run("x86_64-linux-gnu-objcopy", "--add-section", f".debug_info={work / 'debug'}", work / "kernel.elf")
    run(ROOT / "build/farjump-seal", work / "kernel.elf", work / "sealed.elf")
    return work / "sealed.elf"


def boot(work, image):
    """Boots the image. Out: the time stamp that it writes to port E9h, and the disk's read operations until then."""
    port, monitor = work / "e9", work / "qmp"
    port.unlink(missing_ok=True)
    monitor.unlink(missing_ok=True)
    qemu = subprocess.Popen(
        ["qemu-system-x86_64", "-M", "q35", "-cpu", "max", "-m", "256M", "-icount", "shift=0,sleep=off",
         "-rtc", "base=2024-01-01,clock=vm", "-display", "none", "-vga", "std", "-serial", "none", "-nodefaults",
         "-drive", f"id=disk,file={image},format=raw,if=none,snapshot=on", "-device", "ide-hd,drive=disk,bus=ide.0",
         "-debugcon", f"file:{port}", "-qmp", f"unix:{monitor},server=on,wait=off"])
    try:
        end = time.monotonic() + DEADLINE
        while not port.exists() or port.stat().st_size < 8:
            if time.monotonic() > end or qemu.poll() is not None:
                sys.exit(f"bench: {image} did not reach its kernel")
            time.sleep(0.02)
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(monitor))
            lines = connection.makefile("rw")
            lines.readline()
            for command in ("qmp_capabilities", "query-blockstats"):
                print(json.dumps({"execute": command}), file=lines, flush=True)
                answer = json.loads(lines.readline())
        stats = next(device for device in answer["return"] if device.get("device") == "disk")
        return int.from_bytes(port.read_bytes()[:8], "little"), stats["stats"]["rd_operations"]
    finally:
        qemu.kill()
        qemu.wait()


def measure(build, work, payload, debug):
    kernel = build_kernel(work, payload, debug)
    image, probe = work / "disk.img", work / "probe.img"
    run(ROOT / "disk/mkdisk.sh", "--image", image, "--stage1", build / "stage1.bin", "--stage2", build / "stage2.bin",
        "--kernel", kernel)
    shutil.copyfile(image, probe)
    run("nasm", "-f", "bin", HERE / "probe.asm", "-o", work / "probe.bin")
    with open(probe, "r+b") as disk:
        disk.write((work / "probe.bin").read_bytes()[:440])
    start, reads_of_bios = min(boot(work, probe) for _ in range(BOOTS))
    end, reads = min(boot(work, image) for _ in range(BOOTS))
    return end - start, reads - reads_of_bios


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    print("| kernel, sealed | disk reads | allowed | instructions | allowed |")
    print("|---|---:|---:|---:|---:|")
    within = True
    for name, payload, debug, most_instructions in CASES:
        with tempfile.TemporaryDirectory() as work:
            instructions, reads = measure(build, pathlib.Path(work), payload, debug)
        most_reads = READS_BEFORE_KERNEL + -(-payload // BYTES_PER_READ) + READS_AFTER_KERNEL
        within = within and reads <= most_reads and instructions <= most_instructions
        print(f"| {name} | {reads} | {most_reads} | {instructions:,} | {most_instructions:,} |", flush=True)
    sys.exit(0 if within else "bench: more than is allowed")


if __name__ == "__main__":
    main()
