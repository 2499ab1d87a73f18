# SPDX-License-Identifier: BSD-2-Clause
"""Runs a PC in QEMU: boots an image, waits for words, events and the end, and reads the screen.

QEMU, "QEMU Machine Protocol Reference Manual"; "isa-debug-exit"; "blkdebug".
"""
import json
import os
import select
import socket
import struct
import subprocess
import tempfile
import time
from pathlib import Path

BDA_VIDEO = 0x449   # mode, columns, size of a page, start of the page that is shown
MONOCHROME = 7
PATIENCE = 60       # seconds: far more than any boot takes, so that only a hang meets it

KEPT, BROKEN, PANIC = 33, 35, 37        # QEMU's exit status: 2 * n + 1 of kernel/outcome.hpp's numbers

# How the boot disk, node "disk", hangs on the machine.
INTERFACES = {
    "ide": ["-M", "pc", "-device", "ide-hd,drive=disk"],
    "ide-64-32": ["-M", "pc", "-device", "ide-hd,drive=disk,bootindex=0,lcyls=1023,lheads=64,lsecs=32"],    # for AH=08h
    "ahci": ["-M", "q35", "-device", "ide-hd,drive=disk,bus=ide.0"],
    "usb-ehci": ["-M", "pc", "-device", "usb-ehci,id=usb", "-device", "usb-storage,drive=disk,bus=usb.0"],
    "usb-xhci": ["-M", "pc", "-device", "qemu-xhci,id=usb", "-device", "usb-storage,drive=disk,bus=usb.0"],
    "virtio-blk": ["-M", "pc", "-device", "virtio-blk-pci,drive=disk"],
    "nvme": ["-M", "q35", "-device", "nvme,drive=disk,serial=1"],
    "isa-ide": ["-M", "isapc", "-device", "isa-ide", "-device", "ide-hd,drive=disk"],
}

USB_CD = ["-device", "usb-bot,id=bot,bus=usb.0", "-device", "scsi-cd,drive=disk,bus=bot.0"]

# Media that an image must be made for: a diskette in A:, and the one disk of 4096-byte sectors that SeaBIOS boots.
OTHER_MEDIA = {
    "floppy": ["-M", "pc", "-device", "floppy,drive=disk"],
    "nvme-4096": ["-M", "q35", "-device",
                  "nvme,drive=disk,serial=1,logical_block_size=4096,physical_block_size=4096"],
    "cd": ["-M", "pc", "-device", "ide-cd,drive=disk"],
    "cd-ahci": ["-M", "q35", "-device", "ide-cd,drive=disk,bus=ide.0"],
    "cd-ehci": ["-M", "pc", "-device", "usb-ehci,id=usb", *USB_CD],
    "cd-xhci": ["-M", "pc", "-device", "qemu-xhci,id=usb", *USB_CD],
}

FORMATS = {".qcow2": "qcow2", ".vdi": "vdi", ".vhd": "vpc", ".vhdx": "vhdx", ".vmdk": "vmdk"}     # others are raw

# The BIOS of Bochs in QEMU: a second make of BIOS, which starts with A20 off. It wants an ISA machine without an APIC,
# finds no VGA BIOS by itself, and waits for F12 in virtual time only.
ROMBIOS = ["-bios", "/usr/share/bochs/BIOS-bochs-latest", "-icount", "shift=4,sleep=off", "-device", "isa-vga",
           "-device", "loader,file=/usr/share/vgabios/vgabios.bin,addr=0xc0000,force-raw=on"]


def file_node(image):
    return {"driver": "file", "filename": str(image), "locking": "off"}     # tests share the image; none writes to it


def disk_node(image, bad_sectors=(), once=False):
    """Describes the boot disk: a file, whose bad sectors cannot be read (or, with once, fail the first time only)."""
    inner = file_node(image)
    if bad_sectors:
        faults = [{"event": "none", "iotype": "read", "sector": sector, "errno": 5, "once": once}
                  for sector in bad_sectors]
        inner = {"driver": "blkdebug", "image": inner, "inject-error": faults}
    return {"driver": FORMATS.get(Path(image).suffix, "raw"), "node-name": "disk", "file": inner}


