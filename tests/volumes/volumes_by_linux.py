# SPDX-License-Identifier: BSD-2-Clause
"""FAT volumes as Linux's own driver writes them, in a virtual machine: no desk is asked to load a driver.

The machine starts with all that is to be written in its memory, and has the volumes as its disks.
"""
import random
import shlex
import shutil
import subprocess
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "build/linux"
MODULES = ("virtio/virtio_ring.ko", "virtio/virtio.ko", "virtio/virtio_pci_legacy_dev.ko",
           "virtio/virtio_pci_modern_dev.ko", "virtio/virtio_pci.ko", "block/virtio_blk.ko",
           "nls/nls_cp437.ko", "nls/nls_ascii.ko", "fat/fat.ko", "fat/vfat.ko")     # in an order in which they load
DISKS = 20                                              # of one machine: its PCI bus has room for some more


class Linux:
    """Writes down, as the files of a directory, what Linux shall do with one volume; used like volumes.Mtools."""

    def __init__(self, directory, seed):
        self.directory = directory / "linux"
        self.choose = random.Random(seed)

    def begin(self, image, cluster):
        self.image = image
        self.directory.mkdir()
        self.piece = min(cluster, 8192) * self.choose.choice((1, 1, 2))
        self.trees = 0
        names = self.choose.choice(("mixed", "winnt", "win95", "lower"))
        (self.directory / "options").write_text(f"utf8,iocharset=ascii,codepage=437,shortname={names}")

    def put(self, tree):
        with tarfile.open(self.directory / f"{self.trees}.tar", "w", format=tarfile.GNU_FORMAT) as archive:
            for item in sorted(tree.iterdir()):
                archive.add(item, item.name)
        self.step(f"put {self.trees} {self.piece}")
        self.trees += 1

    def delete(self, path):
        self.step(f"rm -r {shlex.quote('/mnt/' + path.name)}")

    def step(self, line):
        with open(self.directory / "steps", "a", encoding="utf-8") as steps:
            print(line, "|| exit", file=steps)


def initramfs(volumes, directory):
    """The files that Linux starts with: directory/initramfs."""
    root = directory / "root"
    for empty in ("bin", "dev", "sys", "mnt", "modules", "volumes"):
        (root / empty).mkdir(parents=True)
    shutil.copy(LINUX / "bin/busybox", root / "bin")
    shutil.copy(Path(__file__).with_name("linux_init.sh"), root / "init")
    (root / "init").chmod(0o755)
    for module in MODULES:
        [found] = LINUX.glob(f"lib/modules/*/kernel/*/{module}")
        shutil.copy(found, root / "modules")
    (root / "modules/in-order").write_text("".join(Path(module).name + "\n" for module in MODULES))
    for number, volume in enumerate(volumes):
        shutil.copytree(volume.directory, root / "volumes" / str(number))
    names = "".join(f"{path.relative_to(root)}\n" for path in sorted(root.rglob("*")))
    with open(directory / "initramfs", "wb") as archive:
        subprocess.run([LINUX / "bin/busybox", "cpio", "-o", "-H", "newc"], cwd=root, input=names.encode(), check=True,
                       stdout=archive, stderr=subprocess.DEVNULL)
    return directory / "initramfs"


def write_volumes(volumes, directory):
    """Lets one machine do what is written down in several `Linux`; `directory` is for its own files."""
    disks = [word for number, volume in enumerate(volumes)
             for word in ("-drive", f"file={volume.image},format=raw,if=none,id=d{number}",
                          "-device", f"virtio-blk-pci,drive=d{number},serial={number}")]
    machine = subprocess.run(
        ["qemu-system-x86_64", "-accel", "tcg", "-m", "1024", "-nodefaults", "-display", "none", "-serial", "stdio",
         "-no-reboot", "-kernel", LINUX / "vmlinuz", "-initrd", initramfs(volumes, directory),
         "-append", "console=ttyS0 quiet panic=-1", *disks],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600, check=True)
    said = machine.stdout.decode(errors="replace")
    assert "Linux is done" in said, said
    for number in range(len(volumes)):
        assert f"volume {number} is written" in said, said
