# SPDX-License-Identifier: BSD-2-Clause
"""Tests that the linker refuses each reference into a part of the annex (stage2/annex/annex.ld): a part is packed until
it is used, so its code may be called only through its entry point (stage2/annex/parts.hpp)."""
import subprocess

import pytest

from images import OUT
from messages import ROOT

SCRIPT = ROOT / "stage2/annex/annex.ld"

# Of each part an object file that the script puts there, and of the common part two.
PARTS = {
    "words": "annex/words.cpp",
    "packed": "stage2/packed/lz4.cpp",
    "processors": "protocols/limine/limine.cpp",
    "linux": "protocols/linux/linux.cpp",
    "multiboot": "protocols/multiboot/multiboot.cpp",
    "chain": "protocols/chain/chain.cpp",
    "choice": "stage2/choice/choice.cpp",
}
COMMON = {"common": "annex/table.cpp", "other": "stage2/modules/modules.cpp"}
ALSO_PROCESSORS = {"starter": "machine/processors/start.cpp", "tables": "machine/acpi.cpp",
                   "for_farjump": "protocols/farjump/processors.cpp"}
ALSO_CHOICE = {"counting": "stage2/choice/counting/counting.cpp"}
GROUPS = [("processors", *ALSO_PROCESSORS), ("choice", *ALSO_CHOICE)]       # each of the objects of one part
FILES = {**PARTS, **COMMON, **ALSO_PROCESSORS, **ALSO_CHOICE}

KINDS = {".text": "call {}", ".data": "dd {}", ".rodata": "dd {}"}      # of references, by the section that has them


def assemble(directory, name, references=(), section=".text"):
    """Makes an object with a function and a variable of this name and with these references, and with the entry point of
    a part if it is the one that has it. Returns the file."""
    target = directory / f"{FILES[name]}.o"
    target.parent.mkdir(parents=True, exist_ok=True)
    source = directory / "source.asm"
    source.write_text("\n".join([
        *(["section .part_entry", "dd 1"] if name in PARTS else []),
        "section .bss", f"global {name}_zeros", f"{name}_zeros: resd 1",
        "section .text", f"global of_{name}", f"of_{name}: ret", f"section {section}",
        *(line for each in references for line in (f"extern {each}", KINDS[section].format(each))), ""]))
    subprocess.run(["nasm", "-f", "elf32", "-o", target, source], check=True)
    return target


@pytest.fixture(scope="module")
def objects(tmp_path_factory):
    """Returns the directory of the objects without references."""
    directory = tmp_path_factory.mktemp("parts")
    (directory / "annex-shared.ld").write_text("")
    for name in FILES:
        assemble(directory, name)
    return directory


def link(objects, changed=None):
    """Links all objects, one of which may be a changed one: a pair of name and file."""
    files = [changed[1] if changed and changed[0] == name else objects / f"{FILES[name]}.o" for name in FILES]
    return subprocess.run(["i686-linux-gnu-ld", "-static", "-L", OUT, "-L", objects, "-T", SCRIPT, *files,
                           "-o", objects / "annex.elf"], capture_output=True, text=True)


def refused(objects, directory, user, symbol, section):
    result = link(objects, (user, assemble(directory, user, [symbol], section)))
    return result.returncode != 0 and "prohibited cross reference" in result.stderr and f"`{symbol}'" in result.stderr


def is_refused_elsewhere(objects, directory, used, symbol, section):
    """From the common part, and from each part other than that of `used`."""
    own = next((group for group in GROUPS if used in group), (used,))
    users = [name for name in FILES if name not in own]
    return [name for name in users if not refused(objects, directory, name, symbol, section)] == []


@pytest.mark.parametrize("section", KINDS)
@pytest.mark.parametrize("used", [*PARTS, *ALSO_PROCESSORS, *ALSO_CHOICE])
@pytest.mark.cases(10)
def test_reference_into_a_part(objects, tmp_path, used, section):
    assert is_refused_elsewhere(objects, tmp_path, used, f"of_{used}", section)


@pytest.mark.parametrize("section", KINDS)
@pytest.mark.parametrize("used", ["choice", *ALSO_CHOICE])
def test_reference_to_variables_of_the_choice(objects, tmp_path, used, section):
    """They begin as zeros, but are in the part, in memory that other parts overwrite."""
    assert is_refused_elsewhere(objects, tmp_path, used, f"{used}_zeros", section)


def test_references_that_are_right(objects, tmp_path):
    """Of a part to itself and to the common part, of the common part to itself, and to all variables that begin as
    zeros, except those of the choice, which only the choice uses."""
    choice = ("choice", *ALSO_CHOICE)
    for name, own in [*((name, name) for name in FILES), ("processors", "starter"), ("tables", "for_farjump"),
                      ("common", "other"), ("choice", "counting"), ("counting", "choice")]:
        others = [each for each in FILES if each != name]
        references = [f"of_{each}" for each in others if each in ("common", own)]
        references += [f"{each}_zeros" for each in others if name in choice or each not in choice]
        result = link(objects, (name, assemble(tmp_path, name, references)))
        assert result.returncode == 0, result.stderr


def test_each_part_is_tested():
    """The script names the same parts."""
    listed = SCRIPT.read_text().split("NOCROSSREFS(")[1].partition(")")[0].split()
    assert {f".{name}" for name in PARTS} == set(listed)
