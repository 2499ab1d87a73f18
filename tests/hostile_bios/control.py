"""The naive loader of tests/hostile_bios/naive as a control: an image of it, and whether it survives a scenario."""
import struct
import subprocess
import time
from pathlib import Path

import runner

NAIVE = Path(__file__).parent / "naive"
DRIVE = 0x40                    # in boot.asm: where it keeps DL
KERNEL_LBA, KERNEL_SECTORS = 64, 127
DISK_SIZE = 16 << 20
PATIENCE = 20                   # seconds; it says its word within two


def assemble(source, output, **values):
    subprocess.run(["nasm", "-f", "bin", "-w+error", *(f"-D{name}={value}" for name, value in values.items()),
                    "-o", output, NAIVE / source], check=True)
    return output.read_bytes()


def naive_image(directory):
    """Boot sector, second stage, and a kernel of numbers that count up, so that a wrong one is seen."""
    loader = assemble("loader.asm", directory / "loader.bin", DRIVE=DRIVE, KERNEL_LBA=KERNEL_LBA,
                      KERNEL_SECTORS=KERNEL_SECTORS)
    boot = assemble("boot.asm", directory / "boot.bin", DRIVE=DRIVE, SECTORS=len(loader) // 512)
    words = KERNEL_SECTORS * 512 // 4
    image = directory / "naive.img"
    with image.open("wb") as file:
        file.truncate(DISK_SIZE)
        file.write(boot + loader)
        file.seek(KERNEL_LBA * 512)
        file.write(struct.pack(f"<{words}I", *range(words)))
    return image


def is_fair(scenario):
    """Those that a loader can boot in, on the same disk, and whose fault lies in its way."""
    return (scenario.get("expect") == "boots" and scenario.bites() and not scenario.get("image")
            and not scenario.get("decoy") and scenario.get("serial") != "none")


def survives(scenario, image, directory):
    directory.mkdir()
    hostile = runner.HostileMachine(scenario, image, directory)
    with hostile.machine as machine:
        deadline = time.monotonic() + PATIENCE
        try:
            machine.wait_until(lambda: "kernel: hello" in machine.serial, "its word", deadline - time.monotonic())
        except AssertionError:
            return False
    return True
