# SPDX-License-Identifier: BSD-2-Clause
"""Damages the probe kernels of tests/guests/limine: requests, texts and code in the bytes of the ELF file.

    kernel = Kernel("r6")
    kernel.set_request(DATE, RSDP)          # makes one request another one
    kernel.content
"""
import struct
import subprocess

import elf
from limine_boots import file_of
from limine_kernels import HIGHEST_2_GIB

COMMON = struct.pack("<2Q", 0xC7B1DD30DF4C8B88, 0x0A82E883A194F07B)
START = struct.pack("<4Q", 0xF6B8F4B39DE7D1AE, 0xFAB91A6940FCB9CF, 0x785C6ED015D3E316, 0x181E920A7852B9D9)
END = struct.pack("<2Q", 0xADC0E0531BB10D03, 0x9572709F31764C62)
TAG = struct.pack("<2Q", 0xF9562B2D5C95A6C8, 0x6A7B384944536BDC)

# The words behind the common ones.
DATE = struct.pack("<2Q", 0x502746E184C088AA, 0xFBC5EC83E6327893)
RSDP = struct.pack("<2Q", 0xC5E77B6B397E7B43, 0x27637845ACCDCF3C)
ENTRY_POINT = struct.pack("<2Q", 0x13D86C035A1CD3E1, 0x2B0CAA89D8F3026A)
MODULES = struct.pack("<2Q", 0x3E7E279702BE32AF, 0xCA1C4F3BD1280CEE)

REVISION, RESPONSE, FIRST_EXTRA, SECOND_EXTRA = 32, 40, 48, 56      # offsets in a request
UNDEFINED_INSTRUCTION = b"\x0F\x0B"


class Kernel:
    def __init__(self, variant):
        self.path = file_of(variant)
        self.content = bytearray(self.path.read_bytes())

    def request(self, words):
        """Returns the offset of the request in the file. It occurs once."""
        assert self.content.count(COMMON + words) == 1
        return self.content.index(COMMON + words)

    def set_request(self, words, others):
        at = self.request(words)
        self.content[at + len(COMMON):at + len(COMMON) + 16] = others
        return self

    def set_word(self, words, offset, value):
        struct.pack_into("<Q", self.content, self.request(words) + offset, value)
        return self

    def make_tag(self, words, revision=6):
        """Makes a request the second tag."""
        at = self.request(words)
        self.content[at:at + 24] = TAG + struct.pack("<Q", revision)
        return self

    def end_with_a_start_marker(self):
        """Makes the end marker a start marker, and the request behind it none."""
        assert self.content.count(END) == 1
        at = self.content.index(END)
        behind = self.content.index(COMMON, at)
        self.content[behind:behind + len(COMMON)] = bytes(len(COMMON))
        assert behind >= at + len(START) and COMMON not in self.content[at:]
        self.content[at:at + len(START)] = START
        return self

    def replace(self, old, new):
        assert self.content.count(old) == 1 and len(old) == len(new)
        at = self.content.index(old)
        self.content[at:at + len(old)] = new
        return self

    def address(self, symbol):
        names = subprocess.run(["x86_64-linux-gnu-nm", self.path], check=True, capture_output=True, text=True).stdout
        found, = (line.split()[0] for line in names.splitlines() if line.split()[2] == symbol)
        return int(found, 16)

    def set_code(self, symbol, code):
        """Overwrites a function's first bytes. The code is the first segment."""
        file = elf.Elf(self.content)
        at = file.get(elf.OFFSET, file.segments()[0]) + self.address(symbol) - HIGHEST_2_GIB
        self.content[at:at + len(code)] = code
        return self
