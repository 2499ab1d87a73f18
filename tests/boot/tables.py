# SPDX-License-Identifier: BSD-2-Clause
"""Changes partition tables: records of an MBR or of the tables of logical partitions, and a GPT.

UEFI specification: "Legacy Master Boot Record (MBR)" (5.2.1), "GPT Header" (5.3.2), "… Entry Array" (5.3.3).

    put_record(image, 0, 2, type=0x0C, first=4096, sectors=80)      # record 2 of the table in sector 0
    with Gpt(image) as gpt:
        gpt.set(gpt.primary, "Revision", 0)                         # and makes the header's checksum right again
        gpt.set_entry(gpt.backup, 1, "EndingLBA", 5)                # and both checksums
"""
import struct
import zlib

from images import ImageFile, patch

SIGNATURE = 510
RECORD, RECORDS = 16, 446

HEADER_SIZE, ENTRY_SIZE = 92, 128
HEADER_FIELDS = {
    "Signature": (0, "<8s"), "Revision": (8, "<I"), "HeaderSize": (12, "<I"), "HeaderCRC32": (16, "<I"),
    "MyLBA": (24, "<Q"), "AlternateLBA": (32, "<Q"), "FirstUsableLBA": (40, "<Q"), "LastUsableLBA": (48, "<Q"),
    "PartitionEntryLBA": (72, "<Q"), "NumberOfPartitionEntries": (80, "<I"), "SizeOfPartitionEntry": (84, "<I"),
    "PartitionEntryArrayCRC32": (88, "<I"),
}
ENTRY_FIELDS = {"PartitionTypeGUID": (0, "<16s"), "StartingLBA": (32, "<Q"), "EndingLBA": (40, "<Q")}


def put_record(image, lba, number, *, type, first, sectors, indicator=0, sector_size=512):
    """Writes record `number`, from 0 on, of the table at `lba`. Its CHS addresses are zeros, because nothing uses
    them."""
    record = struct.pack("<B3xB3xII", indicator, type, first, sectors)
    patch(image, lba * sector_size + RECORDS + number * RECORD, record)


def put_table(image, lba, *records, sector_size=512):
    """Writes a table with only these (type, first, sectors) to a sector that had another content."""
    patch(image, lba * sector_size, bytes(SIGNATURE) + b"\x55\xAA")
    for number, (type, first, sectors) in enumerate(records):
        put_record(image, lba, number, type=type, first=first, sectors=sectors, sector_size=sector_size)


class Gpt(ImageFile):
    """`primary` and `backup` are the headers' sectors, and name the tables here."""
    primary = 1

    def __init__(self, image, sector_size=512):
        super().__init__(image)
        self.sector_size = sector_size
        self.backup = self.get(self.primary, "AlternateLBA")

    def get(self, header, field):
        at, form = HEADER_FIELDS[field]
        return self.unpack(header * self.sector_size + at, form)

    def set_raw(self, header, field, value):
        at, form = HEADER_FIELDS[field]
        self.write(header * self.sector_size + at, struct.pack(form, value))

    def set(self, header, field, value):
        self.set_raw(header, field, value)
        self.set_raw(header, "HeaderCRC32", 0)
        self.set_raw(header, "HeaderCRC32", self.header_checksum(header))

    def header_checksum(self, header):
        """Returns the checksum of the header on the disk, including the content of its own field. An impossible size
        counts as the usual one."""
        size = self.get(header, "HeaderSize")
        size = size if HEADER_SIZE <= size <= 512 else HEADER_SIZE
        return zlib.crc32(self.read(header * self.sector_size, size))

    def entry_offset(self, header, number):
        """Returns the offset of the entry that fdisk calls `number`."""
        return self.get(header, "PartitionEntryLBA") * self.sector_size + (number - 1) * ENTRY_SIZE

    def entries_checksum(self, header):
        size = self.get(header, "NumberOfPartitionEntries") * self.get(header, "SizeOfPartitionEntry")
        return zlib.crc32(self.read(self.entry_offset(header, 1), size))

    def set_entry(self, header, number, field, value):
        at, form = ENTRY_FIELDS[field]
        self.write(self.entry_offset(header, number) + at, struct.pack(form, value))
        self.set(header, "PartitionEntryArrayCRC32", self.entries_checksum(header))
