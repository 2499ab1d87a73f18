# SPDX-License-Identifier: BSD-2-Clause
"""Tests the keys for behaviour that the loader avoids: a boot sector that behaves like this triggers each of these
keys."""
import subprocess
from pathlib import Path

import pytest

import runner
from scenario import SCENARIOS, all_scenarios
from test_iso import CD_DRIVE

RUDE = SCENARIOS.parent / "rude/rude.asm"
DISK_SIZE = 70 << 20
PATIENCE = 30               # seconds; its acts take one or two


def avoiding():
    return [scenario for scenario in all_scenarios() if scenario.get("avoided") and not scenario.get("emulator")]


def rude_image(directory, is_cd, restart):
    drive = CD_DRIVE if is_cd else 0x80
    boot_sector = Path(directory, "rude.img")
    subprocess.run(["nasm", "-f", "bin", "-w+error", f"-DFIRST_DISK={drive:#x}", f"-DRESTART={restart:#x}",
                    "-o", boot_sector, RUDE], check=True)
    if is_cd:
        return cd_of(boot_sector)
    with boot_sector.open("r+b") as file:
        file.truncate(DISK_SIZE)
    return boot_sector


def cd_of(boot_sector):
    image = boot_sector.with_suffix(".iso")
    subprocess.run(["xorriso", "-as", "mkisofs", "-quiet", "-o", image, "-b", boot_sector.name, "-no-emul-boot",
                    "-boot-load-size", "4", "-graft-points", f"/{boot_sector.name}={boot_sector}"], check=True)
    return image


@pytest.mark.full
@pytest.mark.parametrize("scenario", avoiding(), ids=lambda scenario: scenario.name)
def test_avoided_keys_bite(scenario, tmp_path):
    avoided = set(scenario.get("avoided"))
    is_cd = scenario.get("interface", "").startswith("cd")
    image = rude_image(tmp_path, is_cd, 0x18 if "misc.int18" in avoided else 0x19)
    hostile = runner.HostileMachine(scenario, image, tmp_path)
    with hostile.machine as machine:
        try:
            machine.wait_until(lambda: avoided <= hostile.log().faults(), f"{avoided} to bite", PATIENCE)
        except AssertionError as failed:
            raise AssertionError(f"{failed}\n--- the ROM's log ---\n{hostile.log().words}") from None
