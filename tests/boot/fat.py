# SPDX-License-Identifier: BSD-2-Clause
"""Finds and changes structures of the FAT volume of an image.

Microsoft, "FAT: General Overview of On-Disk Format" 1.03. Shares no code with the loader's reader, so that one
checks the other. Does not check the volume, which mkfs.fat and mtools have just made.

    with Volume(image, offset=1 << 20) as volume:           # without an offset: the MBR's first partition
        chain = volume.file_chain("/boot/kernel.elf")
        volume.set_next(chain[9], chain[4])                 # in all FATs; fats=[1] for the second one alone
        volume.set_boot("BPB_NumFATs", 0)
        volume.set_size("/boot/kernel.elf", 0xFFFFFFFF)
"""
import struct

from images import ImageFile

SECTOR = 512            # the unit of what is called LBA here, whatever the volume's sectors are
PARTITION_ENTRY = 446

# Entries that name no cluster, in FAT32's width; set_next() cuts them to the volume's.
FREE, BAD, END = 0, 0x0FFFFFF7, 0x0FFFFFFF

BOOT_FIELDS = {
    "BPB_BytsPerSec": (11, "<H"), "BPB_SecPerClus": (13, "<B"), "BPB_RsvdSecCnt": (14, "<H"), "BPB_NumFATs": (16, "<B"),
    "BPB_RootEntCnt": (17, "<H"), "BPB_TotSec16": (19, "<H"), "BPB_Media": (21, "<B"), "BPB_FATSz16": (22, "<H"),
    "BPB_SecPerTrk": (24, "<H"), "BPB_NumHeads": (26, "<H"), "BPB_HiddSec": (28, "<I"),
    "BPB_TotSec32": (32, "<I"), "BPB_FATSz32": (36, "<I"), "BPB_ExtFlags": (40, "<H"), "BPB_FSVer": (42, "<H"),
    "BPB_RootClus": (44, "<I"), "BPB_FSInfo": (48, "<H"), "BPB_BkBootSec": (50, "<H"), "Signature_word": (510, "<H"),
}
ENTRY_FIELDS = {
    "DIR_Name": (0, "<11s"), "DIR_Attr": (11, "<B"), "DIR_NTRes": (12, "<B"), "DIR_FstClusHI": (20, "<H"),
    "DIR_FstClusLO": (26, "<H"), "DIR_FileSize": (28, "<I"),
}
LONG_NAME, VOLUME_LABEL, DELETED = 0x0F, 0x08, 0xE5


