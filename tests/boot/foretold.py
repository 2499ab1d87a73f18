# SPDX-License-Identifier: BSD-2-Clause
"""Compares farjump-check-kernel's prediction for a kernel with the result of its boot."""
import re
import subprocess

from messages import ROOT, WORDS, fill, label

# Refusals that depend on the machine, and so cannot be foretold: memory that is taken or too small, a processor that
# lacks what the kernel was built for. They come before the seal and the relocations are looked at.
OF_THE_MACHINE = {label(code) for code in ("out_of_memory", "kernel_place_taken", "isa_level_missing")}


def check(kernel):
    return subprocess.run([ROOT / "build/farjump-check-kernel", kernel], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=60)


def boots(kernel):
    """Checks that a boot is predicted. Returns the report."""
    told = check(kernel)
    assert told.returncode == 0 and not told.stderr, told
    assert re.search(r"^will boot: ", told.stdout, re.M), told
    return told.stdout


def refused(kernel, code, numbers=()):
    """Checks that the report has the loader's code, words, numbers and hint, and perhaps notes about the file's
    sections."""
    why, hint = WORDS[code]
    words = rf"farjump-check-kernel: {fill(why, numbers, str(kernel))} \[{label(code)}\]\nhint: {re.escape(hint)}\n"
    words += r"(?:note: .*\n(?: .*\n)*)*"
    told = check(kernel)
    assert told.returncode == 1 and not told.stdout, told
    assert re.fullmatch(words, told.stderr), f"{told}\ndoes not say\n{words}"


def agrees(kernel, outcome, words):
    """Checks the prediction against a boot with this outcome and this output."""
    told = check(kernel)
    if outcome == "kernel":
        assert told.returncode == 0, f"{told}\nbut it booted"
        return
    code = re.search(r"^(FJ-\d{4}): failed while", words, re.M)[1]
    assert code in OF_THE_MACHINE or f"[{code}]" in told.stderr, f"{told}\nbut the boot said\n{words}"
