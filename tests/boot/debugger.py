"""The little of gdb's language that tests speak with QEMU: breakpoints, steps, memory. GDB manual, "Remote Protocol"."""
import re
import select
import socket
import subprocess
import time

PATIENCE = 30       # seconds


def connect(path):
    """To a socket that QEMU is about to open."""
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
        """Each stop is told here as well: if nobody read it, QEMU would wait for room after some 280 boots."""
        while select.select([self._socket], [], [], 0)[0]:
            assert self._socket.recv(65536), "QEMU has closed gdb's connection"
        self._buffer = b""

    def ask(self, packet, answer="OK"):
        """Sends a packet, and waits for its answer, which it returns; on its way reports of stops may arrive that nobody asked for."""
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
