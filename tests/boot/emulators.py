# SPDX-License-Identifier: BSD-2-Clause
"""Boots in two more emulators: Bochs, which checks what QEMU ignores, and DOSBox, whose BIOS supports neither EDD nor
E820 and whose 386 has no CPUID.

Bochs User Manual, "The configuration file bochsrc" (4.2); DOSBox 0.74 manual, "serial", "imgmount", "boot".
"""
import os
import select
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from machine import PATIENCE

BOCHSRC = """
config_interface: textconfig
display_library: {display}
romimage: file=/usr/share/bochs/{bios}
vgaromimage: file=/usr/share/vgabios/vgabios.bin
cpu: count={processors}, model={cpu}, ips=50000000, reset_on_triple_fault=0
memory: guest={memory}, host={memory}
ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
ata0-master: path="{image}", {drive}
boot: {boot}
com1: enabled=1, mode=file, dev=/dev/stdout
sound: driver=dummy
log: {directory}/log
panic: action=fatal
"""

BOCHS_DRIVES = {"disk": "type=disk, mode=volatile, journal={directory}/journal", "cdrom": "type=cdrom, status=inserted"}

DOSBOX_CONF = """
[dosbox]
memsize=16
[cpu]
core=normal
cputype=386
cycles=max
[serial]
serial1=nullmodem server:127.0.0.1 port:{port} transparent:1
[autoexec]
imgmount 2 {image} -t hdd -fs none -size 512,63,255,{cylinders}
boot -l c
"""


def read_until(source, words, seconds=PATIENCE):
    """Reads a file or socket until it has produced these words or has ended."""
    received, deadline = b"", time.monotonic() + seconds
    while words.encode() not in received:
        ready = select.select([source], [], [], max(deadline - time.monotonic(), 0))[0]
        assert ready, f"'{words}' not within {seconds} seconds:\n{received.decode('cp437')}"
        arrived = os.read(source.fileno(), 65536)
        if not arrived:
            break
        received += arrived
    return received.decode("cp437").replace("\r", "")


def bochs(image, *, cpu="core2_penryn_t9600", bios="BIOS-bochs-latest", memory=64, processors=1, display="term",
          boot="disk", extra="", until="Bochs is exiting"):
    """Boots the image in Bochs, with these further lines in its configuration. Returns the output of COM1 and of Bochs
    itself up to these words."""
    with tempfile.TemporaryDirectory(prefix="farjump-") as directory:
        configuration, commands = Path(directory, "bochsrc"), Path(directory, "commands")
        configuration.write_text(BOCHSRC.format(image=image, cpu=cpu, bios=bios, memory=memory, display=display,
                                                processors=processors, boot=boot, directory=directory,
                                                drive=BOCHS_DRIVES[boot].format(directory=directory)) + extra)
        commands.write_text("c\n")          # the debugger starts stopped
        process = subprocess.Popen(["bochs", "-q", "-unlock", "-f", configuration, "-rc", commands],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   env={**os.environ, "TERM": "vt100"}, bufsize=0)
        try:
            words = read_until(process.stdout, until)
            if until == "Bochs is exiting":
                words += process.stdout.read().decode("cp437")     # the reason comes behind it
            return words
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def dosbox(image, until):
    """Boots the image in DOSBox. Returns the output of COM1 up to these words. DOSBox must then still be running."""
    cylinders = image.stat().st_size // (255 * 63 * 512)
    with socket.create_server(("127.0.0.1", 0)) as server, tempfile.TemporaryDirectory(prefix="farjump-") as directory:
        configuration = Path(directory, "dosbox.conf")
        configuration.write_text(DOSBOX_CONF.format(image=image, cylinders=cylinders, port=server.getsockname()[1]))
        process = subprocess.Popen(["dosbox", "-conf", configuration], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env={**os.environ, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy",
                                        "HOME": directory})
        try:
            server.settimeout(PATIENCE)
            line, _ = server.accept()
            with line:
                words = read_until(line, until)
            assert process.poll() is None, f"DOSBox ended:\n{words}"
            return words
        finally:
            process.kill()
            process.wait()
