# SPDX-License-Identifier: BSD-2-Clause
"""Assembles the option ROM once, and makes a copy for each scenario with its configuration."""
import functools
import subprocess
import tempfile
from pathlib import Path

from block import ROM
from memory_maps import encode

BLOCK = 512


@functools.cache
def code():
    with tempfile.TemporaryDirectory(prefix="farjump-") as directory:
        binary = Path(directory, "hostile.bin")
        subprocess.run(["nasm", "-f", "bin", "-w+error", "-I", f"{ROM}/", "-o", binary, ROM / "hostile.asm"],
                       check=True)
        return binary.read_bytes()


def rom(block, table=()):
    """Pads the ROM to whole blocks, enters its size in blocks, and makes the sum of its bytes zero."""
    content = bytearray(code() + block.content + encode(table) + b"\0")
    content += bytes(-len(content) % BLOCK)
    content[2] = len(content) // BLOCK
    content[-1] = -sum(content) & 0xFF
    return bytes(content)
