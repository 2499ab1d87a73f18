# SPDX-License-Identifier: BSD-2-Clause
"""Runs `make run`, `make bochs`, `make debug` and `make check-kernel` as a user and as a script does."""
import os
import pty
import re
import shlex
import signal
import socket
import subprocess

import pytest

from emulators import read_until
from expect import promises_kept
from images import OUT, ROOT
from machine import PATIENCE
from snippets import ENVIRONMENT

BORDERS = ["stage1", "stage2", "longmode", "kernel"]


def make(target, image, *variables):
    return ["make", "-C", ROOT, target, f"IMAGE={image}", *variables]


def as_documented(words):
    """Checks that docs/usage.md shows the report, except for its numbers, with the right number of promises."""
    page = (ROOT / "docs/usage.md").read_text()
    sample = re.search(r"`make run` without a display.*?\n\n(.*?)\n    >\n", page, re.M | re.S)[1]
    at, report = 0, without_numbers(words)
    for line in sample.splitlines():
        if line.strip() == "…" or "ready for commands" in line:
            continue
        found = report.find(without_numbers(line.strip()), at)
        assert found >= 0, f"'{line.strip()}' of docs/usage.md is not in\n{words}"
        at = found
    promises = re.search(r"self-check: \d+ kept, 0 broken", words)[0]
    assert promises in sample
    assert promises in (ROOT / "docs/boot-flow.md").read_text()


def without_numbers(words):
    return re.sub(r"\b[0-9A-F][0-9A-F,]*h?\b", "#", words)


def test_run_in_a_terminal(tmp_path):
    """The kernel's report appears in the terminal, and Ctrl-A X ends QEMU, as announced."""
    ours, theirs = pty.openpty()
    run = subprocess.Popen(make("run", tmp_path / "my, disk.img"), stdin=theirs, stdout=theirs, stderr=theirs,
                           env=ENVIRONMENT, start_new_session=True)
    os.close(theirs)
    try:
        with open(ours, "r+b", buffering=0) as terminal:
            words = read_until(terminal, " broken")
            assert "press Ctrl-A then X to leave" in words
            as_documented(words)
            promises_kept(words)
            terminal.write(b"\x01x")
            assert run.wait(PATIENCE) == 0
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)          # make, and the QEMU that it runs


def borders_as_documented(words):
    """Checks that docs/boot-flow.md shows each border and the instruction behind it."""
    page = (ROOT / "docs/boot-flow.md").read_text()
    sample = re.findall(r"^    (.+)\n    (=== border \d of 4: \w+ ===)$", page, re.M)
    assert [line.split()[-2] for _, line in sample] == BORDERS
    for instruction, line in sample:
        start = re.escape(instruction.rstrip("…"))
        assert re.search(rf"\(unk\. ctxt\): {start}.*\n{line}$", words, re.M), f"{instruction}, {line}\n{words}"


def test_bochs_stops_at_every_border(tmp_path):
    """Bochs stops four times, each time with the border's name and the relevant registers."""
    run = subprocess.run(make("bochs", tmp_path / 'my "disk".img', f"BREAK={','.join(BORDERS)}"), text=True,
                         stdin=subprocess.DEVNULL, capture_output=True, timeout=300, env=ENVIRONMENT)
    assert run.returncode == 0, run.stdout + run.stderr
    stops = re.split(r"^=== border \d of 4: (\w+) ===$", run.stdout, flags=re.M)
    assert stops[1::2] == BORDERS
    stage1, stage2, longmode, kernel = stops[2::2]
    assert re.search(r"^rdx: 00000000_\w+80$", stage1, re.M) and re.search(r"^cs:0x0000", stage1, re.M)
    assert re.search(r"^rdx: 00000000_\w+80$", stage2, re.M) and re.search(r"^cs:0x3000", stage2, re.M)
    borders_as_documented(run.stdout)
    for words in longmode, kernel:
        assert re.search(r"^CR0=0x\w+: PG .* PE$", words, re.M) and re.search(r"^EFER=0x.* LMA LME ", words, re.M)
    assert re.search(r"linear page 0xffffffff8\w+ maps to physical page", kernel)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])


