# SPDX-License-Identifier: BSD-2-Clause
"""Checks the result of a boot: a kernel whose promises are all kept, or a message and a machine that waits for a
key."""
import re

from machine import KEPT, Machine
from messages import RESTART, failure, label

GREETING = re.compile(r"^kernel: ", re.M)                 # how every line of the kernel starts
VERDICT = re.compile(r"^(?:kernel: )?self-check: (\d+) kept, (\d+) broken$", re.M)


def promises_kept(words):
    """Returns the number of promises that the kernel reports as kept. Fails if one is broken."""
    verdict = VERDICT.search(words)
    assert verdict, f"the kernel gave no verdict:\n{words}"
    assert verdict[2] == "0", f"the kernel found broken promises:\n{words}"
    assert int(verdict[1]) > 0, "the kernel checked nothing"
    return int(verdict[1])


def boots(machine):
    status = machine.wait_for_end()
    assert status == KEPT, f"QEMU's exit status is {status}, not {KEPT}\n{machine.report()}"
    promises_kept(machine.serial)


def words_of_loader(machine):
    """Returns the output before the kernel's."""
    return GREETING.split(machine.serial)[0]


def noted(machine, *notes):
    """Checks that the lines below a step match these regular expressions, in this order."""
    lines = r"\n(?:.*\n)*?".join(f" {{8}}{note}" for note in notes)
    assert re.search(rf"^{lines}$", machine.serial, re.M), f"no lines {notes}\n{machine.report()}"


def squeezed(words):
    """Removes white space, because the screen breaks long lines."""
    return re.sub(r"\s+", "", words)


def refuses(machine, code, step, numbers=(), name=None, screen=None):
    """Checks that the whole message is on COM1 and on the screen, that no kernel runs, and that a key restarts the
    machine."""
    screen = screen or machine.screen
    machine.wait_for_serial(RESTART)
    found = re.search(failure(code, step, numbers, *([] if name is None else [name])), machine.serial, re.M)
    assert found, f"no {label(code)} as in include/error_codes.hpp\n{machine.report()}"
    assert not GREETING.search(machine.serial), f"the kernel was started\n{machine.report()}"
    machine.wait_until(lambda: squeezed(found[0]) in squeezed(screen()), "the same message on the screen")
    restarts_on_key(machine)


def restarts_on_key(machine):
    assert machine.is_running(), f"the machine does not wait\n{machine.report()}"
    machine.press_until_reset("ret")


# The same of an image, which is booted in a Machine with these options and then looked at no further.

def image_boots(image, **options):
    with Machine(image, **options) as machine:
        boots(machine)


def image_refused(image, code, step, numbers=(), name=None, **options):
    with Machine(image, **options) as machine:
        refuses(machine, code, step, numbers, name)
