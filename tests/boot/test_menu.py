# SPDX-License-Identifier: BSD-2-Clause
"""Tests the menu of boot entries: each key on the keyboard and on COM1, when it opens, and what it does without a screen,
without a terminal, and with something else than a person on COM1."""
import re
import time

import pytest

import expect
from entries import lay
from images import ENTRY, KERNEL_PATH, mtools, put_file
from machine import Machine, disk_reads
from screenshot import READY
from menus import Keyboard, Menu, Terminal
from messages import ROOT
from serial_peers import SENTENCE, Peer, echo

STEP = "choosing a boot entry"
CONF = "/loader/loader.conf"
FORCED = b"timeout menu-force\n"
USUAL_SECONDS = 10          # choice.cpp

ENTRIES = {
    "alpha": b"title Alpha\nkernel /boot/kernel.elf\noptions first  line\noptions second\n",
    "beta": b"title Twin\nversion 2\nkernel /boot/kernel.elf\n",
    "gamma": b"title Twin\nversion 1\nkernel /boot/kernel.elf\n",
    "delta": b"title Zebra\nkernel /boot/kernel.elf\nscreen 800x600\n",
    "broken": b"title Nothing\n",
}
# In the order of the specification: without sort-key by the id, the later ones first; broken ones last.
TITLES = ["Twin 1", "Zebra", "Twin 2", "Alpha", "broken.conf"]


def with_entries(image, conf=FORCED, entries=ENTRIES):
    mtools("mdel", image, f"::{ENTRY}")
    for name, text in entries.items():
        put_file(image, f"/loader/entries/{name}.conf", text)
    put_file(image, CONF, conf)
    return image


@pytest.fixture(params=["keyboard", "COM1"])
def opened(request):
    """Returns a function that boots an image and waits for its menu, which keyboard or COM1 then operate."""
    machines = []

    def boot(image, **options):
        machine = Machine(image, debug_exit=False, **options)
        machine.__enter__()
        machines.append(machine)
        menu = Menu(Keyboard(machine) if request.param == "keyboard" else Terminal(machine))
        menu.wait_until_open()
        return menu
    yield boot
    for machine in machines:
        machine.__exit__(None, None, None)


def kernel_options(machine):
    """Returns the options that the kernel reports."""
    machine.wait_for_serial("kernel: from drive")
    return re.search(r'^kernel: /boot/kernel\.elf, verified, options "(.*)"$', machine.serial, re.M)[1]


def chosen(machine):
    machine.wait_for_serial("stage2: loading the kernel")
    return re.search(r"^ +ok   /loader/entries/(\S+)$", machine.serial, re.M)[1]


def test_every_key(fresh, opened):
    menu = opened(with_entries(fresh()))
    assert menu.titles() == TITLES and menu.selected() == "Twin 1"
    assert any(re.search(r"broken\.conf +broken: .* names no kernel", line) for line in menu.lines)
    for key, title in [("down", "Zebra"), ("up", "Twin 1"), ("j", "Zebra"), ("k", "Twin 1"), ("end", "broken.conf"),
                       ("home", "Twin 1"), ("pgdn", "broken.conf"), ("pgup", "Twin 1"), ("4", "Alpha"), ("9", "Alpha"),
                       ("z", "Zebra"), ("a", "Alpha"), ("1", "Twin 1"), ("up", "Twin 1"), ("\x0e", "Zebra"),
                       ("\x10", "Twin 1"), ("right", "Twin 1"), (" ", "Twin 1"), ("esc", "Twin 1")]:
        menu.press(key)
        menu.wait_for_selected(title)
    for key, words in [("?", r"^b  +restarts the PC"), ("h", r"^The keys"), ("l", r"^stage2: identifying the processor"),
                       ("m", r"^000000100000 - 0000\w{8}  .* usable"), ("i", r"^/loader/entries/gamma\.conf"),
                       ("p", r"^kernel /boot/kernel\.elf")]:
        menu.press(key)
        menu.wait_for(words)
        menu.press("q")                                             # any key goes back
        menu.wait_for_selected("Twin 1")
    for key, words in [("v", r"^farjump \d+\.\d+\.\d+$"), ("q", r"^no title begins"),
                       ("s", r"^text screen$"), ("n", r"^nokaslr  text screen"),
                       ("d", r"^the default for this boot only: the volume has no /loader/farjump\.state"),
                       ("o", r"^the entry of the next boot for this boot only"),
                       ("t", r"boots in 1 s$"), ("+", r"boots in 2 s$")]:
        menu.press(key)
        menu.wait_for(words)
    menu.press("5", "\r")
    menu.wait_for(r"^this entry cannot be booted")
    menu.press("4", "\r")                   # Alpha, with nokaslr
    assert kernel_options(menu.machine) == "first  line second nokaslr"
    assert chosen(menu.machine) == "alpha.conf"
    assert "placed at random" not in menu.machine.serial


