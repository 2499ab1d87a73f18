# SPDX-License-Identifier: BSD-2-Clause
"""Computes the waits that a PC makes farjump wait and that the counting clock does not see: under it, an access to a
port takes as long as any other instruction. The accesses are counted in a boot of a 64 KiB kernel; what each takes on a
PC is known. The loader waits for no character on COM1 to leave (stage2/talk/console.cpp).
"""

import itertools

import other_loaders
from loaders import SIZES
from measure import in_scratch
from watch import ports

ACCESS_US = 1.0                 # on the ISA bus, or on what stands for it today

COM1 = range(0x3F8, 0x400)
COM1_DATA, COM1_LINE_STATUS = 0x3F8, 0x3FD
# QEMU's transmitter is always empty, but that of a PC takes no more before other work is done: a look that finds it empty,
# the characters that its FIFO takes, a look that finds it busy.
MOST_OF_PART = {COM1_DATA: 16, COM1_LINE_STATUS: 2}
TIMER_COMMAND, PORT_B = 0x43, 0x61
# Interrupt controllers, keyboard controller, real-time clock, A20 gate.
OTHERS = [range(0x20, 0x22), range(0x60, 0x61), range(0x64, 0x65), range(0x70, 0x72), range(0x92, 0x93),
          range(0xA0, 0xA2)]

HEADING = ["| ports that a 64 KiB boot uses on a PC | accesses | ms, computed |", "|---|---:|---:|"]


def channel_of(port, value):
    """Returns the channel of the timer that the access concerns. The command's upper two bits name it."""
    return value >> 6 if port == TIMER_COMMAND else port - 0x40


def of_part(part):
    """Returns how many of these accesses to COM1, between which there is no other, a PC would see."""
    limited = sum(min(part.count(port), most) for port, most in MOST_OF_PART.items())
    return limited + sum(port not in MOST_OF_PART for port in part)


def count(accesses):
    """Returns how often each device was used."""
    counts = {"jitter": 0, "rate": 0, "others": 0, "com1": 0}
    for is_com1, group in itertools.groupby(accesses, lambda access: access[0] in COM1):
        if is_com1:
            counts["com1"] += of_part([port for port, _ in group])
            continue
        for port, value in group:
            if port in range(0x40, 0x44):
                counts["jitter" if channel_of(port, value) == 0 else "rate"] += 1
            elif port == PORT_B:
                counts["rate"] += 1
            elif any(port in each for each in OTHERS):
                counts["others"] += 1
    return counts


def rows(build):
    def boot(work):
        return ports(work, other_loaders.image_of(other_loaders.FARJUMP, build, work, SIZES["64 KiB"]))
    counts = count(in_scratch(boot))
    spent = [(name, counts[key], counts[key] * ACCESS_US / 1000) for name, key in [
        ("COM1, where there is one", "com1"),
        ("jitter for random numbers: the timer's channel 0", "jitter"),
        ("rate of the time stamp counter: channel 2 and port 61h", "rate"),
        ("keyboard and interrupt controllers, real-time clock", "others")]]
    for name, counted, waited in spent:
        yield f"| {name} | {counted:,} | {waited:.2f} |"
    yield f"| all | | {sum(waited for _, _, waited in spent):.2f} |"
