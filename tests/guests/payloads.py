# SPDX-License-Identifier: BSD-2-Clause
"""The kernels of other people that the tests boot: files of Debian packages, which `make guests` and `make guests-full`
download (fetch.sh), and of packages that are installed."""
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FETCHED = ROOT / "build/guests/payloads"
INSTALLER = "usr/lib/debian-installer/images/12/i386/text/debian-installer/i386"

PLACES = {
    "linux": (ROOT / "build/linux", "vmlinuz"),             # 6.1, for clouds: tests/volumes/fetch-linux.sh
    "linux-6.12": (FETCHED / "linux-6.12", "boot/vmlinuz-*"),
    "linux-full": (FETCHED / "linux-full", "boot/vmlinuz-*"),
    "linux-686": (FETCHED / "linux-686", f"{INSTALLER}/linux"),
    "memtest-x64": (FETCHED / "memtest", "boot/memtest86+x64.bin"),
    "memtest-ia32": (FETCHED / "memtest", "boot/memtest86+ia32.bin"),
    "ipxe": (FETCHED / "ipxe", "boot/ipxe.lkrn"),
    "gnumach": (FETCHED / "gnumach", "boot/gnumach-*.gz"),
    "invaders": (FETCHED / "invaders", "boot/invaders.exec"),
    "multiboot-example": (FETCHED / "multiboot", "usr/lib/multiboot/examples/kernel"),
    "xen": (FETCHED / "xen", "boot/xen-*-amd64.gz"),
    "tboot": (FETCHED / "tboot", "boot/tboot.gz"),
    "rescue-floppy": (FETCHED / "grub-rescue", "usr/lib/grub-rescue/grub-rescue-floppy.img"),
    "memdisk": (Path("/usr/lib/syslinux"), "memdisk"),
    "lnxboot": (Path("/usr/lib/grub/i386-pc"), "lnxboot.img"),
}


def version_of(path):
    return [int(number) for number in re.findall(r"\d+", path.name)]


def payload(name):
    """Returns the path of a file; of several versions the newest."""
    directory, pattern = PLACES[name]
    found = [path for path in directory.glob(pattern) if path.is_file() and not path.is_symlink()]
    assert found, f"{directory / pattern} is not there: run `make guests-full`"
    return max(found, key=version_of)
