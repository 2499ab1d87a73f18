# SPDX-License-Identifier: BSD-2-Clause
"""Implements the part of gdb's protocol that the tests use with QEMU: breakpoints, steps, memory. GDB manual, "Remote
Protocol"."""
import re
import select
import socket
import subprocess
import time

PATIENCE = 30       # seconds


def connect(path):
    """Connects to a socket that QEMU is about to open."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(path)
            return connection
        except OSError:
            assert time.monotonic() < deadline, f"QEMU does not open {path}"
            time.sleep(0.01)


class Debugger:
    def __init__(self, path):
        self._socket = connect(path)
        self._buffer = b""

    def close(self):
        self._socket.close()

    def run_to(self, address):
        self.ask(f"Z1,{address:x},1")           # a breakpoint
        self.ask("c", answer="T05")
        self.ask(f"z1,{address:x},1")

    def step(self):
        self.ask("s", answer="T05")

    def go_on(self):
        self._send("c")

    def discard_news(self):
        """Discards received packets. Each stop is reported here as well; if nothing read the reports, QEMU would block
        after some 280 boots."""
        while select.select([self._socket], [], [], 0)[0]:
            assert self._socket.recv(65536), "QEMU has closed gdb's connection"
        self._buffer = b""

    def ask(self, packet, answer="OK"):
        """Sends a packet and returns its answer. Skips reports of stops that arrive before the answer."""
        self._send(packet)
        while not (found := re.search(rf"\$({answer}.*?)#..".encode(), self._buffer)):
            assert b"$E" not in self._buffer, f"{packet}: {self._buffer}"
            self._buffer += self._socket.recv(4096)
        self._buffer = self._buffer[found.end():]
        self._socket.sendall(b"+")
        return found[1].decode()

    def _send(self, packet):
        self._socket.sendall(f"${packet}#{sum(packet.encode()) % 256:02x}".encode())


def address_of(program, symbol):
    names = subprocess.run(["nm", program], check=True, capture_output=True, text=True).stdout
    return int(re.search(rf"^([0-9a-f]+) \w {re.escape(symbol)}$", names, re.M)[1], 16)