def test_editor(fresh, opened):
    menu = opened(with_entries(fresh()))
    menu.press("4", "e")
    menu.wait_for(r"^options  first  line second$")
    menu.type(" new")
    menu.wait_for(r"^options  first  line second new$")
    menu.press("\x17")                      # Ctrl-W
    menu.wait_for(r"^options  first  line second$")
    menu.press("home", "delete", "F", "right", "\x0b")              # Ctrl-K
    menu.wait_for(r"^options  Fi$")
    menu.press("\x01", "x", "\x05", "y", "left", "\b")              # Ctrl-A, Ctrl-E
    menu.wait_for(r"^options  xFy$")
    menu.press("end", "z", "home", "right", "right", "\x15")        # Ctrl-U
    menu.wait_for(r"^options  yz$")
    menu.press("esc")
    menu.wait_for(r"^options  first  line second$")
    menu.press("e", "\x15")
    menu.type("own options")
    menu.wait_for(r"^options  own options$")
    menu.press("\r")
    assert kernel_options(menu.machine) == "own options"
    assert chosen(menu.machine) == "alpha.conf"


def test_other_boot_device_and_restart(fresh, opened):
    """INT 18h: the BIOS finds no other device. Its words are on the screen; then the menu's own again, or the PC waits."""
    image = with_entries(fresh())
    menu = opened(image)
    menu.press("x")
    menu.machine.wait_until(lambda: "No bootable device" in menu.machine.screen(), "the BIOS's words")
    menu = opened(image)
    menu.press("b")
    menu.machine.wait_until(menu.machine.resets, "a reset")
    assert menu.machine.resets()[0]["data"]["reason"] == "guest-reset"


def test_text_screen_for_one_boot(fresh, opened):
    menu = opened(with_entries(fresh()))
    menu.press("2", "s")
    menu.wait_for(r"^text screen")
    menu.press("\r")
    menu.machine.wait_for_serial("stage2: mapping memory")
    assert re.search(r"^stage2: choosing a screen +ok   text", menu.machine.serial, re.M), menu.machine.report()


def test_editor_can_be_forbidden(fresh, opened):
    menu = opened(with_entries(fresh(), FORCED + b"editor no\n"))
    for key in "en":
        menu.press("v", key)
        menu.wait_for(r"^'editor no' in loader\.conf forbids it")
    menu.press("\r")
    assert kernel_options(menu.machine) == ""


def test_only_enter_boots(fresh, opened):
    menu = opened(with_entries(fresh(), b"timeout 4\n"))
    menu.wait_for(r"boots in \d s$")
    menu.press(" ")
    menu.wait(lambda: not any("boots in" in line for line in menu.lines), "no countdown")
    menu.press(" ", "right", "v", "left")
    time.sleep(6)
    menu.machine._receive(0.1)
    assert "loading the kernel" not in menu.machine.serial
    menu.press("\r")
    menu.machine.wait_for_serial("kernel: hello")


@pytest.mark.parametrize("timeout", [b"", b"timeout 0\n", b"timeout menu-hidden\n"])
@pytest.mark.parametrize("way", ["key", "shift", "COM1"])
def test_menu_is_reachable_with_any_timeout(fresh, timeout, way):
    image = with_entries(fresh(), timeout or b"# nothing\n")
    with Machine(image, debug_exit=False) as machine:
        menu = Menu(Keyboard(machine))
        if way == "COM1":
            machine.send(" ")

        def opens():
            if way == "key":
                machine.command("send-key", keys=[{"type": "qcode", "data": "spc"}])
            if way == "shift":
                machine.command("input-send-event", events=[
                    {"type": "key", "data": {"down": True, "key": {"type": "qcode", "data": "shift"}}}])
            assert "loading the kernel" not in machine.serial, machine.report()
            return any(re.match(r"farjump \d", line) for line in menu.view.lines())
        machine.wait_until(opens, "the menu")


