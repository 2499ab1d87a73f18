# SPDX-License-Identifier: BSD-2-Clause
"""Makes invalid kernels: a good ELF64 file with some header fields changed. System V ABI, "Object Files"."""
import struct

LOAD = 1
EXECUTE, WRITE, READ = 1, 2, 4

# Offsets in the ELF header and in a program header, with the format of the field.
CLASS, TYPE, MACHINE, ENTRY = (4, "<B"), (16, "<H"), (18, "<H"), (24, "<Q")
PROGRAM_HEADERS, PROGRAM_HEADER_COUNT = (32, "<Q"), (56, "<H")
FLAGS, OFFSET, VIRTUAL, PHYSICAL, FILE_SIZE, MEMORY_SIZE = ((4, "<I"), (8, "<Q"), (16, "<Q"), (24, "<Q"), (32, "<Q"),
                                                          (40, "<Q"))
PROGRAM_HEADER_SIZE = 56


class Elf:
    def __init__(self, content):
        self.content = bytearray(content)

    def get(self, field, at=0):
        return struct.unpack_from(field[1], self.content, at + field[0])[0]

    def set(self, field, value, at=0):
        struct.pack_into(field[1], self.content, at + field[0], value)
        return self

    def segments(self):
        """Returns the offsets in the file of the headers of the loadable segments, in their order."""
        table = self.get(PROGRAM_HEADERS)
        headers = [table + index * PROGRAM_HEADER_SIZE for index in range(self.get(PROGRAM_HEADER_COUNT))]
        return [header for header in headers if self.get((0, "<I"), header) == LOAD]
