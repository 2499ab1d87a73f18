# SPDX-License-Identifier: BSD-2-Clause
"""Builds and boots every program that docs/boot-info.md and docs/first-boot-sector.md show, with the flags that they
show, and runs every command of these pages, of README.md, docs/usage.md and docs/disks.md.

Other parts of kernels (constructors, constants with addresses, debug information) also work with the page's linker
script, or cause an error message."""
import re
import shlex
import subprocess

import pytest

import foretold
import snippets
from emulators import bochs
from images import make_image
from machine import KEPT, Machine
from messages import ROOT

PAGE, FIRST = "docs/boot-info.md", "docs/first-boot-sector.md"
FRONT = ["README.md", "docs/usage.md", "docs/disks.md"]
FILES = snippets.files(PAGE)
COMMANDS = [text for language, text in snippets.blocks(PAGE) if language == "sh"]
PRINT = re.search(r"^static void print.*?^}\n", FILES["hello.cpp"], re.M | re.S)[0]

# Lines of these commands that no test can run as they stand, and the tests that run the same.
ELSEWHERE = {
    "git clone": "the tree itself", "make run": "test_front_door.py", "make test": "all of them",
    "make usb": "test_write.py", "lsblk": "lists the disks of the desk",
    "make deb": "test_package.py", "make install": "test_package.py", "farjump": "test_package.py",
    "cd hello": "test_new_projects.py",
    "build/farjump-install": "test_install.py", "make check-kernel KERNEL=build/examples": "test_examples.py",
    "build/farjump-check-kernel build/examples": "test_examples.py", "build/examples": "what it says of them",
}


def compile_command(language):
    """Returns the page's line that compiles or links this file."""
    lines = [line for text in COMMANDS for line in text.replace("\\\n", " ").splitlines()]
    return next(re.sub(" +", " ", line.strip()) for line in lines if language in line)


COMPILE, LINK = compile_command("-c hello.cpp"), compile_command("hello.o -o hello.elf")


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    directory = snippets.tree(tmp_path_factory.mktemp("snippets") / "farjump")
    for name, text in FILES.items():
        (directory / name).write_text(text)
    return directory


@pytest.fixture
def work(tmp_path):
    """Returns a folder with the page's linker script and the headers that the commands include."""
    (tmp_path / "include").symlink_to(ROOT / "include")
    (tmp_path / "hello.ld").write_text(FILES["hello.ld"])
    return tmp_path


def changed(command, more, less):
    """Returns the command with some flags added and some removed."""
    return shlex.join([flag for flag in shlex.split(command) if flag not in shlex.split(less)] + shlex.split(more))


def build(work, text, more="", less="", link="", unlink=""):
    """Builds as the page says, except for these flags."""
    (work / "hello.cpp").write_text(text)
    snippets.run(changed(COMPILE, more, less), work)
    snippets.run(changed(LINK, link, unlink), work)
    return work / "hello.elf"


def segments(kernel, kind):
    told = subprocess.run(["readelf", "-lW", kernel], capture_output=True, text=True, check=True).stdout
    return [line for line in told.splitlines() if line.split()[:1] == [kind]]


def says(kernel, words, **options):
    """Checks that the kernel is predicted to boot, boots, and prints these words."""
    foretold.boots(kernel)
    with Machine(make_image(kernel.parent, kernel=kernel, **options)) as machine:
        machine.wait_for_serial(words)


# ---- What the pages show ----

def test_every_block_is_known():
    """A block in another language, or a program without a name, needs a test here."""
    fragments = [text for language, text in snippets.blocks(PAGE)
                 if language not in ("sh", "diff") and text not in FILES.values()]
    assert set(FILES) == {"hello.cpp", "hello.ld", "constructors.cpp", "sse.cpp", "hello.c", "hello.asm", "hello.rs"}
    assert len(fragments) == 3 and len(COMMANDS) == 2
    assert [language for page in FRONT for language, _ in snippets.blocks(page)] == ["cmake", "make"]   # test_package.py


def test_hello_as_shown(tree):
    """The text is on COM1 and on the screen, after the page's commands in their order."""
    commands = COMMANDS[0].replace("\\\n", " ").splitlines()
    for command in commands[:-1]:
        snippets.run(command, tree)
    words = snippets.run_until(commands[-1], tree, "hello from my own kernel")
    assert commands[-1].startswith("qemu-system-x86_64 ") and "verified" in words
    with Machine(tree / "hello.img") as machine:
        machine.wait_for_screen("hello from my own kernel")


def test_the_other_languages_as_shown(tree):
    """One shell runs the whole block. Each kernel gets the stack that its note wishes for."""
    snippets.run("set -e\n" + COMMANDS[1], tree)
    for language, words in (("c", "in C, with options colour=green\n"), ("nasm", "in NASM\n"), ("rust", "in Rust\n")):
        foretold.boots(tree / f"hello-{language}.elf")
        with Machine(tree / f"hello-{language}.img") as machine:
            machine.wait_for_serial(f"hello from my own kernel {words}")


