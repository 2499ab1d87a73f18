"""The programs and commands that pages of the documentation show, and a copy of the tree to try them in."""
import os
import re
import select
import subprocess
import time

from machine import PATIENCE
from messages import ROOT

SOURCES = ["Makefile", "disk", "include", "kernel", "longmode", "stage1", "stage2", "tests"]
BUILT = ["bootx64.efi", "cxx", "examples", "farjump-*", "host", "include", "release"]

# A user's own shell: no display, and nothing of the make that runs the tests.
ENVIRONMENT = {name: value for name, value in os.environ.items()
               if name not in ("DISPLAY", "WAYLAND_DISPLAY", "MAKEFLAGS", "MFLAGS", "MAKELEVEL")}


def read(page):
    return (ROOT / page).read_text()


def blocks(page):
    """(language, text) of each fenced block, in the page's order."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", read(page), re.M | re.S)


def files(page):
    """Name: text, of the blocks that begin with a comment that names a file."""
    named = ((re.match(r"(?://|/\*|;) ([\w-]+\.\w+)\b", text), text) for _, text in blocks(page))
    return {name[1]: text for name, text in named if name}


def indented(page):
    """The lines of commands in blocks of the other kind, without what is said of them."""
    text = re.sub(r"^```.*?^```$", "", read(page), flags=re.M | re.S)
    commands = r"^    (?:\$ )?((?:make|qemu-|build/|git |man |lsblk|xorriso|mkdir|cp |strip |lz4 |dd |od |ndisasm ).*)$"
    return [re.sub(r"\s+# .*", "", line) for line in re.findall(commands, text, re.M)]


def tree(directory):
    """As a user has it after `make`: what is built is not built again, and what is made does not meet other tests."""
    (directory / "build").mkdir(parents=True)
    for name in SOURCES:
        subprocess.run(["cp", "-a", ROOT / name, directory], check=True)
    for pattern in BUILT:
        for path in (ROOT / "build").glob(pattern):
            subprocess.run(["cp", "-a", path, directory / "build"], check=True)
    return directory


def run(command, directory):
    """What it prints, once it has ended well."""
    result = subprocess.run(["bash", "-c", command], cwd=directory, capture_output=True, text=True,
                            stdin=subprocess.DEVNULL, env=ENVIRONMENT, timeout=5 * PATIENCE)
    assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"
    return result.stdout


def run_until(command, directory, words):
    """For what does not end by itself: until it has printed these words. Returns all that it has printed."""
    process = subprocess.Popen(["bash", "-c", f"exec {command}"], cwd=directory, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=ENVIRONMENT, bufsize=0)
    printed, deadline = b"", time.monotonic() + 2 * PATIENCE
    try:
        while words.encode() not in printed:
            ready = select.select([process.stdout], [], [], max(deadline - time.monotonic(), 0))[0]
            arrived = os.read(process.stdout.fileno(), 65536) if ready else b""
            assert arrived, f"{command}\nended, or let us wait, before '{words}':\n{printed.decode('cp437')}"
            printed += arrived
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()
    return printed.decode("cp437").replace("\r", "")
