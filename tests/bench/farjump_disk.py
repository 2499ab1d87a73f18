# SPDX-License-Identifier: BSD-2-Clause
"""Builds farjump's disk with a kernel of a given size."""

import pathlib
import subprocess

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent


def run(*command):
    subprocess.run([str(word) for word in command], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def assemble(source, target, **values):
    run("nasm", "-f", "bin", "-w+error", "-I", f"{HERE}/", *(f"-D{name}={value}" for name, value in values.items()),
        HERE / source, "-o", target)
    return target


def link_kernel(work, name, payload):
    """Builds the kernel of NAME.asm and NAME.ld."""
    run("nasm", "-f", "elf64", "-I", f"{HERE}/", "-I", f"{ROOT}/build/include/", f"-DPAYLOAD={payload}",
        HERE / f"{name}.asm", "-o", work / "kernel.o")
    run("x86_64-linux-gnu-ld", "-nostdlib", "-static", "--build-id=none", "-z", "max-page-size=4096", "-z",
        "noexecstack", "-T", HERE / f"{name}.ld", work / "kernel.o", "-o", work / "kernel.elf")
    return work / "kernel.elf"


def build_kernel(work, payload, debug=0):
    """Builds a sealed kernel of `payload` bytes, with `debug` bytes that no segment covers."""
    link_kernel(work, "kernel", payload)
    if debug:
        (work / "debug").write_bytes(bytes(debug))
        run("x86_64-linux-gnu-objcopy", "--add-section", f".debug_info={work / 'debug'}", work / "kernel.elf")
    run(ROOT / "build/farjump-seal", work / "kernel.elf", work / "sealed.elf")
    return work / "sealed.elf"


def build_image(build, work, kernel, *options):
    run(ROOT / "disk/image/mkdisk.sh", "--image", work / "disk.img", "--stage1", build / "stage1.bin", "--stage2",
        build / "stage2.bin", "--kernel", kernel, "--efi-stub", ROOT / "build/bootx64.efi", *options)
    return work / "disk.img"
