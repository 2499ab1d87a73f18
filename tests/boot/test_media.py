# SPDX-License-Identifier: BSD-2-Clause
"""Runs the commands of docs/media.md as shown, and boots the results: disks of virtual machines, CDs, the network,
memory, and GRUB."""
import http.server
import re
import threading

import pytest

import expect
import peers
import snippets
from machine import KEPT, Machine

PAGE = "docs/media.md"
MEMDISK = "/usr/lib/syslinux/memdisk"
NOTHING = 1 << 20       # bytes of an empty disk, where the machine boots from elsewhere


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """Makes a copy of the tree as it is after `make`, and runs all of the page's commands in it, with files in place of
    drives."""
    directory = snippets.tree(tmp_path_factory.mktemp("media") / "farjump")
    snippets.run("make", directory)
    commands = snippets.indented(PAGE)
    assert len(commands) == 14, commands
    for command in commands:
        command = command.replace("dev=/dev/sr0", "dev=stdio:burned.iso").replace("/dev/sdX", "stick.img")
        assert "/dev/" not in command, command
        snippets.run(command, directory)
    return directory


@pytest.fixture
def nothing(tmp_path):
    image = tmp_path / "nothing.img"
    with open(image, "wb") as file:
        file.truncate(NOTHING)
    return image


def boots(image, **options):
    """Checks that our kernel has found every promise kept. Returns the machine's report."""
    with Machine(image, **options) as machine:
        machine.wait_until(lambda: " broken\n" in machine.serial, "the kernel's report")
        expect.promises_kept(machine.serial)
        return machine.serial


def indented(start):
    """Returns the page's block that begins with this line, without its indentation."""
    text = snippets.read(PAGE)
    block = re.search(rf"^    {re.escape(start)}.*?(?=^\S)", text, re.M | re.S)[0]
    return re.sub("^    ", "", block, flags=re.M).rstrip() + "\n"


@pytest.mark.parametrize("name", ["farjump.vdi", "farjump.vmdk", "farjump.vhd", "farjump.vhdx", "farjump.qcow2"])
def test_disk_of_a_virtual_machine(tree, name):
    boots(tree / name)


@pytest.mark.parametrize("name, interface, drive", [("burned.iso", "cd", "drive E0h"),
                                                    ("stick.img", "usb-ehci", "drive 80h")])
def test_hybrid(tree, name, interface, drive):
    assert f"{drive}, partition 1, FAT32" in boots(tree / name, interface=interface)


@pytest.mark.parametrize("name, drive", [("farjump-disk.iso", "drive 80h, partition 1, FAT32"),
                                         ("farjump-floppy.iso", "drive 00h, whole disk, FAT12")])
def test_cd(tree, name, drive):
    assert drive in boots(tree / name, interface="cd")


class Server(http.server.BaseHTTPRequestHandler):
    """Answers requests for parts of one file. RFC 9110, "Range Requests" (14)."""
    protocol_version = "HTTP/1.1"
    content = b""

    def answer(self, with_content):
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        begin, end = (int(wanted[1]), int(wanted[2]) + 1) if wanted else (0, len(self.content))
        part = self.content[begin:end]
        self.send_response(206 if wanted else 200)
        if wanted:
            self.send_header("Content-Range", f"bytes {begin}-{begin + len(part) - 1}/{len(self.content)}")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        if with_content:
            self.wfile.write(part)

    def do_GET(self):
        self.answer(True)

    def do_HEAD(self):
        self.answer(False)

    def log_message(self, *_):
        pass


@pytest.mark.full
def test_network(image, nothing, tmp_path):
    """QEMU's network card contains iPXE, and its network serves the page's script by TFTP."""
    handler = type("Image", (Server,), {"content": image.read_bytes()})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    script = indented("#!ipxe").replace("192.0.2.1", f"10.0.2.2:{server.server_port}")     # QEMU's name for this desk
    (tmp_path / "boot.ipxe").write_text(script)
    try:
        with Machine(nothing, extra=["-netdev", f"user,id=net,tftp={tmp_path},bootfile=boot.ipxe",
                                     "-device", "e1000,netdev=net,bootindex=0"]) as machine:
            assert machine.wait_for_end() == KEPT, machine.report()
            assert "drive 80h, partition 1" in machine.serial
    finally:
        server.shutdown()
        server.server_close()


def test_memdisk(image, nothing):
    """The page has the words for PXELINUX. QEMU starts Linux kernels, and so MEMDISK, by itself."""
    parameters = re.search(r"^    APPEND (.*)$", indented("LABEL farjump"), re.M)[1]
    with Machine(nothing, memory="512M",
                 extra=["-kernel", MEMDISK, "-initrd", str(image), "-append", parameters]) as machine:
        assert machine.wait_for_end() == KEPT, machine.report()


@pytest.mark.parametrize("title", ["the whole second disk", "the first partition of the second disk"])
def test_chainloader(image, tmp_path, title):
    """GRUB has the first disk, which contains only the page's menu."""
    menus = indented('menuentry "farjump, the whole')
    menu = re.search(rf'^menuentry "farjump, {title}" .*?^}}$', menus, re.M | re.S)[0]
    grub = peers.grub(tmp_path, f'set default="farjump, {title}"\nset timeout=0\n{menu}\n')
    with Machine(grub.image, extra=["-drive", f"file={image},format=raw,snapshot=on,if=none,id=second",
                                    "-device", "ide-hd,drive=second,bus=ide.1"]) as machine:
        assert machine.wait_for_end() == KEPT, machine.report()
        assert "drive 81h, partition 1" in machine.serial
