# SPDX-License-Identifier: BSD-2-Clause
"""Goes the way of docs/from-grub.md: the same small kernel in Rust, for Multiboot 2 and for farjump."""
import re
import subprocess

import snippets
from messages import ROOT

PAGE = "docs/from-grub.md"
PROGRAM = ROOT / "build/farjump"


def test_commands_as_shown(tmp_path):
    """Both kernels boot and show the memory map."""
    commands = re.findall(r"^    (.+)$", snippets.read(PAGE), re.M)
    assert [command.split()[0] for command in commands] == ["farjump", "make", "farjump"] * 2
    links = tmp_path / "bin"
    links.mkdir()
    (links / "farjump").symlink_to(PROGRAM)
    for command in commands:
        command = f"env PATH={links}:$PATH {command}"
        if " run " in command:
            words = snippets.run_until(command, tmp_path, "that was the memory map")
            assert "hello from " in words
        else:
            snippets.run(command, tmp_path)


def test_names_of_the_page():
    """The fields, and what the page says of the two projects."""
    page = snippets.read(PAGE)
    header = (ROOT / "include/farjump/boot_info.h").read_text()
    fields = re.findall(r"^\| [\d, ]+ \| .* \| (.*) \|$", page, re.M)
    names = [name for row in fields for name in re.findall(r"`([\w.]+)`", row)]
    assert len(names) > 8
    for name in names:
        for part in name.split("."):
            assert re.search(rf"\b{part}\b", header), name
    old = (ROOT / "disk/farjump/new/protocols/multiboot2/common/boot.asm").read_text()
    assert "0x36D76289" in old and "jmp gdt.code - gdt:long_mode" in old
    compile_line = (ROOT / "disk/farjump/new/protocols/farjump/rust/compile").read_text().replace("\\\n", "")
    flags = re.search(r"`(-C code-model.*?)`", page)[1].split("-C ")[1:]
    assert len(flags) == 3 and all(f"-C {flag.strip()}" in compile_line for flag in flags)
    told = subprocess.run([PROGRAM, "help", "new"], capture_output=True, text=True, check=True).stdout
    assert "--protocol" in told
