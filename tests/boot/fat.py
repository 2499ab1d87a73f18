"""Surgery on the FAT32 volume of an image: finds where files lie, and damages them.

Microsoft, "FAT: General Overview of On-Disk Format" 1.03. Written apart from the loader's reader, so that one checks
the other; it trusts the volume, which mkfs.fat and mtools have just made.
"""
import struct

SECTOR = 512
FREE, BAD, END = 0, 0x0FFFFFF7, 0x0FFFFFFF


class Volume:
    def __init__(self, image):
        self.file = open(image, "r+b", buffering=0)
        self.base_lba = struct.unpack("<I", self.read(446 + 8, 4))[0]
        boot_sector = self.read(self.base_lba * SECTOR, SECTOR)
        self.cluster_sectors = boot_sector[13]
        reserved, self.fats = struct.unpack_from("<HB", boot_sector, 14)
        self.sectors, self.fat_sectors = struct.unpack_from("<II", boot_sector, 32)
        self.root = struct.unpack_from("<I", boot_sector, 44)[0]
        self.fat_base_lba = self.base_lba + reserved
        self.data_lba = self.fat_base_lba + self.fats * self.fat_sectors
        self.clusters = (self.base_lba + self.sectors - self.data_lba) // self.cluster_sectors

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def read(self, offset, size):
        self.file.seek(offset)
        return self.file.read(size)

    def write(self, offset, data):
        self.file.seek(offset)
        self.file.write(data)

    @property
    def cluster_size(self):
        return self.cluster_sectors * SECTOR

    def lba(self, cluster):
        return self.data_lba + (cluster - 2) * self.cluster_sectors

    def fat_lba(self, cluster):
        """The sector of the first FAT that holds this cluster's entry."""
        return self.fat_base_lba + cluster * 4 // SECTOR

    def next(self, cluster):
        return struct.unpack("<I", self.read(self.fat_base_lba * SECTOR + cluster * 4, 4))[0] & 0x0FFFFFFF

    def set_next(self, cluster, value):
        for copy in range(self.fats):
            self.write((self.fat_base_lba + copy * self.fat_sectors) * SECTOR + cluster * 4, struct.pack("<I", value))

    def chain(self, cluster):
        chain = []
        while cluster < BAD:
            chain.append(cluster)
            cluster = self.next(cluster)
        return chain

    def first_cluster(self, path):
        cluster = self.root
        for name in path.strip("/").split("/"):
            cluster = self._entries(cluster)[name.lower()]
        return cluster

    def file_chain(self, path):
        return self.chain(self.first_cluster(path))

    def byte_offset(self, path, offset):
        """Where in the image a file's byte lies."""
        return self.lba(self.file_chain(path)[offset // self.cluster_size]) * SECTOR + offset % self.cluster_size

    def _entries(self, cluster):
        """A directory's names (long ones where there are, in lower case) and first clusters."""
        entries, long_name = {}, ""
        content = b"".join(self.read(self.lba(link) * SECTOR, self.cluster_size) for link in self.chain(cluster))
        for entry in (content[at:at + 32] for at in range(0, len(content), 32)):
            if entry[0] == 0:
                break
            if entry[11] == 0x0F:
                part = (entry[1:11] + entry[14:26] + entry[28:32]).decode("utf-16-le")
                long_name = part.split("\0")[0] + long_name
                continue
            short_parts = entry[:8].decode("cp437").strip(), entry[8:11].decode("cp437").strip()
            high, low = struct.unpack("<H", entry[20:22])[0], struct.unpack("<H", entry[26:28])[0]
            entries[(long_name or ".".join(filter(None, short_parts))).lower()] = high << 16 | low
            long_name = ""
        return entries
