# SPDX-License-Identifier: BSD-2-Clause
"""Assembles option ROMs, with which a test changes the BIOS. BIOS Boot Specification 1.01, "Option ROM header"."""
from images import assemble

SIZE = 512


def option_rom(directory, source, *switches):
    """Returns QEMU's arguments for the ROM that is assembled from this source, padded and with a byte sum of zero."""
    code = assemble(directory, source, *switches)
    assert len(code) < SIZE
    content = code.ljust(SIZE - 1, b"\0")
    rom = directory / "option.rom"
    rom.write_bytes(content + bytes([-sum(content) & 0xFF]))
    return ["-option-rom", str(rom)]
