# SPDX-License-Identifier: BSD-2-Clause
"""Writes ELF files around the bytes of an image, in 32 and 64 bits, with segments and symbols as a test wants them.

System V Application Binary Interface, chapters 4 and 5; "ELF-64 Object File Format", version 1.5.
"""
import struct
from typing import NamedTuple

I386, X86_64 = 3, 62
EXECUTABLE, LOAD = 2, 1
PROGBITS, SYMTAB, STRTAB, NOBITS = 1, 2, 3, 8
WRITE_ALLOC_EXEC = 7
PAGE = 4096


class Segment(NamedTuple):
    virtual: int
    physical: int
    content: bytes
    memory_size: int


class Section(NamedTuple):
    name: str
    kind: int
    flags: int
    address: int
    content: bytes
    size: int           # differs from that of the content in .bss
    link: int = 0
    info: int = 0
    entry_size: int = 0


class Form(NamedTuple):
    """The layouts of one class."""
    header: str
    segment: str
    section: str
    symbol: str


FORMS = {32: Form("<16sHHIIIIIHHHHHH", "<8I", "<10I", "<IIIBBH"),
         64: Form("<16sHHIQQQIHHHHHH", "<IIQQQQQQ", "<IIQQQQIIQQ", "<IBBHQQ")}


def symbol_record(bits, name, value):
    fields = (name, value, 0, 0x12, 0, 1) if bits == 32 else (name, 0x12, 0, 1, value, 0)
    return struct.pack(FORMS[bits].symbol, *fields)


def symbol_sections(bits, symbols, strings_index):
    """Returns .symtab and .strtab, whose index is given."""
    names, records = b"\0", [bytes(struct.calcsize(FORMS[bits].symbol))]
    for name, value in symbols.items():
        records.append(symbol_record(bits, len(names), value))
        names += name.encode() + b"\0"
    table = b"".join(records)
    return [Section(".symtab", SYMTAB, 0, 0, table, len(table), strings_index, 1, len(records[0])),
            Section(".strtab", STRTAB, 0, 0, names, len(names))]


def sections_of(bits, segment, symbols):
    """Returns the sections of an image with these symbols. The first is the empty one."""
    content = segment.content
    sections = [Section("", 0, 0, 0, b"", 0),
                Section(".text", PROGBITS, WRITE_ALLOC_EXEC, segment.virtual, content, len(content)),
                Section(".bss", NOBITS, WRITE_ALLOC_EXEC, segment.virtual + len(content), b"",
                        segment.memory_size - len(content)),
                *symbol_sections(bits, symbols, 4)]
    names = b"\0".join(section.name.encode() for section in sections) + b"\0.shstrtab\0"
    return [*sections, Section(".shstrtab", STRTAB, 0, 0, names, len(names))]


class File:
    """Grows by contents at aligned offsets, behind the headers."""

    def __init__(self, headers_size):
        self.bytes = bytearray(headers_size)

    def append(self, content, alignment):
        self.bytes += bytes(-len(self.bytes) % alignment)
        offset = len(self.bytes)
        self.bytes += content
        return offset


def segment_header(bits, segment, offset):
    sizes = len(segment.content), segment.memory_size
    if bits == 32:
        fields = LOAD, offset, segment.virtual, segment.physical, *sizes, WRITE_ALLOC_EXEC, 1
    else:
        fields = LOAD, WRITE_ALLOC_EXEC, offset, segment.virtual, segment.physical, *sizes, 1
    return struct.pack(FORMS[bits].segment, *fields)


def section_headers(bits, sections, offsets):
    names = sections[-1].content
    starts = [names.index(each.name.encode() + b"\0") for each in sections]
    return b"".join(struct.pack(FORMS[bits].section, start, each.kind, each.flags, each.address, offset, each.size,
                                each.link, each.info, 8 if each.kind == SYMTAB else 1, each.entry_size)
                    for start, each, offset in zip(starts, sections, offsets))


def container(bits, entry, segments, symbols=None):
    """Returns an ELF file. The first segment is the image, at offset 4096, so that its Multiboot header is in the first
    8 KiB. With symbols the file has sections, too."""
    form = FORMS[bits]
    header_size, each_size = struct.calcsize(form.header), struct.calcsize(form.segment)
    file = File(header_size + each_size * len(segments))
    offsets = [file.append(segment.content, PAGE if index == 0 else 16) for index, segment in enumerate(segments)]
    sections_at, count = 0, 0
    if symbols:
        sections = sections_of(bits, segments[0], symbols)
        places = [offsets[0]] * 2 + [offsets[0] + len(segments[0].content)]
        places += [file.append(section.content, 8) for section in sections[3:]]
        sections_at, count = file.append(section_headers(bits, sections, places), 8), len(sections)
    header = struct.pack(form.header, bytes([0x7F, *b"ELF", bits // 32, 1, 1]), EXECUTABLE,
                         I386 if bits == 32 else X86_64, 1, entry, header_size, sections_at, 0, header_size, each_size,
                         len(segments), struct.calcsize(form.section) if count else 0, count, max(count - 1, 0))
    file.bytes[:header_size] = header
    file.bytes[header_size:header_size + each_size * len(segments)] = b"".join(
        segment_header(bits, segment, offset) for segment, offset in zip(segments, offsets))
    return bytes(file.bytes)
