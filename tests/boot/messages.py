# SPDX-License-Identifier: BSD-2-Clause
"""Returns the loader's error messages: the words of include/errors.hpp with a test's numbers."""
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODES = (ROOT / "include/error_codes.hpp").read_text()
MESSAGES = (ROOT / "include/errors.hpp").read_text()

NUMBERS = {name: int(number) for name, number in re.findall(r"^    (\w+) = (\d+),", CODES, re.M)}
WORDS = {name: (why, hint) for name, why, hint
         in re.findall(r'\{Code::(\w+),\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"\}', MESSAGES)}

RESTART = "press a key to restart"
ANY = object()          # a number or name that the test cannot know


def label(code):
    return f"FJ-{NUMBERS[code]:04}"


def fill(words, numbers=(), name=ANY):
    """Returns a regular expression for the words, with values in place of {0} {1h} {name}."""
    def place(match):
        key = match[1]
        if key == "name":
            return r".+?" if name is ANY else re.escape(name)
        number = numbers[int(key[0])] if int(key[0]) < len(numbers) else ANY
        if number is ANY:
            return r"[0-9A-F]+h" if key.endswith("h") else r"[0-9,]+"
        return f"{number:X}h" if key.endswith("h") else f"{number:,}"
    return re.sub(r"\\\{(\d|\dh|name)\\\}", place, re.escape(words))


def failure(code, step, numbers=(), name=ANY):
    """Returns a regular expression for the four lines of a failure, each of them complete."""
    why, hint = (fill(words, numbers, name) for words in WORDS[code])
    return (rf"^{label(code)}: failed while {re.escape(step)}\n"
            rf"  {why}\n"
            rf"  try: {hint}\n"
            rf"{RESTART}$")
