# SPDX-License-Identifier: BSD-2-Clause
"""Extracts the programs and commands in the pages of the documentation, and makes a copy of the tree to run them in."""
import os
import re
import select
import signal
import subprocess
import time

from machine import PATIENCE
from messages import ROOT

SOURCES = ["Makefile", "disk", "docs", "include", "kernel", "longmode", "stage1", "stage2", "tests", "VERSION"]
BUILT = ["bootx64.efi", "cxx", "examples", "farjump", "farjump-*", "host", "include", "release"]

# A user's own shell: no display, and nothing of the make that runs the tests.
ENVIRONMENT = {name: value for name, value in os.environ.items()
               if name not in ("DISPLAY", "WAYLAND_DISPLAY", "MAKEFLAGS", "MFLAGS", "MAKELEVEL")}


def read(page):
    return (ROOT / page).read_text()


def blocks(page):
    """Returns (language, text) of each fenced block, in the page's order."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", read(page), re.M | re.S)


def files(page):
    """Returns name and text of the blocks that begin with a comment with a file name."""
    named = ((re.match(r"(?://|/\*|;) ([\w-]+\.\w+)\b", text), text) for _, text in blocks(page))
    return {name[1]: text for name, text in named if name}


def indented(page):
    """Returns the command lines of the indented blocks, without their explanations."""
    text = re.sub(r"^```.*?^```$", "", read(page), flags=re.M | re.S)
    commands = r"^    (?:\$ )?((?:make|farjump |cd |qemu-|build/|git |lsblk|xorriso|mkdir|cp |strip |lz4 |dd |od |ndisasm ).*)$"
    return [re.sub(r"\s+# .*", "", line) for line in re.findall(commands, text, re.M)]


def tree(directory):
    """Makes a copy of the tree as it is after `make`. Built files are not built again, and new files do not collide
    with other tests."""
    (directory / "build").mkdir(parents=True)
    for name in SOURCES:
        subprocess.run(["cp", "-a", ROOT / name, directory], check=True)
    for pattern in BUILT:
        for path in (ROOT / "build").glob(pattern):
            subprocess.run(["cp", "-a", path, directory / "build"], check=True)
    return directory


def run(command, directory):
    """Runs a command that must succeed. Returns its output."""
    result = subprocess.run(["bash", "-c", command], cwd=directory, capture_output=True, text=True,
                            stdin=subprocess.DEVNULL, env=ENVIRONMENT, timeout=5 * PATIENCE)
    assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"
    return result.stdout


def run_until(command, directory, words):
    """Runs a command that does not end by itself, until it has printed these words. Returns all of its output."""
    process = subprocess.Popen(["bash", "-c", f"exec {command}"], cwd=directory, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=ENVIRONMENT, bufsize=0,
                               start_new_session=True)
    printed, deadline = b"", time.monotonic() + 2 * PATIENCE
    try:
        while words.encode() not in printed:
            ready = select.select([process.stdout], [], [], max(deadline - time.monotonic(), 0))[0]
            arrived = os.read(process.stdout.fileno(), 65536) if ready else b""
            assert arrived, f"{command}\nended, or let us wait, before '{words}':\n{printed.decode('cp437')}"
            printed += arrived
    finally:
        os.killpg(process.pid, signal.SIGTERM)      # with the programs that it runs
        try:
            process.communicate(timeout=PATIENCE)   # until all of them have ended
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return printed.decode("cp437").replace("\r", "")
