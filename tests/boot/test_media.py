# SPDX-License-Identifier: BSD-2-Clause
"""Runs the commands of docs/media.md as shown, and boots the results: disks of virtual machines, CDs, the network,
memory, and GRUB."""
import asyncio
import os
import re
import subprocess
import threading

import pytest
import tornado.httpserver
import tornado.netutil
import tornado.web

import expect
import peers
import snippets
from machine import KEPT, Machine, PATIENCE

PAGE = "docs/media.md"
MEMDISK = "/usr/lib/syslinux/memdisk"
UNDIONLY = "/usr/lib/ipxe/undionly.kpxe"
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
@pytest.mark.cases(2)
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


class Server:
    """Serves a directory by HTTP, with ranges, in a thread. Counts the requests and the bytes of the answers."""

    def __init__(self, directory):
        self.requests = self.bytes = 0
        self._ready = threading.Event()
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(directory),))

    async def _serve(self, directory):
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        application = tornado.web.Application([(r"/(.*)", tornado.web.StaticFileHandler, {"path": str(directory)})],
                                              log_function=self._count)
        sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
        server = tornado.httpserver.HTTPServer(application)
        server.add_sockets(sockets)
        self.port = sockets[0].getsockname()[1]
        self._ready.set()
        await self._end.wait()
        server.stop()

    def _count(self, handler):
        self.requests += 1
        if handler.request.method == "GET":
            self.bytes += int(handler._headers["Content-Length"])

    def __enter__(self):
        self._thread.start()
        assert self._ready.wait(PATIENCE)
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(PATIENCE)


# The card's ROM in QEMU is iPXE. The other way is that of a PC: its ROM loads undionly.kpxe, which is iPXE on any card.
AGAIN_BY_UNDI = "iseq ${net0/chip} undionly || chain undionly.kpxe\n"


@pytest.mark.parametrize("before", ["", AGAIN_BY_UNDI], ids=["rom", "undionly"])
@pytest.mark.cases(1)
def test_network(image, nothing, before, tmp_path):
    """QEMU's network serves the page's script by TFTP. The page says how much of the image it is asked for."""
    (tmp_path / "farjump.img").symlink_to(image)
    (tmp_path / "undionly.kpxe").symlink_to(UNDIONLY)
    with Server(tmp_path) as server:
        script = indented("#!ipxe").replace("192.0.2.1", f"10.0.2.2:{server.port}")     # QEMU's name for this desk
        (tmp_path / "boot.ipxe").write_text(script.replace("dhcp\n", f"dhcp\n{before}"))
        with Machine(nothing, extra=["-netdev", f"user,id=net,tftp={tmp_path},bootfile=boot.ipxe",
                                     "-device", "e1000,netdev=net,bootindex=0"]) as machine:
            assert machine.wait_for_end() == KEPT, machine.report()
            assert "drive 80h, partition 1" in machine.serial
        requests, kib = map(int, re.search(r"(\d+) requests, for some (\d+) KiB", snippets.read(PAGE)).groups())
        assert server.requests == requests and abs((server.bytes >> 10) - kib) < kib / 10


def test_dnsmasq_reads_the_words_of_the_page(tmp_path):
    (tmp_path / "dnsmasq.conf").write_text(indented("dhcp-match"))
    told = subprocess.run(["dnsmasq", "--test", "-C", tmp_path / "dnsmasq.conf"], capture_output=True, text=True,
                          env={"PATH": f"{os.environ['PATH']}:/usr/sbin"})
    assert told.returncode == 0 and "syntax check OK" in told.stderr, told.stderr


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
