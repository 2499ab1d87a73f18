# SPDX-License-Identifier: BSD-2-Clause
"""Simulates a machine for host programs: /sys and /proc as Linux has them, and regular files in place of block devices.

Linux, Documentation/ABI/stable/sysfs-block; Documentation/filesystems/proc.rst, "/proc/<pid>/mountinfo".
"""


class FakeSystem:
    def __init__(self, root):
        self.root = root
        for directory in ("sys/class/block", "proc/self", "dev"):
            (root / directory).mkdir(parents=True)
        self.write("proc/self/mountinfo", "22 1 259:1 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p1 rw\n"
                                          "23 22 0:21 / /proc rw - proc proc rw\n")
        self.write("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n")
        self.numbers = 0

    def write(self, path, words):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words)

    def append(self, path, words):
        self.write(path, (self.root / path).read_text() + words)

    def next_number(self):
        self.numbers += 1
        return f"8:{self.numbers}"

    def disk(self, name, image, *, removable=1, read_only=0, sector=512, size=None, hardware=True, model="Cruzer  ",
             scsi_type=0):
        """Presents the image as /dev/NAME."""
        here = f"sys/class/block/{name}"
        size = image.stat().st_size if size is None else size
        for file, content in [("size", size // 512), ("ro", read_only), ("removable", removable),
                              ("dev", self.next_number()), ("queue/logical_block_size", sector)]:
            self.write(f"{here}/{file}", f"{content}\n")
        if hardware:
            for file, content in [("vendor", "SanDisk "), ("model", model), ("type", scsi_type)]:
                self.write(f"{here}/device/{file}", f"{content}\n")
        (self.root / here / "holders").mkdir()
        return image.rename(self.root / "dev" / name)

    def partition(self, disk, number, start, sectors):
        name = f"{disk}{number}"
        here = f"sys/class/block/{disk}/{name}"
        for file, content in [("partition", number), ("start", start), ("size", sectors), ("ro", 0),
                              ("dev", self.next_number())]:
            self.write(f"{here}/{file}", f"{content}\n")
        (self.root / here / "holders").mkdir()
        (self.root / "sys/class/block" / name).symlink_to(f"{disk}/{name}")
        (self.root / "dev" / name).touch()
        return name

    def number(self, name):
        return (self.root / "sys/class/block" / name / "dev").read_text().strip()

    def mount(self, point, *, number="0:99", source="none"):
        self.append("proc/self/mountinfo", f"99 22 {number} / {point} rw shared:9 master:2 - vfat {source} rw\n")

    def mapped(self, name, title, upon):
        """Adds a device-mapper volume on another device."""
        here = f"sys/class/block/{name}"
        for file, content in [("size", 1), ("ro", 0), ("dev", self.next_number()), ("dm/name", title)]:
            self.write(f"{here}/{file}", f"{content}\n")
        (self.root / here / "holders").mkdir()
        (self.root / "sys/class/block" / upon / "holders" / name).symlink_to(self.root / here)
        (self.root / "dev/mapper").mkdir(exist_ok=True)
        (self.root / "dev" / name).touch()
        (self.root / "dev/mapper" / title).symlink_to(f"../{name}")
