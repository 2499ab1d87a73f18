# SPDX-License-Identifier: BSD-2-Clause
"""Tests machines that send on COM1: a message stays until a person answers it, and the kernel's prompt falls silent."""
import time

import pytest

import expect
from images import kernel_code_sector
from machine import Machine
from messages import RESTART
from serial_peers import MACHINES, Peer
from test_bad_sectors import bad
from test_shell import type_keys

ADVICE = "COM1 is not silent: use the keyboard"
READY = "ready for commands: try 'help'"
LONG = 10               # seconds: a message that does not stay is gone within one
PATIENCE = 60
SMOKE = ("echo", "login")


def machines(smoke=SMOKE):
    return [pytest.param(name, marks=[] if name in smoke else pytest.mark.full) for name in MACHINES]


@pytest.fixture
def failing(image):
    """Returns the options of a boot that ends in a message."""
    return {"image": image, "bad_sectors": bad(image, lambda volume: [kernel_code_sector(volume)])}


@pytest.mark.parametrize("name", machines())
@pytest.mark.cases(1)
def test_message_stays(failing, name):
    with Peer(**MACHINES[name]) as peer, Machine(**failing, serial=False, extra=peer.options) as machine:
        machine.wait_for_screen(RESTART)
        if peer.period:
            machine.wait_for_screen(ADVICE)                 # a mere echo may have ended before the question
        end = time.monotonic() + LONG
        machine.wait_until(lambda: time.monotonic() > end or machine.resets(), "some seconds")
        expect.restarts_on_key(machine)
        assert peer.heard.count(ADVICE.encode()) <= 1


def test_key_on_the_serial_line(failing):
    with Machine(**failing) as machine:
        machine.wait_for_serial(RESTART)
        while ADVICE not in machine.serial:                 # somebody who cannot wait
            machine.send("\r")
            end = time.monotonic() + 1
            machine.wait_until(lambda: time.monotonic() > end or machine.resets(), "a second")
            assert not machine.resets()
        presses = 0
        pause = 6
        while not machine.resets():
            assert pause < PATIENCE, machine.report()
            end = time.monotonic() + pause
            pause *= 2              # on a busy host the machine's seconds are longer
            machine.wait_until(lambda: time.monotonic() > end or machine.resets(), "some seconds")
            if not machine.resets():
                machine.send("\r")
                presses += 1
        assert presses > 0, "it was the key that came too early"
        assert machine.resets()[0]["data"]["reason"] == "guest-reset"


@pytest.mark.parametrize("name", machines(smoke=("login",)))      # this one takes a minute
@pytest.mark.full
def test_prompt_falls_silent(image, name):
    """There is no endless conversation. The keyboard still works, and a person can take over the line."""
    with Peer(**MACHINES[name]) as peer, \
            Machine(image, debug_exit=False, serial=False, extra=peer.options) as machine:
        machine.wait_until(lambda: READY.encode() in peer.heard, "the prompt")
        machine.wait_until(lambda: peer.silent_for() > 6, "silence")
        type_keys(machine, "modules\n")
        machine.wait_until(lambda: b"\n  none\r\n" in peer.heard, "the answer to the keyboard")
        machine.wait_until(lambda: peer.silent_for() > 6, "silence once more")

        peer.answer, peer.period = (lambda _: b""), None
        before = len(peer.heard)
        pause = 6
        while b"usable" not in peer.heard[before:]:
            assert pause < PATIENCE, peer.heard[before:]
            end = time.monotonic() + pause
            machine.wait_until(lambda: time.monotonic() > end, "some seconds")
            peer.send(b"mem\r")
            pause *= 2              # on a busy host the machine's seconds are longer
