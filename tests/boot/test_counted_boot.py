# SPDX-License-Identifier: BSD-2-Clause
"""Boots counted entries to the end: images of `make image COUNT=yes`, a kernel that marks its boot by one sector, what a Limine
kernel and Linux are told, and a new kernel that farjump-entry has added."""
import re
import shutil
import subprocess

import pytest

import guest_disk
import initrds
import limine_boots
import snippets
from counting import id_hash
from fat import Volume
from guest_disk import CONSOLE, ROOMY
from images import KERNEL, get_file, make_image, mkdisk, mtools, put_file
from machine import KEPT
from messages import ROOT
from payloads import payload
from test_entry_commands import COPIES, GOOD, State, run
from test_linux import ENTRY as LINUX_ENTRY, ONE
from test_mark_good import MARKED, WritableMachine

STATE = "/loader/farjump.state"
VOLUME = 2048 * 512         # bytes


def state_in(image):
    return State(mtools("mtype", image, f"::{STATE}"))


def copies_in(image):
    """Returns the places of both copies of the record in the image, in bytes."""
    with Volume(image, VOLUME) as volume:
        return [volume.byte_offset(STATE, place) for place in COPIES]


def boot(image, interface="ide", **options):
    with WritableMachine(image, interface=interface, **options) as machine:
        assert machine.wait_for_end() == KEPT, machine.report()
        return machine.serial


def sectors_that_differ(image, before):
    content = image.read_bytes()
    assert len(content) == len(before)
    return [place for place in range(0, len(content), 512) if content[place:place + 512] != before[place:place + 512]]


# ---- Images with a state file ----

@pytest.mark.parametrize("options", [{}, {"layout": "gpt", "fat": 16}, {"fat": 12}, {"layout": "superfloppy"}])
@pytest.mark.cases(2)
def test_image_counts(tmp_path, options):
    image = make_image(tmp_path, count="yes", **options)
    where = 0 if options.get("layout") == "superfloppy" else VOLUME
    state = State(mtools("mtype", image, f"::{STATE}", volume=where))
    assert state.slots == {id_hash("farjump"): (3, 3, 0)}
    with Volume(image, where) as volume:
        first = volume.byte_offset(STATE, 0)
        assert [volume.byte_offset(STATE, place) - first for place in range(0, 20480, 512)] == list(range(0, 20480, 512))
    again = tmp_path / "again"
    again.mkdir()
    assert make_image(again, count="yes", **options).read_bytes() == image.read_bytes()
    plain = tmp_path / "plain"
    plain.mkdir()
    assert make_image(plain, count="no", **options).read_bytes() == make_image(again, **options).read_bytes()


def test_make_image_counts(tmp_path):
    image = tmp_path / "disk.img"
    result = subprocess.run(["make", "-s", "image", f"KERNEL={KERNEL}", f"IMAGE={image}", "COUNT=yes", "FAT=12"], cwd=ROOT,
                            capture_output=True, text=True, env=snippets.ENVIRONMENT)
    assert result.returncode == 0, result.stderr
    assert state_in(image).slots == {id_hash("farjump"): (3, 3, 0)}
    result = mkdisk(tmp_path / "other.img", count="3")
    assert result.returncode == 1 and "--count 3: one of yes no is wanted" in result.stderr


# ---- Boots ----

@pytest.mark.parametrize("interface", ["ide", "ahci"])
def test_kernel_marks_its_boot(tmp_path, interface):
    image = make_image(tmp_path, count="yes", fat=12, options="mark-good")
    before = image.read_bytes()
    words = boot(image, interface)
    assert words.rstrip("\n").endswith(MARKED), words
    state = state_in(image)
    assert state.slots == {id_hash("farjump"): (2, 3, GOOD)}
    assert (state.good, state.started, state.sequence) == (id_hash("farjump"), 0, 2)
    assert sectors_that_differ(image, before) == sorted(copies_in(image))
    after = image.read_bytes()
    assert "this boot is not counted: there is nothing to mark" in boot(image, interface)
    assert image.read_bytes() == after, "a good entry is not counted, so nothing is written"


