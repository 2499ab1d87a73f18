# SPDX-License-Identifier: BSD-2-Clause
"""Operates the menu of boot entries: a terminal on COM1 that understands VT100, keys, and disks with entries.

pyte, "Screen"; ECMA-48.
"""
import re
import time

import pyte

from machine import PATIENCE, Machine

# QEMU's names of keys, "QKeyCode", where they are not the character itself.
NAMES = {" ": "spc", "\r": "ret", "\b": "backspace", "-": "minus", "+": "kp_add", "=": "equal", "/": "slash", ".": "dot",
         "\x1b": "esc", "?": "shift-slash", "_": "shift-minus"}
CONTROL = {chr(number): f"ctrl-{chr(number + 96)}" for number in range(1, 27) if chr(number) not in "\r\b"}
SEQUENCES = {"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
             "pgup": "\x1b[5~", "pgdn": "\x1b[6~", "delete": "\x1b[3~", "esc": "\x1b", "ret": "\r"}


class Keyboard:
    """Types on the PC's keyboard, and reads the screen."""

    def __init__(self, machine):
        self.machine = machine

    def press(self, *keys):
        for key in keys:
            name = NAMES.get(key) or CONTROL.get(key) or (f"shift-{key.lower()}" if key.isupper() else key)
            codes = [{"type": "qcode", "data": code} for code in name.split("-")]
            self.machine.command("send-key", keys=codes, **{"hold-time": 20})
            time.sleep(0.06)        # the next key would come before the release of this one

    def type(self, words):
        self.press(*words)

    def lines(self):
        return [line.rstrip() for line in self.machine.screen().split("\n")]


class AnsweringScreen(pyte.Screen):
    def __init__(self, answer):
        super().__init__(80, 24)
        self.write_process_input = answer


class Terminal:
    """A VT100 at the other end of COM1: answers the loader's question, types, and has a screen of its own."""

    def __init__(self, machine):
        self.machine = machine
        self.screen = AnsweringScreen(machine.send)
        self.stream = pyte.Stream(self.screen)
        self.received = 0       # characters that the screen was drawn by
        self.is_trusted = False # the loader has recognized a person

    def look(self):
        words = self.machine.serial[self.received:]
        self.received += len(words)
        self.stream.feed(words.replace("\n", "\r\n"))

    def press(self, *keys):
        for key in keys:
            self.machine.send(SEQUENCES.get(key, key))
            if key == "esc" or not self.is_trusted:
                time.sleep(0.4)         # Escape is a key only if nothing follows; and so is the first key
            self.is_trusted = True

    def type(self, words):
        self.machine.send(words)

    def lines(self):
        self.look()
        return [line.rstrip() for line in self.screen.display]


class Menu:
    """The menu as one of both shows it."""

    def __init__(self, view):
        self.view = view
        self.machine = view.machine

    def wait(self, condition, what, seconds=PATIENCE):
        def is_true():
            self.lines = self.view.lines()
            return condition()
        try:
            self.machine.wait_until(is_true, what, seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\n--- menu ---\n" + "\n".join(self.lines)) from None

    def wait_for(self, pattern, seconds=PATIENCE):
        """Waits until a line of the menu matches the regular expression."""
        self.wait(lambda: any(re.search(pattern, line) for line in self.lines), f"'{pattern}' in the menu", seconds)

    def wait_until_open(self):
        """Its last line is drawn last."""
        self.wait_for(r"^farjump \d")
        self.wait_for(r"^Enter boots .* all keys$")

    def press(self, *keys):
        self.view.press(*keys)

    def type(self, words):
        self.view.type(words)

    def titles(self):
        """Returns the titles of the list, without what stands at the right."""
        self.lines = self.view.lines()
        return [re.split(r"  +", line[2:])[0] for line in self.lines[2:-7] if line.strip() and "more below" not in line]

    def _marked(self):
        return [re.split(r"  +", line[2:])[0] for line in self.lines[2:-7] if line.startswith("> ")]

    def selected(self):
        self.lines = self.view.lines()
        marked = self._marked()
        assert len(marked) == 1, "\n".join(self.lines)
        return marked[0]

    def wait_for_selected(self, title):
        self.wait(lambda: self._marked() == [title], f"{title} is selected")