@pytest.mark.full
@pytest.mark.parametrize("language", ["", "-c", "-nasm", "-rust"])
def test_each_hello_waits_for_a_uart_as_slow_as_the_line(tree, language):
    """Bochs' UART sends at the line's speed, and loses characters that are written earlier."""
    snippets.run("set -e\n" + COMMANDS[0].rsplit("\n", 2)[0] + "\n" + COMMANDS[1], tree)
    assert "hello from my own kernel" in bochs(tree / f"hello{language}.img", until="hello from my own kernel")


COM1 = """#include <farjump/boot_info.hpp>

static uint8_t in8(uint16_t port)
{
    uint8_t value;
    asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static void out8(uint16_t port, uint8_t value) { asm volatile("outb %0, %1" : : "a"(value), "Nd"(port)); }

extern "C" [[noreturn]] void kernel_main(farjump::BootInfo const*)
{
    bool right = in8(0x3FB) == 3 && in8(0x3F9) == 0 && in8(0x3FA) >> 6 == 3;   // 8N1; no interrupts; FIFOs on
    out8(0x3FB, 0x83);
    right = right && in8(0x3F8) == 1 && in8(0x3F9) == 0;                        // divisor: 115,200 baud
    out8(0x3FB, 3);
    out8(0xF4, right ? 0x10 : 0x12);
    for (;;)
        asm volatile("hlt");
}
"""


def test_com1_is_set_up_as_the_page_says(work):
    kernel = build(work, COM1)
    with Machine(make_image(work, kernel=kernel)) as machine:
        assert machine.wait_for_end() == KEPT, machine.report()


FRONT_LINES = [line for page in [*FRONT, PAGE] for line in snippets.indented(page)
               if not line.startswith(tuple(ELSEWHERE))]


def test_lines_as_shown(tree):
    """Runs each command that no other test runs. The files that they name exist."""
    assert len(FRONT_LINES) >= 10, FRONT_LINES
    snippets.run(f"{COMPILE} && {LINK} && mkdir -p path/to && cp hello.elf path/to/kernel.elf && "
                 "cp hello.elf kernel.elf && echo font > font.psf && echo tar > root.tar", tree)
    for line in FRONT_LINES:
        if line.startswith("qemu-system"):
            assert "hello from my own kernel" in snippets.run_until(line, tree, "hello from my own kernel")
        else:
            snippets.run(line, tree)


def test_first_boot_sector_as_shown(tree):
    """Runs the commands in the page's order. Each QEMU prints the words that the page shows in the paragraph below the
    command."""
    lines = snippets.indented(FIRST)
    assert len(lines) == 7, lines
    page = snippets.read(FIRST)
    for line in lines:
        if line.startswith("qemu-system"):
            words = re.search(r"ends\s+with\s+`([^`]+)`", page[page.index(line):])[1]
            snippets.run_until(line, tree, words)
        else:
            printed = snippets.run(line, tree)
            assert printed or line.startswith(("cp ", "dd "))


def test_constructors_as_shown(work):
    text = FILES["constructors.cpp"].replace("struct Greeting", f"{PRINT}\nstruct Greeting", 1)
    kernel = build(work, text, "-fno-use-cxa-atexit")
    says(kernel, "hello from a constructor\n")


def test_sse_as_shown(work):
    text = FILES["sse.cpp"].replace("[[noreturn, gnu::noinline]]", f"{PRINT}\n[[noreturn, gnu::noinline]]", 1)
    kernel = build(work, text, less="-mgeneral-regs-only")
    assert "xmm" in subprocess.run(["objdump", "-d", kernel], capture_output=True, text=True, check=True).stdout
    says(kernel, "hello with SSE\n")


NOTES = [text for language, text in snippets.blocks(PAGE) if "KernelNote const note" in text or
         language == "c" and text.startswith("FARJUMP_KERNEL_NOTE")]
ASKS = """extern "C" [[noreturn]] void kernel_main(farjump::BootInfo const* info)
{
    asm volatile("outb %0, $0xF4" : : "a"(static_cast<char>(info->stack_size == 128 << 10 ? 0x10 : 0x12)));
    for (;;)
        asm volatile("hlt");
}
"""


@pytest.mark.parametrize("note", NOTES, ids=["macro", "fields"])
def test_wishes_as_shown(work, note):
    """The page's note and the page's linker script make a PT_NOTE, and the wish is granted."""
    kernel = build(work, f"#include <farjump/boot_info.hpp>\n{note}{ASKS}", link="--gc-sections")
    assert "128 KiB" in foretold.boots(kernel)
    with Machine(make_image(work, kernel=kernel)) as machine:
        assert machine.wait_for_end() == KEPT, machine.report()


