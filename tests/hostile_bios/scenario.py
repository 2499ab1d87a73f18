# SPDX-License-Identifier: BSD-2-Clause
"""Reads a scenario: a text file of `key=value` lines that says what the BIOS does wrong, and the expected result."""
from dataclasses import dataclass, field
from pathlib import Path

from block import Block
from keys import EMULATED, KEYS, OWN_ENTRY, SILENT
from rom import rom
from values import ValueIsWrong

SCENARIOS = Path(__file__).parent / "scenarios"
KERNEL = "KERNEL"           # stands for the kernel's place on the disk, which only the image knows


class ScenarioIsWrong(Exception):
    """The message has the file's name, the line's number and the fault."""


def yes(value):
    if value != "1":
        raise ValueIsWrong("only 1 can be meant")
    return True


def one_of(*choices):
    def take(value):
        if value not in choices:
            raise ValueIsWrong(f"'{value}' is no choice")
        return value
    return take


def words(value):
    return value.split()


def options(value):
    return dict(word.split("=", 1) for word in value.split())


def overlay(value):
    port, _, answer = value.partition(":")
    return int(port, 16), int(answer, 16)


def port(value):
    return int(value, 16)


def length(value):
    return value if value == KERNEL else int(value)


def patch(value):
    offset, _, content = value.partition(":")
    return int(offset), bytes.fromhex(content)


# Keys for the runner: what they set, and whether there may be several.
RUNNER_KEYS = {
    "expect": str,              # boots; hangs; stage1 CODE; or the name of an error of include/error_codes.hpp
    "while": str,               # the step that the error is told of
    "says": str,                # a regular expression for a line on the serial port; several
    "avoided": words,           # keys that do not bite, because the loader does not do what they punish
    "unsure": words,            # keys that may bite or not: one may keep another from being reached
    "lint": words,              # V lines that this scenario provokes
    "known": str,               # why it fails today
    "picture": yes,             # the kernel's picture is to be seen, and straight; or a message in graphics, to be read
    "smoke": yes,               # run by `make test`, not only by `make test-full`
    "emulator": one_of("bochs"),    # only Bochs shows it
    "cpu": str,
    "memory": str,
    "vga": str,
    "interface": str,
    "serial": str,
    "qemu": words,              # further options of QEMU
    "overlay": overlay,         # PORT:BYTE: reads of this port give this byte, and what is written is noted; several
    "untouched": port,          # an overlaid port that the loader does not write to; several
    "image": options,           # of the image builder
    "patch": patch,             # OFFSET:BYTES of the image, in decimal and hexadecimal; several
    "length": length,           # of the image in sectors, which is cut or extended; KERNEL: it is cut behind the kernel
    "decoy": one_of("other", "twin"),   # a second disk: somebody else's (other), or one more of farjump's (twin)
}
SEVERAL = {"says", "overlay", "untouched", "patch"}


@dataclass
class Scenario:
    name: str
    quirks: str = ""
    rom_keys: dict = field(default_factory=dict)
    runner: dict = field(default_factory=dict)
    block: Block = field(default_factory=Block)
    table: list = field(default_factory=list)

    def get(self, key, default=None):
        return self.runner.get(key, default)

    def described(self):
        """Returns the names of the quirks and the description of the BIOS's behaviour."""
        names, _, deed = self.quirks.partition(":")
        return names, deed.strip()

    def bites(self):
        """Returns the keys that must have an effect."""
        return set(self.rom_keys) - SILENT - set(self.get("avoided", [])) - set(self.get("unsure", []))

    def rom(self):
        return rom(self.block, self.table)

    def needs_kernel_sector(self):
        return self.rom_keys.get("i13.corrupt", "").startswith(KERNEL)

    def aim_at(self, sector):
        """Defines the sector that KERNEL stands for."""
        self.block.set("i13_corrupt_first", sector)
        self.block.set("i13_corrupt_last", sector)

    def set(self, key, value):
        if key in self.rom_keys or (key in self.runner and key not in SEVERAL):
            raise ValueIsWrong("it was given before")
        if key in KEYS:
            self.rom_keys[key] = value
            for name, number in KEYS[key](value).items():
                if name == "table":
                    self.table = number
                else:
                    self.block.set(name, number)
        elif key in SEVERAL:
            self.runner.setdefault(key, []).append(RUNNER_KEYS[key](value))
        elif key in RUNNER_KEYS:
            self.runner[key] = RUNNER_KEYS[key](value)
        else:
            raise ValueIsWrong("no such key")

    def finish(self):
        if "expect" not in self.runner:
            raise ValueIsWrong("nothing is expected")
        if not self.quirks:
            raise ValueIsWrong("its first line is no comment that names the quirk")
        if not self.rom_keys.keys() >= set(self.get("avoided", [])):
            raise ValueIsWrong("a key is to be avoided that is not set")
        if not self.rom_keys.keys() >= set(self.get("unsure", [])):
            raise ValueIsWrong("a key is unsure that is not set")
        if EMULATED & self.rom_keys.keys():
            self.block.set("emulate", 1)
        if self.get("interface", "").startswith("cd"):
            self.block.set("disk_cd", 1)
        if "overlay" in self.runner or any(key.startswith(OWN_ENTRY) for key in self.rom_keys):
            self.block.set("own_entry", 1)
        ports = [port for port, _ in self.get("overlay", [])]
        if ports:
            self.block.set("overlay_count", len(ports))
            self.block.set("overlay", ports)


def parse(name, lines):
    scenario = Scenario(name)
    for number, line in enumerate(lines, 1):
        line = line.strip()
        if number == 1 and line.startswith("#"):
            scenario.quirks = line[1:].strip()
        if not line or line.startswith("#"):
            continue
        key, equals, value = line.partition("=")
        try:
            if not equals:
                raise ValueIsWrong("no key=value")
            scenario.set(key, value)
        except (ValueIsWrong, ValueError, KeyError, AssertionError) as wrong:
            raise ScenarioIsWrong(f"{name}:{number}: {line}: {wrong}") from wrong
    try:
        scenario.finish()
    except ValueIsWrong as wrong:
        raise ScenarioIsWrong(f"{name}: {wrong}") from wrong
    return scenario


def load(path):
    return parse(path.stem, path.read_text().splitlines())


def named(name):
    return load(SCENARIOS / f"{name}.hb")


def all_scenarios():
    return [load(path) for path in sorted(SCENARIOS.glob("*.hb"))]
