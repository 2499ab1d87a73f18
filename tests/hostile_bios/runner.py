# SPDX-License-Identifier: BSD-2-Clause
"""Runs a scenario: starts the machine with the hostile ROM, reads the ROM's log, and judges both."""
import re
from pathlib import Path

import expect
import picture
from machine import KEPT, Machine

FAULT = re.compile(r"^F([a-z]\S+)$", re.M)
LINT = re.compile(r"^V\d\d$", re.M)
CANARY = re.compile(r"^K\d\d$", re.M)
MARKER = b"\x55"            # what rom/int19.asm writes to overlaid ports before the boot sector runs


class Log:
    """The output of the ROM on port E9h."""

    def __init__(self, words):
        self.words = words

    def faults(self):
        return set(FAULT.findall(self.words))

    def disk_calls(self):
        """Returns the number of INT 13h calls."""
        return self.words.count("C13")

    def judge(self, scenario):
        """Checks that the ROM ran, that the loader met every fault except those to avoid, and that it broke no rule of
        lint."""
        assert "HB1" in self.words and "B19" in self.words, f"the ROM did not run\n{self.words}"
        missing = scenario.bites() - self.faults()
        assert not missing, f"not exercised: {missing}\n{self.words}"
        met = set(scenario.get("avoided", [])) & self.faults()
        assert not met, f"not avoided: {met}\n{self.words}"
        lint = set(LINT.findall(self.words)) - set(scenario.get("lint", []))
        assert not lint, f"bad manners: {lint}\n{self.words}"
        assert not CANARY.search(self.words), f"memory that is not the loader's was written to\n{self.words}"


class HostileMachine:
    """One boot of an image on the scenario's machine. Files are written to the directory."""

    def __init__(self, scenario, image, directory, decoy=None, extra=(), debug_exit=True):
        self.scenario = scenario
        self.directory = Path(directory)
        self._log = self.directory / "e9.log"
        options = {key: scenario.get(key) for key in ("cpu", "memory", "vga", "interface") if scenario.get(key)}
        self.machine = Machine(image, extra=[*self._devices(decoy), *extra], serial=scenario.get("serial") != "none",
                               debug_exit=debug_exit and not scenario.get("picture"), **options)

    def _devices(self, decoy):
        rom = self.directory / "hostile.rom"
        rom.write_bytes(self.scenario.rom())
        devices = ["-option-rom", str(rom), "-chardev", f"file,id=e9,path={self._log}",
                   "-device", "isa-debugcon,iobase=0xe9,chardev=e9", *self.scenario.get("qemu", [])]
        for port, answer in self.scenario.get("overlay", []):
            devices += ["-chardev", f"file,id=port{port:x},path={self._port_file(port)}",
                        "-device", f"isa-debugcon,iobase={port:#x},readback={answer:#x},chardev=port{port:x}"]
        if decoy:
            devices += ["-drive", f"file={decoy},format=raw,if=none,id=decoy,file.locking=off",
                        "-device", "ide-hd,drive=decoy,bus=ide.1"]
        return devices

    def _port_file(self, port):
        return self.directory / f"port-{port:x}"

    def log(self):
        return Log(self._log.read_text(errors="replace") if self._log.exists() else "")

    def judge(self):
        self.log().judge(self.scenario)
        for words in self.scenario.get("says", []):
            assert re.search(words, self.machine.serial, re.M), f"it does not say '{words}'\n{self.machine.serial}"
        for port in self.scenario.get("untouched", []):
            written = self._port_file(port).read_bytes().rpartition(MARKER)[2]
            assert not written, f"port {port:X}h was written to: {written.hex()}"


def shown(hostile):
    """Returns the words on the screen, in text mode or in a graphics mode."""
    return picture.words(hostile.machine) if hostile.scenario.get("picture") else hostile.machine.screen()


def comes_to(hostile):
    """Waits for the outcome that the scenario expects, and checks it."""
    scenario, machine = hostile.scenario, hostile.machine
    kind, _, code = scenario.get("expect").partition(" ")
    if kind == "boots" and scenario.get("serial") == "none":
        assert machine.wait_for_end() == KEPT, machine.report()
    elif kind == "boots" and scenario.get("picture"):
        machine.wait_for_serial(" broken\n")
        expect.promises_kept(machine.serial)
        picture.is_straight(machine)
    elif kind == "boots":
        expect.boots(machine)
    elif kind == "hangs":
        machine.wait_until(lambda: any(re.search(words + r"\s*\Z", machine.serial) for words in scenario.get("says")),
                           f"{scenario.get('says')} as the last words")
        machine.wait_until(lambda: scenario.bites() <= hostile.log().faults(), "the fault that hangs it")
        assert machine.is_running()
    elif kind == "stage1":
        line = re.compile(f"^{code}$", re.M)
        machine.wait_until(lambda: line.search(machine.serial), f"'{code}' on the serial line")
        machine.wait_until(lambda: line.search(shown(hostile)), f"'{code}' on the screen")
        expect.restarts_on_key(machine)
    else:
        expect.refuses(machine, kind, scenario.get("while"), screen=lambda: shown(hostile))


def run(scenario, image, directory, decoy=None):
    hostile = HostileMachine(scenario, image, directory, decoy)
    with hostile.machine as machine:
        try:
            comes_to(hostile)
        except AssertionError as failed:
            raise AssertionError(f"{failed}\n--- the ROM's log ---\n{hostile.log().words}") from None
    hostile.judge()
