"""Option ROMs, with which a test changes what the BIOS does. BIOS Boot Specification 1.01, "Option ROM header"."""
from images import assemble

SIZE = 512


def option_rom(directory, source, *switches):
    """QEMU's arguments for the ROM that is assembled from this source: filled up, and the sum of its bytes zero."""
    code = assemble(directory, source, *switches)
    assert len(code) < SIZE
    content = code.ljust(SIZE - 1, b"\0")
    rom = directory / "option.rom"
    rom.write_bytes(content + bytes([-sum(content) & 0xFF]))
    return ["-option-rom", str(rom)]
