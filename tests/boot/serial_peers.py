# SPDX-License-Identifier: BSD-2-Clause
"""Simulates the device at the other end of COM1: an echoing terminal, a login prompt, a GPS receiver, noise, or a
person."""
import random
import select
import socket
import threading
import time
from collections import deque

BANNER = b"\r\nDebian GNU/Linux 12 host ttyS0\r\n\r\nhost login: "
SENTENCE = b"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n"
A_MOMENT = 0.02         # seconds


def echo(heard):
    return heard


def login(heard):
    """Returns the output of getty and login for a received line."""
    return BANNER if b"\r" in heard or b"\n" in heard else b""


def nothing(_):
    return b""


class Peer:
    """Talks to a Machine that has `extra=peer.options, serial=False`. Use it in a `with` statement around the
    machine's."""

    def __init__(self, answer=nothing, delay=0, says=lambda: b"", period=None):
        self.heard = b""
        self.answer, self.delay, self.says, self.period = answer, delay, says, period
        self._last = time.monotonic()
        # TCP, since a Unix socket is full after some 280 characters, and QEMU then lets the UART wait for the host.
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self._to_send = deque()
        self._closing = False
        self.options = ["-chardev", f"socket,id=peer,host=127.0.0.1,port={port}", "-serial", "chardev:peer"]

    def __enter__(self):
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._closing = True
        self._listener.close()
        self._thread.join()

    def send(self, words):
        self._to_send.append((0, words))

    def silent_for(self):
        """Returns the seconds since the last received byte."""
        return time.monotonic() - self._last

    def _run(self):
        self._listener.settimeout(60)
        line, _ = self._listener.accept()
        next_time = time.monotonic()
        with line:
            while not self._closing:
                if select.select([line], [], [], A_MOMENT)[0] and not self._hear(line):
                    return
                now = time.monotonic()
                if self.period and now >= next_time:
                    self._to_send.append((now, self.says()))
                    next_time = now + self.period
                while self._to_send and self._to_send[0][0] <= now and not self._closing:
                    self._say(line, self._to_send.popleft()[1])

    def _say(self, line, words):
        try:
            line.sendall(words)
        except ConnectionError:
            self._closing = True                            # the machine has ended

    def _hear(self, line):
        try:
            heard = line.recv(65536)
        except ConnectionError:
            return False
        self.heard += heard
        self._last = time.monotonic()
        if answer := self.answer(heard):
            self._to_send.append((self._last + self.delay, answer))
        return bool(heard)


# Those that are no person.
MACHINES = {
    "echo": {"answer": echo},
    "echo-200-ms": {"answer": echo, "delay": 0.2},
    "echo-1500-ms": {"answer": echo, "delay": 1.5},
    "gps": {"says": lambda: SENTENCE, "period": 1},
    "login": {"answer": login, "delay": 0.1, "says": lambda: BANNER, "period": 12},
    "noise": {"says": lambda: random.randbytes(random.randint(1, 3)), "period": 0.3},
}