def test_enter_that_left_the_bios_is_no_request(fresh):
    image = with_entries(fresh(), b"timeout 0\n")
    with Machine(image, debug_exit=False) as machine:
        def boots():
            if "identifying" not in machine.serial:
                machine.command("send-key", keys=[{"type": "qcode", "data": "ret"}])
            return "kernel: hello" in machine.serial
        machine.wait_until(boots, "the kernel")
        assert "menu" not in machine.serial.split("kernel: hello")[0], machine.report()


def test_disabled_menu_does_not_open(fresh):
    image = with_entries(fresh(), b"timeout menu-disabled\n")
    with Machine(image) as machine:
        machine.send("  ")
        expect.boots(machine)
        assert "menu" not in machine.serial.split("kernel: hello")[0], machine.report()


def test_countdown_boots_the_default(fresh):
    """Without a terminal COM1 gets lines, which a log keeps."""
    image = with_entries(fresh(), b"timeout 2\ndefault alpha\nbeep yes\nunknown key\n")
    with Machine(image) as machine:
        expect.boots(machine)
        expect.noted(machine, "loader.conf: 'unknown key' is ignored")
        assert "> 4  Alpha\n" in machine.serial and "entry 4 boots in 2 s; a key stops that\n" in machine.serial
        assert chosen(machine) == "alpha.conf" and "\a" in machine.serial, machine.report()


def test_lines_for_a_dumb_terminal(fresh):
    with Machine(with_entries(fresh()), debug_exit=False) as machine:
        machine.wait_for_serial("? shows all keys\n")
        machine.send("j")
        machine.wait_for_serial("> 2  Zebra\n")
        time.sleep(0.3)
        machine.send("e")
        machine.wait_for_serial("options: ")
        for character in "ab\bc\x15de\r":
            machine.send(character)
        assert kernel_options(machine) == "de"
        assert chosen(machine) == "delta.conf"


@pytest.mark.parametrize("options", [dict(vga="none"), dict(extra=["-machine", "i8042=off"])],
                         ids=["no screen", "no keyboard"])
def test_com1_alone(fresh, options):
    with Machine(with_entries(fresh()), debug_exit=False, **options) as machine:
        menu = Menu(Terminal(machine))
        menu.wait_until_open()
        menu.press("4", "\r")
        assert chosen(machine) == "alpha.conf"


def test_screen_without_com1(fresh):
    with Machine(with_entries(fresh()), debug_exit=False, serial=False) as machine:
        menu = Menu(Keyboard(machine))
        menu.wait_until_open()
        menu.press("4", "\r")
        machine.wait_for_screen("ready for commands")
        menu.type("log\r")
        machine.wait_for_screen("ok   /loader/entries/alpha.conf")


def test_redraw_and_few_characters(fresh):
    """At 9600 baud a character takes 1 ms."""
    with Machine(with_entries(fresh()), debug_exit=False) as machine:
        terminal = Terminal(machine)
        menu = Menu(terminal)
        menu.wait_until_open()
        menu.press("j")
        menu.wait_for_selected("Zebra")
        before = terminal.received
        menu.press("j")
        menu.wait_for_selected("Twin 2")
        machine._receive(0.3)
        terminal.look()
        assert terminal.received - before < 200
        terminal.screen.reset()
        menu.press("\x0c")
        menu.wait_until_open()
        assert menu.titles() == TITLES and menu.selected() == "Twin 2"


@pytest.mark.parametrize("peer", [dict(answer=echo), dict(says=lambda: SENTENCE, period=0.3)],
                         ids=["echo", "GPS receiver"])
def test_countdown_goes_on_although_com1_is_not_silent(fresh, peer):
    """The machine does not end by itself: what the peer has not yet read of a closed connection can be lost."""
    image = with_entries(fresh(), b"timeout 3\n")
    with Peer(**peer) as other, Machine(image, debug_exit=False, extra=other.options, serial=False) as machine:
        machine.wait_until(lambda: b"self-check" in other.heard, "the kernel")
        assert re.search(rb"boots in [1-3] s", other.heard)


def test_broken_default_opens_the_menu_and_waits(fresh):
    image = with_entries(fresh(), b"default broken\n")
    with Machine(image, debug_exit=False) as machine:
        menu = Menu(Keyboard(machine))
        menu.wait_for(r"^broken\.conf cannot be booted$")
        assert menu.selected() == "broken.conf"
        assert not any("boots in" in line for line in menu.lines)