class Volume(ImageFile):
    """The values that are computed from the boot sector keep their first result, whatever is changed in it later."""

    def __init__(self, image, offset=None):
        super().__init__(image)
        self.offset = self.unpack(PARTITION_ENTRY + 8, "<I") * SECTOR if offset is None else offset
        self.sector_size = self.boot("BPB_BytsPerSec")
        self.cluster_size = self.boot("BPB_SecPerClus") * self.sector_size
        self.sectors = self.boot("BPB_TotSec16") or self.boot("BPB_TotSec32")
        self.fats = self.boot("BPB_NumFATs")
        self.fat_size = (self.boot("BPB_FATSz16") or self.boot("BPB_FATSz32")) * self.sector_size
        self.fat_offset = self.offset + self.boot("BPB_RsvdSecCnt") * self.sector_size
        self.root_offset = self.fat_offset + self.fats * self.fat_size          # where FAT32 has no root directory
        self.root_size = self.boot("BPB_RootEntCnt") * 32
        self.data_offset = self.root_offset + -(-self.root_size // self.sector_size) * self.sector_size
        self.clusters = (self.offset + self.sectors * self.sector_size - self.data_offset) // self.cluster_size
        self.bits = 32 if self.boot("BPB_FATSz16") == 0 else 12 if self.clusters < 4085 else 16
        self.root = self.boot("BPB_RootClus") if self.bits == 32 else 0         # 0: not a cluster

    def partition_sectors(self):
        """Returns the number of sectors of the MBR's first partition."""
        return self.unpack(PARTITION_ENTRY + 12, "<I")

    # The boot sector. FAT32's copy of it is sector 6.

    def boot(self, field, sector=0):
        at, form = BOOT_FIELDS[field]
        return self.unpack(self.offset + (sector and sector * self.sector_size) + at, form)

    def set_boot(self, field, value, sector=0):
        at, form = BOOT_FIELDS[field]
        self.write(self.offset + sector * self.sector_size + at, struct.pack(form, value))

    # The FATs.

    def fat_entry_offset(self, cluster, fat=0):
        """Returns the offset of an entry in the FAT; on FAT12 that of the first byte that contains part of it."""
        return self.fat_offset + fat * self.fat_size + cluster * self.bits // 8

    def next(self, cluster, fat=0):
        at = self.fat_entry_offset(cluster, fat)
        if self.bits == 32:
            return self.unpack(at, "<I") & 0x0FFFFFFF
        pair = self.unpack(at, "<H")
        return pair if self.bits == 16 else pair >> 4 if cluster % 2 else pair & 0xFFF

    def set_next(self, cluster, value, fats=None):
        for fat in range(self.fats) if fats is None else fats:
            at = self.fat_entry_offset(cluster, fat)
            if self.bits == 32:
                self.write(at, struct.pack("<I", value))
            elif self.bits == 16:
                self.write(at, struct.pack("<H", value & 0xFFFF))
            else:
                shift = cluster % 2 * 4
                rest = self.unpack(at, "<H") & ~(0xFFF << shift)
                self.write(at, struct.pack("<H", rest | (value & 0xFFF) << shift))

    def chain(self, cluster):
        chain = []
        while 2 <= cluster <= self.clusters + 1:
            chain.append(cluster)
            cluster = self.next(cluster)
        return chain

    # Clusters and sectors.

    def cluster_offset(self, cluster):
        return self.data_offset + (cluster - 2) * self.cluster_size

    def lba(self, cluster):
        return self.cluster_offset(cluster) // SECTOR

    def fat_lba(self, cluster, fat=0):
        """Returns the LBA of the 512 bytes that contain this cluster's entry."""
        return self.fat_entry_offset(cluster, fat) // SECTOR

    @property
    def base_lba(self):
        return self.offset // SECTOR

    # Directories.

    def entry_offset(self, path):
        """Returns the offset of the 32 bytes of a file's or directory's own entry."""
        directory, at = self.root, None
        for name in path.strip("/").split("/"):
            at = self._entries(directory)[name.lower()]
            directory = self._first_cluster_at(at)
        return at

    def entry(self, path, field):
        at, form = ENTRY_FIELDS[field]
        return self.unpack(self.entry_offset(path) + at, form)

    def set_entry(self, path, field, value):
        at, form = ENTRY_FIELDS[field]
        self.write(self.entry_offset(path) + at, struct.pack(form, value))

    def first_cluster(self, path):
        return self._first_cluster_at(self.entry_offset(path))

    def set_first_cluster(self, path, cluster):
        at = self.entry_offset(path)
        self.write(at + 20, struct.pack("<H", cluster >> 16))
        self.write(at + 26, struct.pack("<H", cluster & 0xFFFF))

    def size(self, path):
        return self.entry(path, "DIR_FileSize")

    def set_size(self, path, size):
        self.set_entry(path, "DIR_FileSize", size)

    def file_chain(self, path):
        return self.chain(self.first_cluster(path))

    def byte_offset(self, path, offset):
        """Returns the offset in the image of a byte of a file."""
        return self.cluster_offset(self.file_chain(path)[offset // self.cluster_size]) + offset % self.cluster_size

    def _first_cluster_at(self, entry):
        high = self.unpack(entry + 20, "<H") if self.bits == 32 else 0
        return high << 16 | self.unpack(entry + 26, "<H")

    def _stretches(self, directory):
        """Returns the offsets and sizes of the pieces of a directory's content."""
        if directory == 0:
            return [(self.root_offset, self.root_size)]
        return [(self.cluster_offset(cluster), self.cluster_size) for cluster in self.chain(directory)]

    def _entries(self, directory):
        """Returns a directory's names (long ones if they exist, in lower case) and the offsets of their entries."""
        entries, long_name = {}, ""
        for at in (at for base, size in self._stretches(directory) for at in range(base, base + size, 32)):
            entry = self.read(at, 32)
            if entry[0] == 0:
                break
            if entry[0] == DELETED or entry[11] != LONG_NAME and entry[11] & VOLUME_LABEL:
                long_name = ""
            elif entry[11] == LONG_NAME:
                part = (entry[1:11] + entry[14:26] + entry[28:32]).decode("utf-16-le", "replace")
                long_name = part.split("\0")[0] + long_name
            else:
                short_parts = entry[:8].decode("cp437").strip(), entry[8:11].decode("cp437").strip()
                entries[(long_name or ".".join(filter(None, short_parts))).lower()] = at
                long_name = ""
        return entries
