# SPDX-License-Identifier: BSD-2-Clause
"""Runs the commands of docs/debugging.md on a kernel that loads an empty IDT, and dies of a triple fault."""
import re
import shlex
import subprocess

import pytest

import snippets
from machine import PATIENCE
from test_front_door import free_port
from test_snippets import COMPILE, FILES, LINK

PAGE = "docs/debugging.md"
DIES = """
    struct [[gnu::packed]] { uint16_t limit; uint64_t base; } const none{};
    asm volatile("lidt %0; ud2" : : "m"(none));
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """The page's files are there: my.img and kernel.elf."""
    directory = snippets.tree(tmp_path_factory.mktemp("debugging") / "farjump")
    text = FILES["hello.cpp"].replace("    for (;;)\n        asm volatile(\"cli", f"{DIES}    for (;;)\n        asm volatile(\"cli")
    assert DIES in text
    (directory / "hello.cpp").write_text(text)
    (directory / "hello.ld").write_text(FILES["hello.ld"])
    snippets.run(f"{COMPILE} -g && {LINK} && mv hello.elf kernel.elf && "
                 "make -s image KERNEL=kernel.elf IMAGE=my.img", directory)
    return directory


def lines(word):
    """Returns the page's indented lines that begin with the word."""
    return re.findall(rf"^    ({re.escape(word)} .*)$", snippets.read(PAGE), re.M)


def test_every_command_is_known():
    commands = re.findall(r"^    ([a-z].*)$", snippets.read(PAGE), re.M)
    assert [line.split()[0] for line in commands] == [
        "qemu-system-x86_64", "check_exception", "addr2line", "qemu-system-x86_64", "gdb", "make"]


def test_qemu_logs_the_first_exception(tree):
    """The last lines of the log are those that the page names, and addr2line knows the line of the fault."""
    snippets.run(lines("qemu-system-x86_64")[0], tree)
    log = (tree / "qemu.log").read_text()
    (shown,) = lines("check_exception")
    pattern = re.sub("0x[0-9a-f]+", "0x[0-9a-f]+", shown)
    assert re.search(pattern, log), log[-3000:]
    assert "Triple fault" in log
    first = log.rindex("check_exception old: 0xffffffff new 0x6")        # ud2
    address = re.search(r"RIP=([0-9a-f]{16})", log[first:])[1]
    told = snippets.run(lines("addr2line")[0].rsplit(" ", 1)[0] + f" {address}", tree)
    assert told.startswith("kernel_main\n") and "hello.cpp:" in told, told


def test_gdb_stops_in_the_kernel(tree):
    port = free_port()
    qemu = subprocess.Popen(shlex.split(lines("qemu-system-x86_64")[1].replace("1234", port)), cwd=tree,
                            stdin=subprocess.DEVNULL)
    try:
        (line,) = lines("gdb")
        gdb = shlex.split(line.replace("1234", port))
        run = subprocess.run([*gdb, "-batch"], cwd=tree, capture_output=True, text=True, timeout=PATIENCE,
                             stdin=subprocess.DEVNULL)
    finally:
        qemu.kill()
        qemu.wait()
    assert re.search(r"Breakpoint 1, .*kernel_main", run.stdout), run.stdout + run.stderr