START, = (text for language, text in snippets.blocks(PAGE) if "&processor->start" in text)
STARTS = f"""#include <farjump/boot_info.hpp>
{PRINT}
FARJUMP_KERNEL_NOTE(FARJUMP_WISH_PROCESSORS, 0, 0);
static char my_data[] = "hello from another processor\\r\\n";
static void run_on_this_processor(farjump::Processor* self)
{{
    print(reinterpret_cast<char const*>(self->argument));
    for (;;)
        asm volatile("hlt");
}}
extern "C" [[noreturn]] void kernel_main(farjump::BootInfo const* info)
{{
    auto const& processors = info->processors;
    for (uint64_t index = 0; index < processors.count; ++index) {{
        auto* const processor = &processors.list.pointer[index];
        if (processor->apic_id == processors.boot_apic_id)
            continue;
        {START}
    }}
    for (;;)
        asm volatile("hlt");
}}
"""


def test_start_of_processors_as_shown(work):
    kernel = build(work, STARTS, link="--gc-sections")
    with Machine(make_image(work, kernel=kernel), extra=["-smp", "2"]) as machine:
        machine.wait_for_serial("hello from another processor")


# ---- What the linker script meets besides ----

ADDRESSES = """
extern int elsewhere __attribute__((weak));
extern "C" int const* const table[]{&elsewhere, &elsewhere};
extern "C" char const* const words[]{"hello from a table\\r\\n"};
int common_thing;
"""


@pytest.mark.parametrize("more, less", [
    ("-g -fcommon", ""), ("-ffunction-sections -fdata-sections -O0", "-O2"),
    ("-fasynchronous-unwind-tables -fcf-protection", "-fno-asynchronous-unwind-tables"),
    ("-fpie -mcmodel=small", "-fno-pic -mcmodel=kernel"), ("-fpic -mcmodel=large", "-fno-pic -mcmodel=kernel"),
    ("-mcmodel=large", "-mcmodel=kernel"),
], ids=["debug", "sections", "unwind", "pie", "pic", "large"])
@pytest.mark.cases(2)
def test_sections_of_other_flags(work, more, less):
    """.got, .data.rel.ro, COMMON, debug and unwind information are placed or discarded by the script."""
    text = FILES["hello.cpp"].replace("static void print", f"{ADDRESSES}static void print", 1)
    text = text.replace("    auto* const screen", "    if (&elsewhere == table[1]) print(words[0]);\n"
                        "    asm volatile(\"\" : : \"r\"(&common_thing), \"r\"(table), \"r\"(words));\n"
                        "    auto* const screen")
    kernel = build(work, text, more, less)
    assert len(segments(kernel, "LOAD")) == 3
    says(kernel, "hello from a table\n")


def test_kernel_without_constants_and_data(work):
    """Its read-only segment contains only the file's headers. Its writable segment is empty and costs nothing."""
    kernel = build(work, f"#include <farjump/boot_info.hpp>\n{ASKS.replace('128 <<', '64 <<')}")
    with Machine(make_image(work, kernel=kernel)) as machine:
        assert machine.wait_for_end() == KEPT, machine.report()


def patched(script, patch):
    """Applies the patch, whose hunks are separated by an empty line. Each must match at exactly one place."""
    for hunk in patch.strip("\n").split("\n\n"):
        lines = hunk.splitlines()
        before, after = ("".join(f"{line[1:]}\n" for line in lines if line[0] != other) for other in "+-")
        assert script.count(before) == 1, before
        script = script.replace(before, after)
    return script


def test_kernel_that_can_lie_anywhere(work):
    """The page's patch makes it. Its constants with addresses are in the read-only segment, relocated."""
    (patch,) = [text for language, text in snippets.blocks(PAGE) if language == "diff"]
    (work / "hello.ld").write_text(patched(FILES["hello.ld"], patch))
    text = FILES["hello.cpp"].replace("static void print", f"{ADDRESSES}static void print", 1)
    text = text.replace("    auto* const screen", "    asm volatile(\"\" : : \"r\"(words) : \"memory\");\n"
                        "    print(words[0]);\n    auto* const screen")
    kernel = build(work, text, "-fpie", "-fno-pic -mcmodel=kernel", "-pie --no-dynamic-linker", "-static")
    assert re.search(r"kind      position-independent, with [1-9]\d* RELA", foretold.boots(kernel))
    told = subprocess.run(["readelf", "-lW", kernel], capture_output=True, text=True, check=True).stdout
    assert re.search(r"^   00     .*\.rodata", told, re.M), told
    says(kernel, "hello from a table\n")


def test_demand_of_a_level_survives_the_script(work):
    """`.note.gnu.property` has a PT_NOTE of its own, so that the loader knows which level the kernel was built for."""
    kernel = build(work, FILES["hello.cpp"], link="-z x86-64-v2")
    assert "x86-64-v2: " in foretold.boots(kernel)


@pytest.mark.parametrize("word", ["thread_local int here;", "thread_local int here = 3;"])
def test_thread_local_is_refused_with_words(work, word):
    """The page shows the linker's message."""
    (work / "hello.cpp").write_text(f"{word}\nextern \"C\" void kernel_main() {{ here += 1; }}\n")
    snippets.run(COMPILE, work)
    link = subprocess.run(shlex.split(LINK), cwd=work, capture_output=True, text=True)
    assert link.returncode == 1 and f"    {link.stderr}" in snippets.read(PAGE), link.stderr
