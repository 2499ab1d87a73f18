# SPDX-License-Identifier: BSD-2-Clause
"""Boots a PC in QEMU many times in a short time, each time from the moment when the BIOS jumps to 7C00h.

QEMU saves the machine once, at the first instruction behind the BIOS, and loads it for each boot. The contents of the
disk may change meanwhile. Sector 0 is already in memory then, so a change of it must be made there as well.

QEMU, "QEMU Machine Protocol Reference Manual".
"""
import json
import re
import subprocess
import tempfile
import time
from pathlib import Path

from debugger import Debugger, connect
from expect import VERDICT
from machine import file_node
from messages import RESTART

FIRST_SECTOR = 0x7C00
PATIENCE = 30       # seconds of silence that are no hang yet: a boot takes a fraction of one
MOST_WORDS = 20000  # characters that a boot may say: what says more goes round in circles
MENU_WAITS = re.compile(r"^Enter boots, .*\n(the default, '.*', is no entry|.* cannot be booted)$", re.M)
STAGE1_MESSAGE = re.compile(r"^FJ-010\d AH=[0-9A-F]{2} DL=[0-9A-F]{2} LBA=[0-9A-F]{8}$", re.M)


class SnapshotMachine:
    """Use it in a `with` statement. The image is read-only for the guest."""

    def __init__(self, image):
        self._directory = tempfile.TemporaryDirectory(prefix="farjump-")
        directory = Path(self._directory.name)
        self._serial_path, self._qmp_path, self._gdb_path = (str(directory / name) for name in ("com1", "qmp", "gdb"))
        state = directory / "state"
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", state, "64M"], check=True)
        disk = {"driver": "raw", "node-name": "disk", "read-only": True, "file": file_node(image)}
        self.command_line = [
            "qemu-system-x86_64", "-accel", "tcg", "-display", "none", "-nodefaults", "-no-user-config", "-S",
            "-cpu", "qemu64", "-m", "16M", "-vga", "none",
            "-blockdev", json.dumps(disk),
            "-device", "mptsas1068", "-device", "scsi-hd,drive=disk",                   # the fastest that may be read-only
            "-drive", f"if=none,format=qcow2,file={state}",                             # where the machine is saved
            "-serial", f"file:{self._serial_path}", "-qmp", f"unix:{self._qmp_path},server=on,wait=off",
            "-gdb", f"unix:{self._gdb_path},server=on,wait=off"]

    def __enter__(self):
        self._process = subprocess.Popen(self.command_line, stdin=subprocess.DEVNULL)
        self._events = []
        self._qmp = connect(self._qmp_path).makefile("rw")
        self._qmp.readline()
        self._command("qmp_capabilities")
        self._gdb = Debugger(self._gdb_path)
        self._serial = open(self._serial_path, encoding="cp437", newline="")
        self._gdb.run_to(FIRST_SECTOR)
        self._monitor("savevm start")
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        self._serial.close()
        self._gdb.close()
        self._directory.cleanup()

    def boot(self, changes_of_sector0=(), patience=PATIENCE):
        """Returns the result of the boot, 'kernel', 'message', 'menu' with a message, 'reset' or 'hang', and the output on COM1.

        `changes_of_sector0` are pairs of an offset and the byte that replaces what the BIOS has read there.
        """
        self._monitor("loadvm start")
        for offset, byte in changes_of_sector0:
            self._gdb.ask(f"M{FIRST_SECTOR + offset:x},1:{byte:02x}")
        self._serial.read()
        self._events.clear()
        self._command("cont")
        outcome, words = self._watch(patience)
        self._command("stop")
        self._gdb.discard_news()
        return outcome, words

    def _watch(self, patience):
        words, last = "", time.monotonic()
        while time.monotonic() - last < patience and len(words) < MOST_WORDS:
            arrived = self._serial.read().replace("\r", "")
            words += arrived
            if VERDICT.search(words):
                return "kernel", words
            if RESTART in words or STAGE1_MESSAGE.search(words):
                return "message", words
            if MENU_WAITS.search(words):
                return "menu", words
            if arrived:
                last = time.monotonic()
                continue
            self._command("query-status")           # takes in events
            if any(event["event"] == "RESET" and event["data"]["guest"] for event in self._events):
                return "reset", words
            time.sleep(0.004)
        return "hang", words

    def _command(self, name, **arguments):
        self._qmp.write(json.dumps({"execute": name, "arguments": arguments}) + "\n")
        self._qmp.flush()
        while True:
            message = json.loads(self._qmp.readline())
            if "event" in message:
                self._events.append(message)
            else:
                assert "return" in message, f"{name}: {message}"
                return message["return"]

    def _monitor(self, line):
        answer = self._command("human-monitor-command", **{"command-line": line})
        assert answer == "", f"{line}: {answer}"