def test_gdb_follows_the_boot_through_three_modes(image, tmp_path):
    """QEMU waits for gdb, and the printed gdb command stops at every border."""
    copy = tmp_path / "disk.img"
    subprocess.run(["cp", "--sparse=always", image, copy], check=True)
    qemu = subprocess.Popen([ROOT / "disk/emulators/debug.sh", copy, OUT / "stage2.elf", OUT / "kernel.elf"], cwd=ROOT,
                            bufsize=0, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            env={**ENVIRONMENT, "GDB_PORT": free_port()})
    try:
        words = read_until(qemu.stdout, "debug.gdb")
        command = shlex.split(words.split("waiting for: ")[1])
        gdb = subprocess.run([command[0], "-batch", *command[1:], *["-ex", "continue"] * 5, "-ex", "kill"], cwd=ROOT,
                             capture_output=True, text=True, timeout=2 * PATIENCE, stdin=subprocess.DEVNULL)
    finally:
        qemu.kill()
        qemu.wait()
        qemu.stdout.close()
    assert_in_order(gdb.stdout, "real mode at 0000:7c00, boot drive DL=80", "real mode at 3000:0000, boot drive DL=80",
                    "stage2_main", "32-bit protected mode at ", "enter_long_mode", "64-bit mode at ffffffff8",
                    "kernel_entry")


@pytest.mark.parametrize("link, target", [("symlink_to", "/dev/null"), ("symlink_to", "disk.img"),
                                          ("hardlink_to", "disk.img")])
def test_debug_writes_to_no_device_and_no_input(tmp_path, link, target):
    """The output of the serial line goes to a file beside the image."""
    (tmp_path / "disk.img").write_text("precious")
    getattr(tmp_path / "disk.serial", link)(tmp_path / target)
    run = subprocess.run([ROOT / "disk/emulators/debug.sh", tmp_path / "disk.img", OUT / "stage2.elf", OUT / "kernel.elf"],
                         stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, env=ENVIRONMENT)
    assert run.returncode == 1 and f"serial output {tmp_path / 'disk.serial'}: is " in run.stderr, run.stderr
    assert (tmp_path / "disk.img").read_text() == "precious"


@pytest.mark.parametrize("borders", ["stage3", "stage1,$(touch ran)", "'; touch ran; '"])
def test_borders_are_known(tmp_path, borders):
    run = subprocess.run(make("image", tmp_path / "disk.img", f"BREAK={borders}"), stdin=subprocess.DEVNULL,
                         capture_output=True, text=True, env=ENVIRONMENT)
    assert run.returncode == 2 and "any of stage1,stage2,longmode,kernel is wanted" in run.stderr, run.stderr
    assert not (ROOT / "ran").exists()


def assert_in_order(words, *parts):
    at = 0
    for part in parts:
        at = words.find(part, at)
        assert at >= 0, f"no '{part}' where it is due in\n{words}"


def check_kernel(*variables):
    return subprocess.run(["make", "-C", ROOT, "--no-print-directory", "check-kernel", *variables], text=True,
                          capture_output=True, stdin=subprocess.DEVNULL, env=ENVIRONMENT)


def test_check_of_our_own_kernel():
    """The image builder fills in the kernel's seal, which is valid then."""
    unsealed = check_kernel("TEST=1")
    assert unsealed.returncode == 0, unsealed.stderr
    assert "\nwill boot once it is sealed: " in unsealed.stdout
    sealed = check_kernel(f"KERNEL={OUT / 'sealed-kernel.elf'}")
    assert sealed.returncode == 0, sealed.stderr
    assert "\nwill boot: " in sealed.stdout and re.search("^  seal      whole, checksum", sealed.stdout, re.M)


def test_check_of_a_file_that_is_no_kernel():
    refusal = check_kernel("KERNEL=README.md")
    assert refusal.returncode == 2                      # make's
    assert "farjump-check-kernel: README.md is not an ELF file: it starts with " in refusal.stderr
    assert "[FJ-0702]\nhint: name the kernel's ELF file" in refusal.stderr
