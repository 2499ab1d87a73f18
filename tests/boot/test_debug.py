"""`make debug` as a script runs it: QEMU waits, and the gdb command it prints stops at every border of the boot."""
import os
import shlex
import socket
import subprocess

from emulators import read_until
from images import OUT, ROOT


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])


def test_gdb_follows_the_boot_through_three_modes(image, tmp_path):
    copy = tmp_path / "disk.img"
    subprocess.run(["cp", "--sparse=always", image, copy], check=True)
    qemu = subprocess.Popen([ROOT / "disk/debug.sh", copy, OUT / "stage2.elf", OUT / "kernel.elf"], cwd=ROOT, bufsize=0,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env={**os.environ, "GDB_PORT": free_port()})
    try:
        words = read_until(qemu.stdout, "debug.gdb")
        command = shlex.split(words.split("waiting for: ")[1])
        gdb = subprocess.run([command[0], "-batch", *command[1:], *["-ex", "continue"] * 5, "-ex", "kill"], cwd=ROOT,
                             capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
    finally:
        qemu.kill()
        qemu.wait()
        qemu.stdout.close()
    assert_in_order(gdb.stdout, "real mode at 0000:7c00, boot drive DL=80", "real mode at 1000:0000, boot drive DL=80",
                    "stage2_main", "32-bit protected mode at ", "enter_long_mode",
                    "64-bit mode at ffffffff8", "kernel_entry")


def assert_in_order(words, *parts):
    at = 0
    for part in parts:
        at = words.find(part, at)
        assert at >= 0, f"no '{part}' where it is due in\n{words}"
