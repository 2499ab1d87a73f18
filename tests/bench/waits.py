"""Computes the waits that a PC makes farjump wait and that the counting clock does not see: under it, an access to a
port takes as long as any other instruction, and COM1 takes a character at once. The accesses and characters are counted
in a boot of a 64 KiB kernel; what each takes on a PC is known.
"""

import other_loaders
from loaders import SIZES
from measure import in_scratch
from watch import ports

ACCESS_US = 1.0                 # on the ISA bus, or on what stands for it today
CHARACTER_US = 10 / 115_200 * 1e6

COM1 = range(0x3F8, 0x400)
COM1_DATA, COM1_LINE_CONTROL, DIVISOR_LATCH = 0x3F8, 0x3FB, 0x80
TIMER_COMMAND, PORT_B = 0x43, 0x61
# Interrupt controllers, keyboard controller, real-time clock, A20 gate.
OTHERS = [range(0x20, 0x22), range(0x60, 0x61), range(0x64, 0x65), range(0x70, 0x72), range(0x92, 0x93),
          range(0xA0, 0xA2)]

HEADING = ["| what a 64 KiB boot waits for on a PC | counted | ms, computed |", "|---|---:|---:|"]


def com1_ms(characters, accesses):
    """The wait for COM1: the loader sends a character when the one before has left (include/x86/serial.hpp), so all but
    the last one take their time on the line. The accesses, which are listed apart, are made meanwhile."""
    return max((characters - 1) * CHARACTER_US - accesses * ACCESS_US, 0) / 1000


def channel_of(port, value):
    """Returns the channel of the timer that the access concerns. The command's upper two bits name it."""
    return value >> 6 if port == TIMER_COMMAND else port - 0x40


def count(accesses):
    """Returns how often each device was used."""
    counts = {"jitter": 0, "rate": 0, "others": 0, "com1": 0, "characters": 0}
    latch = 0
    for port, value in accesses:
        if port == COM1_LINE_CONTROL and value is not None:
            latch = value & DIVISOR_LATCH
        if port in COM1:
            counts["com1"] += 1
            counts["characters"] += port == COM1_DATA and value is not None and not latch
        elif port in range(0x40, 0x44):
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
    spent = [
        ("COM1, where there is one: characters that it waits for", counts["characters"],
         com1_ms(counts["characters"], counts["com1"])),
        *((name, counts[key], counts[key] * ACCESS_US / 1000) for name, key in [
            ("jitter for random numbers: accesses to the timer's channel 0", "jitter"),
            ("rate of the time stamp counter: accesses to channel 2 and port 61h", "rate"),
            ("COM1, where there is one: accesses", "com1"),
            ("keyboard and interrupt controllers, real-time clock: accesses", "others")])]
    for name, counted, waited in spent:
        yield f"| {name} | {counted:,} | {waited:.2f} |"
    yield f"| all | | {sum(waited for _, _, waited in spent):.2f} |"