def test_boot_without_a_mark_keeps_its_try(tmp_path):
    image = make_image(tmp_path, count="yes", fat=12)
    boot(image)
    state = state_in(image)
    assert state.slots == {id_hash("farjump"): (2, 3, 0)} and state.started == id_hash("farjump")
    boot(image)
    assert state_in(image).slots == {id_hash("farjump"): (1, 3, 0)}


def test_kernel_marks_a_counter_in_a_name(tmp_path):
    image = make_image(tmp_path, fat=12)
    put_file(image, "/loader/entries/new+3-0.conf", b"title New\nkernel /boot/kernel.elf\noptions mark-good\n")
    put_file(image, "/loader/loader.conf", b"default new\n")
    before = image.read_bytes()
    assert boot(image).rstrip("\n").endswith(MARKED)
    names = mtools("mdir", image, "-b", "::/loader/entries").decode()
    assert "new+3-0.conf" in names, "all tries are back"
    assert image.read_bytes() == before


def test_added_kernel_boots_and_is_marked(tmp_path):
    """The volume is a directory on the desk, whose files are copied to the image."""
    image = make_image(tmp_path, fat=16)
    root = tmp_path / "volume"
    for name in ("loader/entries", "boot"):
        (root / name).mkdir(parents=True)
    for name in ("/loader/loader.conf", "/loader/entries/farjump.conf", "/boot/kernel.elf"):
        get_file(image, name, root / name[1:])
    (tmp_path / "font.psf").write_bytes(b"font" * 1000)
    shutil.copy(KERNEL, tmp_path / "new.elf")
    run("add", "--root", root, "--tries", 2, "--options", "mark-good", "--module", tmp_path / "font.psf", "--default",
        tmp_path / "new.elf")
    run("state", root)
    guest_disk.make_directories(image, "/boot/new")
    for path in root.rglob("*"):
        if path.is_file():
            put_file(image, f"/{path.relative_to(root)}", path.read_bytes())
    words = boot(image)
    assert "/loader/entries/new+2-0.conf" in words and "/boot/new/font.psf" in words
    assert words.rstrip("\n").endswith(MARKED)
    copy = tmp_path / "copy"
    copy.mkdir()
    mtools("mcopy", image, "-s", "-n", "::/loader", "::/boot", str(copy))
    assert "new+2-0.conf" in run("list", "--root", copy).splitlines()[0]


def test_limine_kernel_gets_the_module(tmp_path):
    image = make_image(tmp_path)
    limine_boots.put(image, limine_boots.file_of("r6"), limine_boots.Boot(modules=2, words="smp=1 counted=2"))
    run("state", "--count", "farjump:3", image)
    with WritableMachine(image, interface="ahci") as machine:
        assert machine.wait_for_end() == KEPT, machine.report()
        limine_boots.good_checks(machine.serial)
    assert state_in(image).slots == {id_hash("farjump"): (2, 3, 0)}


def test_linux_learns_its_entry(tmp_path, monkeypatch):
    """The counter in the word may be that before the try: mark-good.sh finds the file by the rest of the name."""
    monkeypatch.setattr(guest_disk, "Machine", WritableMachine)
    image = make_image(tmp_path, size_sectors=ROOMY)
    guest_disk.put(image, [*LINUX_ENTRY, f"options {CONSOLE}"], {"/vmlinuz": payload("linux"), "/initrd": initrds.archive(ONE)},
                   name="/loader/entries/debian+3-0.conf")
    put_file(image, "/loader/loader.conf", b"default debian\n")
    words = guest_disk.boot(image)
    line = guest_disk.line_of(words, "cmdline")
    word = re.fullmatch(rf"BOOT_IMAGE=/vmlinuz farjump\.entry=(debian\+[23]-[01]\.conf) {re.escape(CONSOLE)}", line)
    assert word, line
    root = tmp_path / "volume"
    root.mkdir()
    mtools("mcopy", image, "-s", "-n", "::/loader", str(root))
    entries = root / "loader/entries"
    assert {path.name for path in entries.iterdir()} == {"farjump.conf", "debian+2-1.conf"}
    (tmp_path / "cmdline").write_text(line)
    subprocess.run([ROOT / "disk/counting/mark-good.sh", "--cmdline", tmp_path / "cmdline", root], check=True)
    assert {path.name for path in entries.iterdir()} == {"farjump.conf", "debian.conf"}


