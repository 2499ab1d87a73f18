# SPDX-License-Identifier: BSD-2-Clause
"""Parses the values of a scenario: each function takes text and returns numbers for fields of the block."""
from block import CONSTANTS

GIVEN = CONSTANTS["GIVEN"]


class ValueIsWrong(Exception):
    """A scenario has an impossible value."""


# A part of a value: takes its words, and gives the field's number.

def decimal(field):
    return lambda word: {field: int(word)}


def hexadecimal(field):
    return lambda word: {field: int(word, 16)}


def given(field):
    """Takes a byte that may be 0."""
    def take(word):
        value = int(word, 16)
        if value >= GIVEN:
            raise ValueIsWrong("a byte is meant")
        return {field: GIVEN | value}
    return take


def wide_given(field):
    """Takes a word that may be 0. Another field says that it is given."""
    return lambda word: {field: int(word, 16), f"{field}_given": 1}


def choice(field):
    def take(word):
        name = f"{field}_{word}".upper().replace("-", "_")
        if name not in CONSTANTS:
            raise ValueIsWrong(f"'{word}' is no choice")
        return {field: CONSTANTS[name]}
    return take


def flag(field):
    def take(word):
        if word != "1":
            raise ValueIsWrong("only 1 can be meant")
        return {field: 1}
    return take


def parts(*takers):
    """Takes parts that are separated by colons. The last ones may be missing."""
    def take(value):
        words = value.split(":")
        if len(words) > len(takers):
            raise ValueIsWrong("too many parts")
        fields = {}
        for taker, word in zip(takers, words):
            fields |= taker(word)
        return fields
    return take


def far_address(segment, offset):
    return parts(hexadecimal(segment), hexadecimal(offset))


def span(first, last, base=16):
    def take(value):
        begin, end = value.split("-")
        return {first: int(begin, base), last: int(end, base)}
    return take


def sectors(value):
    """Takes a range of sectors, or KERNEL for those that Scenario.aim_at() sets."""
    return {} if value == "KERNEL" else span("i13_corrupt_first", "i13_corrupt_last", 10)(value)


def bits(prefix, field):
    """Takes names separated by commas, each of which sets a bit."""
    return lambda value: {field: sum({CONSTANTS[f"{prefix}_{name}".upper()] for name in value.split(",")})}


def interrupts(field):
    return lambda value: {field: sum(1 << int(number, 16) for number in value.split(","))}


def functions(field):
    """Takes functions of an interrupt, AH, separated by commas. A 0 ends them in the block."""
    return lambda value: {field: [int(number, 16) for number in value.split(",")] + [0]}


CPU_FLAGS = {"DF": 1 << 10, "IOPL3": 3 << 12, "NT": 1 << 14, "AC": 1 << 18}


def entry_flags(value):
    names = set(value.split(","))
    fields = {"entry_flags": sum(CPU_FLAGS[name] for name in names - {"IF", "-IF"})}
    if "IF" in names:
        fields["entry_if"] = CONSTANTS["ENTRY_IF_ON"]
    if "-IF" in names:
        fields["entry_if"] = CONSTANTS["ENTRY_IF_OFF"]
    return fields


def control_bits(value):
    return {"entry_cr0": sum({"CD": 1 << 30, "NW": 1 << 29, "AM": 1 << 18}[name] for name in value.split(","))}


def sector_writes(value):
    """Takes `15:F0,24:80` or `03-59:FF`, bytes at offsets."""
    writes = []
    for place, content in (word.split(":") for word in value.split(",")):
        first, _, last = place.partition("-")
        if last:
            writes += [(offset, int(content, 16)) for offset in range(int(first, 16), int(last, 16) + 1)]
        else:
            writes += [(int(first, 16) + i, byte) for i, byte in enumerate(bytes.fromhex(content))]
    return {"bpb_count": len(writes), "bpb_write": [byte for pair in writes for byte in pair]}


def geometry(field):
    """Takes `255/63`, or the answer of AH=08h before the true geometry of AH=02h: `zero:255/63`."""
    def take(value):
        told, _, true = value.rpartition(":")
        heads, sectors = map(int, true.split("/"))
        return choice(field)(told or "told") | {"i13_heads": heads, "i13_sectors": sectors}
    return take


def sector_size(value):
    return {"i13_secsize": int(value) // 512}


def spans(count, field):
    """Takes spans of addresses, `90000-97FFF,9F000-9FBFF`."""
    def take(value):
        ends = [int(end, 16) for word in value.split(",") for end in word.split("-")]
        return {count: len(ends) // 2, field: ends}
    return take
