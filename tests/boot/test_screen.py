# SPDX-License-Identifier: BSD-2-Clause
"""Tests the screen: text mode unless graphics are requested, the size of the monitor or the entry, and text mode with a
reason if graphics are not possible."""
import re
import struct

import pytest

import expect
import picture
import screenshot
from emulators import bochs
from images import ENTRY, ROOT, make_image, put_file
from machine import Machine

SHOWN = re.compile(r"^kernel: the screen is (.*)$", re.M)
GRAPHICS = re.compile(r"(\d+x\d+), (\d+) bits a pixel, (?:[\d,]+) bytes a line, at physical [0-9A-F]+h$")


@pytest.fixture
def wishing(fresh):
    """Returns an image whose boot entry has this `screen` line."""
    def make(wish):
        image = fresh()
        put_file(image, ENTRY, f"kernel /boot/kernel.elf\nscreen {wish}\n".encode())
        return image
    return make


def shown(words):
    return SHOWN.search(words)[1]


def boot(image, **options):
    """Boots and checks that all promises are kept. Returns the kernel's report about its screen."""
    with Machine(image, **options) as machine:
        expect.boots(machine)
        return shown(machine.serial)


def test_text_unless_asked(image):
    assert boot(image) == "text: nobody asked for graphics"


def test_entry_asks_for_text(wishing):
    assert boot(wishing("text")) == "text: the boot entry asks for text"


@pytest.mark.parametrize("device, size", [
    ("VGA,xres=1280,yres=800", "1280x800"),
    ("VGA,xres=1024,yres=768", "1024x768"),
    ("VGA,edid=off", "1024x768"),                   # nobody knows the monitor: a size that all of them show
    ("VGA,xres=1366,yres=700", "800x600"),          # the BIOS has no such mode: a smaller one
    ("bochs-display", "1024x768"),                  # no VGA; its BIOS does not ask the monitor
    ("virtio-vga", "1024x768"),
])
@pytest.mark.cases(2)
def test_native_size(wishing, device, size):
    words = boot(wishing("native"), vga="none", extra=["-device", device])
    assert GRAPHICS.match(words)[1] == size, words


@pytest.mark.parametrize("size", ["640x480", "1600x1200"])
def test_size_of_the_entry(wishing, size):
    assert GRAPHICS.match(boot(wishing(size)))[1] == size


def test_size_that_no_card_has(wishing):
    assert boot(wishing("1234x567")) == "text: the card has no mode of this size"


def test_without_a_card(wishing):
    assert boot(wishing("native"), vga="none") == "text: the BIOS has no VBE 2.0"


@pytest.mark.check
def test_picture_and_words(wishing):
    """The colours are right, and there is text below them."""
    with Machine(wishing("800x600"), debug_exit=False) as machine:
        machine.wait_for_serial(" broken\n")
        expect.promises_kept(machine.serial)
        assert picture.is_straight(machine) == (800, 600)


def test_picture_for_the_readme(tmp_path):
    """docs/kernel.png is made like this, with `make image SCREEN=1024x768` and screenshot.py."""
    file = tmp_path / "kernel.png"
    screenshot.take(make_image(tmp_path, screen="1024x768"), file)
    content = file.read_bytes()
    assert content.startswith(b"\x89PNG") and struct.unpack_from(">II", content, 16) == (1024, 768)
    shown = (ROOT / "docs/kernel.png").read_bytes()
    assert struct.unpack_from(">II", shown, 16) == (1024, 768)


def test_bad_wish(wishing):
    image = wishing("1024")
    expect.image_refused(image, "entry_screen_unknown", "choosing a boot entry", [2, 8], ENTRY)


@pytest.mark.parametrize("wish, size", [("native", "1024x768"), ("640x480", "640x480")])
def test_bochs_offers_graphics(wishing, wish, size):
    """Its BIOS does not support EDID. (Bochs' display in a terminal cannot show the mode, so the boot ends with the
    switch.)"""
    image = wishing(wish)
    put_file(image, "/loader/loader.conf", b"serial yes\n")
    words = bochs(image, until="mapping memory")
    assert re.search(rf"choosing a screen +ok   {size}, 32 bits a pixel, framebuffer at E0000000h\n", words), words


def test_bochs_with_a_display_that_has_no_such_modes(wishing):
    words = bochs(wishing("native"), display='rfb, options="timeout=0"')
    assert "Shutdown port: shutdown requested" in words, words
    expect.promises_kept(words)
    assert shown(words) == "text: the card has no mode that will do"