# ---- The page ----

DRIVER = """#include <farjump/boot_info.h>
#include "good.c"

static uint8_t in8(uint16_t port) { uint8_t v; __asm__ volatile("inb %1, %0" : "=a"(v) : "Nd"(port)); return v; }
static void out8(uint16_t port, uint8_t v) { __asm__ volatile("outb %0, %1" : : "a"(v), "Nd"(port)); }
static void wait(void) { while (in8(0x177) & 0x80) {} }

static void command(uint8_t code, uint64_t lba)     // the second channel's master
{
    wait();
    out8(0x376, 2);
    out8(0x176, (uint8_t)(0xE0 | lba >> 24));
    out8(0x172, 1);
    out8(0x173, (uint8_t)lba);
    out8(0x174, (uint8_t)(lba >> 8));
    out8(0x175, (uint8_t)(lba >> 16));
    out8(0x177, code);
    wait();
}
int read_sector(uint64_t lba, void* buffer)
{
    uint16_t* words = buffer;
    command(0x20, lba);
    for (int i = 0; i < 256; ++i)
        __asm__ volatile("inw %w1, %0" : "=a"(words[i]) : "d"(0x170));
    return in8(0x177) & 1;
}
int write_sector(uint64_t lba, void const* buffer)
{
    uint16_t const* words = buffer;
    command(0x30, lba);
    for (int i = 0; i < 256; ++i)
        __asm__ volatile("outw %0, %w1" : : "a"(words[i]), "d"(0x170));
    wait();
    return in8(0x177) & 1;
}
int flush_disk(void) { command(0xE7, 0); return in8(0x177) & 1; }

static void print(char const* words)
{
    for (; *words; ++words) {
        while (!(in8(0x3FD) & 0x20)) {}
        out8(0x3F8, (uint8_t)*words);
    }
}
_Noreturn void kernel_main(struct farjump_boot_info const* info)
{
    int const counted = info->boot_state.sector_bytes != 0;
    print(!mark_boot_as_good(info) ? "not marked\\r\\n" : counted ? "marked\\r\\n" : "not counted\\r\\n");
    for (;;)
        __asm__ volatile("cli; hlt");
}
"""


def test_code_of_the_page(tmp_path):
    good, = (text for language, text in snippets.blocks("docs/counting.md") if language == "c")
    (tmp_path / "good.c").write_text(good)
    (tmp_path / "kernel.c").write_text(DRIVER)
    (tmp_path / "hello.ld").write_text(snippets.files("docs/boot-info.md")["hello.ld"])
    snippets.run(f"x86_64-linux-gnu-gcc -std=c11 -I{ROOT}/include -O2 -ffreestanding -fno-pic -fno-stack-protector "
                 "-fno-asynchronous-unwind-tables -mcmodel=kernel -mno-red-zone -mgeneral-regs-only -Wall -Wextra -Werror "
                 "-c kernel.c -o kernel.o && x86_64-linux-gnu-ld -T hello.ld -nostdlib -static --build-id=none "
                 "-z max-page-size=4096 -z noexecstack kernel.o -o kernel.elf", tmp_path)
    image = make_image(tmp_path, kernel=tmp_path / "kernel.elf", count="yes", fat=12)
    before = image.read_bytes()
    for words in ("\nmarked\n", "\nnot counted\n"):
        with WritableMachine(image) as machine:
            machine.wait_for_serial(words)
    assert state_in(image).slots == {id_hash("farjump"): (2, 3, GOOD)}
    assert sectors_that_differ(image, before) == sorted(copies_in(image))


def test_page_has_the_commands():
    page = snippets.read("docs/counting.md")
    help_text = run("--help")
    for command in set(re.findall(r"farjump-entry ([a-z-]+)", page)):
        assert f"usage: farjump-entry {command}" in help_text, command
