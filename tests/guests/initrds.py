# SPDX-License-Identifier: BSD-2-Clause
"""Makes the initrds of the Linux kernels that the tests boot: cpio archives with initrd/init.cpp, and with files that
it checks.

    initrds.archive({"first": 5000})                # bytes; with the init
    initrds.archive({"second": 70000}, init=False)  # a further one of the same boot

Linux, "Documentation/driver-api/early-userspace/buffer-format.rst".
"""
import functools
import random
import subprocess
import tempfile
import zlib
from pathlib import Path

SOURCE = Path(__file__).parent / "initrd/init.cpp"
COMPILER = ["i686-linux-gnu-g++", "-std=c++23", "-Wall", "-Wextra", "-Wshadow", "-Werror", "-Os", "-march=i386",
            "-static", "-nostdlib", "-ffreestanding", "-fno-exceptions", "-fno-rtti", "-fno-stack-protector",
            "-fno-pie", "-no-pie", "-fno-asynchronous-unwind-tables", "-fno-threadsafe-statics", "-fcf-protection=none",
            "-mgeneral-regs-only", "-Wl,-e,start", "-Wl,--build-id=none", "-s"]
DIRECTORY, FILE, DEVICE = 0o40755, 0o100755, 0o20600
CONSOLE = (5, 1)            # the numbers of its device
DONE = "GUEST done: all proofs ok"
FAILED = "GUEST done: a proof failed"


@functools.cache
def program():
    with tempfile.TemporaryDirectory() as directory:
        target = Path(directory, "init")
        subprocess.run([*COMPILER, "-o", target, SOURCE], check=True, stdin=subprocess.DEVNULL)
        return target.read_bytes()


def padded(content):
    return content + bytes(-len(content) % 4)


def record(name, mode, content=b"", device=(0, 0)):
    name = name.encode() + b"\0"
    fields = (zlib.crc32(name), mode, 0, 0, 1, 0, len(content), 0, 0, *device, len(name), 0)
    return padded(b"070701" + b"".join(b"%08X" % each for each in fields) + name) + padded(content)


def content_of(name, size):
    """Returns bytes that no packer shortens, so that no part of a file looks like another one."""
    return random.Random(name).randbytes(size)


def proof_name(name, size):
    """Returns the file's name, which tells its checksum."""
    return f"{name}.{zlib.crc32(content_of(name, size)):08x}"


def archive(proofs, init=True):
    """Returns an archive with these files in /proof: a map of names to sizes."""
    records = []
    if init:
        records += [record(name, DIRECTORY) for name in ("dev", "proc", "sys")]
        records += [record("dev/console", DEVICE, device=CONSOLE), record("init", FILE, program())]
    records += [record("proof", DIRECTORY)]
    records += [record(f"proof/{proof_name(name, size)}", FILE, content_of(name, size))
                for name, size in proofs.items()]
    return b"".join([*records, record("TRAILER!!!", 0)])


def cut(archive):
    """Returns the archive with an odd length: without the zeros behind the last name but one."""
    shorter = archive.rstrip(b"\0") + b"\0"
    return shorter if len(shorter) % 2 else shorter + b"\0"


def proof_lines(*proofs):
    """Returns what the init prints of these files."""
    return {f"GUEST proof {proof_name(name, size)} {size} ok" for each in proofs for name, size in each.items()}