class Machine:
    """One boot. Use it in a `with` statement. At its end the machine is gone, and the image must be unchanged."""

    def __init__(self, image, *, emulator="qemu-system-x86_64", interface="ide", cpu="qemu64", memory="128M", vga="std",
                 serial=True, debug_exit=True, bad_sectors=(), once=False, extra=()):
        self.image = Path(image)
        self.serial = ""
        self.events = []
        self._before = self._fingerprint()
        self._directory = tempfile.TemporaryDirectory(prefix="farjump-")
        self._listener = socket.socket(socket.AF_UNIX)
        qmp_path = f"{self._directory.name}/qmp"
        self._listener.bind(qmp_path)
        self._listener.listen(1)
        self._listener.settimeout(PATIENCE)
        self.command_line = [
            emulator, "-accel", "tcg", "-display", "none", "-nodefaults", "-no-user-config",
            "-cpu", cpu, "-m", memory, "-vga", vga, "-no-reboot", "-no-shutdown",
            "-blockdev", json.dumps(disk_node(image, bad_sectors, once)), *(INTERFACES | OTHER_MEDIA)[interface],
            "-chardev", f"socket,id=qmp,path={qmp_path}", "-mon", "chardev=qmp,mode=control",
            "-chardev", "stdio,id=com1,signal=off", *extra]
        if serial:
            self.command_line += ["-serial", "chardev:com1"]
        if debug_exit:
            self.command_line += ["-device", "isa-debug-exit,iobase=0xf4,iosize=4"]

    def __enter__(self):
        self._process = subprocess.Popen(self.command_line, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         stderr=subprocess.DEVNULL, bufsize=0)
        self._open = True           # whether QEMU is still there: its standard output is not closed
        self._qmp, _ = self._listener.accept()
        self._qmp_buffer = b""
        self._replies = []
        self.command("qmp_capabilities")
        return self

    def __exit__(self, kind, *_):
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()
        self._qmp.close()
        self._listener.close()
        self._directory.cleanup()
        if kind is None:
            assert self._fingerprint() == self._before, f"the boot wrote to {self.image}"

    def _fingerprint(self):
        status = self.image.stat()
        return status.st_size, status.st_mtime_ns

    def _receive(self, seconds):
        """Reads QEMU's messages. Waits at most this long."""
        sources = [self._process.stdout] + ([self._qmp] if self._qmp.fileno() >= 0 else [])
        for source in select.select(sources, [], [], max(seconds, 0))[0]:
            if source is self._qmp:
                self._receive_qmp()
                continue
            arrived = self._process.stdout.read(65536)
            self._open = bool(arrived)
            self.serial += arrived.decode("cp437").replace("\r", "")

    def _receive_qmp(self):
        try:
            arrived = self._qmp.recv(65536)
        except ConnectionError:
            arrived = b""
        if not arrived:
            self._qmp.close()
            return
        *lines, self._qmp_buffer = (self._qmp_buffer + arrived).split(b"\n")
        for message in map(json.loads, lines):
            if "event" in message:
                self.events.append(message)
            elif "QMP" not in message:
                self._replies.append(message)

    def wait_until(self, condition, what, seconds=PATIENCE):
        """Waits until condition() is true. Fails if the machine ends or takes too long."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert self._open, f"QEMU ended before {what}\n{self.report()}"
            assert time.monotonic() < deadline, f"{what}: not within {seconds} seconds\n{self.report()}"
            self._receive(min(0.05, deadline - time.monotonic()))

    def report(self):
        return "\n".join([" ".join(self.command_line), "--- serial ---", self.serial, "--- events ---",
                          *map(str, self.events)])

    def command(self, name, **arguments):
        self._replies.clear()
        self._qmp.sendall(json.dumps({"execute": name, "arguments": arguments}).encode() + b"\n")
        self.wait_until(lambda: self._replies, f"QMP's answer to {name}")
        reply = self._replies.pop()
        assert "error" not in reply, f"{name}: {reply}"
        return reply["return"]

    def send(self, words):
        """Types on COM1."""
        self._process.stdin.write(words.encode())

    def wait_for_serial(self, words):
        self.wait_until(lambda: words in self.serial, f"'{words}' on the serial line")

    def wait_for_screen(self, words):
        self.wait_until(lambda: words in self.screen(), f"'{words}' on the screen")

    def wait_for_end(self):
        """Returns QEMU's exit status after the guest has written to isa-debug-exit. A reset is a failure."""
        deadline = time.monotonic() + PATIENCE
        while self._open and not self.resets() and time.monotonic() < deadline:
            self._receive(deadline - time.monotonic())
        assert not self._open or self.resets(), f"no end within {PATIENCE} seconds\n{self.report()}"
        assert not self.resets(), f"the machine was reset\n{self.report()}"
        return self._process.wait(PATIENCE)

    def resets(self):
        """Returns the guest's resets, including triple faults. QEMU stops after a reset."""
        return [event for event in self.events if event["event"] == "SHUTDOWN"]

    def has_ended(self):
        return not self._open

    def processor_seconds(self):
        """Returns QEMU's processor time, which does not depend on the load of the host. proc(5), "/proc/pid/stat"."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def is_running(self):
        return self._open and not self.resets() and self.command("query-status")["status"] == "running"

    def press_until_reset(self, key):
        """Presses the key repeatedly, because keys that arrive before the question are ignored."""
        deadline = time.monotonic() + PATIENCE
        while not self.resets():
            assert time.monotonic() < deadline, f"no reset after pressing {key}\n{self.report()}"
            self.command("send-key", keys=[{"type": "qcode", "data": key}])
            self._receive(0.1)
        assert self.resets()[0]["data"]["reason"] == "guest-reset", self.report()

    def _memory(self, address, size):
        path = Path(self._directory.name, "memory")
        self.command("pmemsave", val=address, size=size, filename=str(path))
        return path.read_bytes()

    def screen(self):
        """Returns the visible text page: 25 lines of 80 characters, each followed by its colour."""
        mode, _, _, page = struct.unpack("<BHHH", self._memory(BDA_VIDEO, 7))
        start = (0xB0000 if mode == MONOCHROME else 0xB8000) + page
        characters = self._memory(start, 80 * 25 * 2)[::2].decode("cp437")
        return "\n".join(characters[start:start + 80].rstrip(" \0") for start in range(0, 80 * 25, 80))


def disk_reads(image, interface="ahci"):
    """Returns the number of reads until the end of the kernel's self-check. An AHCI disk or CD counts one for each BIOS
    call."""
    with Machine(image, interface=interface, debug_exit=False) as machine:
        machine.wait_for_serial("self-check: ")
        disk, = (each for each in machine.command("query-blockstats") if each.get("node-name") == "disk")
        return disk["stats"]["rd_operations"]