def test_default_that_names_nothing_opens_the_menu_and_waits(fresh):
    with Machine(with_entries(fresh(), b"default nowhere\n"), debug_exit=False) as machine:
        menu = Menu(Keyboard(machine))
        menu.wait_for(r"^the default, 'nowhere', is no entry$")
        assert not any("boots in" in line for line in menu.lines)


def test_missing_kernel_opens_the_menu_for_some_seconds(fresh):
    entries = {**ENTRIES, "zeta": b"title New\nkernel /boot/new.elf\n"}
    with Machine(with_entries(fresh(), b"# nothing\n", entries)) as machine:
        expect.boots(machine)
        expect.noted(machine, r"/boot/new\.elf .*")
        assert f"boots in {USUAL_SECONDS} s" in machine.serial, machine.report()
        assert "instead: /loader/entries/gamma.conf\n" in machine.serial, machine.report()


def test_reset_soon_after_a_start_opens_the_menu(fresh):
    """The mark is in memory that SeaBIOS keeps. A kernel that restarts the PC on purpose clears it, as ours does."""
    image = with_entries(fresh(), b"timeout 0\n")
    with Machine(image, debug_exit=False) as machine:
        machine.wait_for_serial("kernel: hello")
        machine.command("set-action", reboot="reset", shutdown="pause")
        machine.command("system_reset")
        machine.wait_for_serial("this PC was reset seconds after the last kernel had started")
        machine.wait_for_serial(f"boots in {USUAL_SECONDS} s")


def test_restart_by_the_kernel_opens_no_menu(fresh):
    image = with_entries(fresh(), b"timeout 0\n")
    with Machine(image, debug_exit=False) as machine:
        machine.wait_for_serial(READY)
        machine.command("set-action", reboot="reset", shutdown="pause")
        machine.send("reboot\r")
        machine.wait_until(lambda: machine.serial.count(READY) == 2, "the kernel again")
        assert "menu" not in machine.serial, machine.report()


def test_picture_for_the_readme(fresh, tmp_path):
    """docs/menu.png is made like this."""
    picture = tmp_path / "menu.png"
    entries = {
        "hobby-2.1+2-1": b"title Hobby OS\nversion 2.1\nsort-key hobby\nkernel /boot/kernel.elf\noptions root=/dev/nvme0 verbose\n",
        "hobby-2.0": b"title Hobby OS\nversion 2.0\nsort-key hobby\nkernel /boot/kernel.elf\n",
        "memtest": b"title Memory test\nsort-key memtest\nkernel /boot/kernel.elf\nscreen text\n",
        "old+0-3": b"title An old try\nkernel /boot/kernel.elf\n",
        "draft": b"title A draft\n",
    }
    with Machine(with_entries(fresh(), FORCED, entries), debug_exit=False) as machine:
        menu = Menu(Keyboard(machine))
        menu.wait_until_open()
        assert menu.titles() == ["Hobby OS 2.1", "Hobby OS 2.0", "Memory test", "An old try", "draft.conf"]
        menu.press("?")
        menu.wait_for(r"^The keys")
        menu.press("?")
        menu.wait_for_selected("Hobby OS 2.1")
        menu.wait_until_open()
        time.sleep(0.5)                 # the cursor is placed last
        machine.command("screendump", filename=str(picture), format="png")
    shown = (ROOT / "docs/menu.png").read_bytes()
    assert picture.read_bytes()[:24] == shown[:24] and shown.startswith(b"\x89PNG")        # the same size


def test_200_entries_within_30_reads(fresh):
    image = fresh()
    lay(image, [(f"entry{number:03}.conf", f"title Entry {number:03}\nkernel {KERNEL_PATH}\n".encode())
                for number in range(200)])
    put_file(image, CONF, b"timeout 1\n")
    with Machine(image, interface="ahci", debug_exit=False) as machine:
        terminal = Menu(Terminal(machine))
        terminal.wait_until_open()
        terminal.press(" ", "end")
        terminal.wait_for_selected("Entry 000")
        disk, = (each for each in machine.command("query-blockstats") if each.get("node-name") == "disk")
        assert disk["stats"]["rd_operations"] <= 30
        terminal.press("home")
        terminal.wait_for_selected("Entry 199")
        assert terminal.titles()[:3] == ["Entry 199", "Entry 198", "Entry 197"]
