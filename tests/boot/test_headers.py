# SPDX-License-Identifier: BSD-2-Clause
"""Tests the headers in every language: boot_info.h compiles as each edition of C and C++ that kernels are written in,
and C++, NASM and Rust agree with C on every size, offset and constant, and on a note."""
import itertools
import re
import struct
import subprocess

import pytest

from messages import ROOT

INCLUDE = ROOT / "include"
GENERATED = ROOT / "build/include"
HEADER = (INCLUDE / "farjump/boot_info.h").read_text()
LAYER = (INCLUDE / "farjump/boot_info.hpp").read_text()

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Wundef", "-Werror", "-ffreestanding"]
C_COMPILERS = {"gcc": "x86_64-linux-gnu-gcc", "clang": "clang-19"}
CXX_COMPILERS = {"gcc": "x86_64-linux-gnu-g++", "clang": "clang++-19"}
C_EDITIONS = [f"{dialect}{edition}" for dialect in ("c", "gnu") for edition in ("99", "11", "17", "2x")]
CXX_EDITIONS = [f"{dialect}{edition}" for dialect in ("c++", "gnu++") for edition in ("11", "14", "17", "20", "23")]

# What a kernel does with the header, in words that are C and C++.
USES = r"""
FARJUMP_KERNEL_NOTE(FARJUMP_WISH_SMEP | FARJUMP_WISH_SMAP, 128 << 10, 0);
uint64_t usable(struct farjump_boot_info const* info);
uint64_t usable(struct farjump_boot_info const* info)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < info->memory_map_count; ++i)
        switch (info->memory_map.pointer[i].kind) {
        case FARJUMP_MEMORY_USABLE: sum += info->memory_map.pointer[i].length; break;
        case FARJUMP_MEMORY_LOADER: sum += 1; break;
        default: break;
        }
    return info->screen.kind == FARJUMP_SCREEN_TEXT || info->command_line.pointer[0] == '\0' ? sum : 0;
}
"""
# Words that a header must leave to the kernel that includes it.
PLAIN_NAMES = """
enum { Paging, Firmware, Module, Modules, Screen, Timeline, BootInfo, MemoryKind, MemoryRange, WallClock, KernelNote };
enum { usable_kind, reserved, kernel, module, framebuffer, none, text, graphics, loader, bad, mbr, gpt };
"""
ASSERTION = 'static_assert(sizeof(int) == 4, "int has 32 bits");\n'


def run(*command, cwd=None):
    result = subprocess.run(command, capture_output=True, text=True, cwd=cwd)
    assert result.returncode == 0, result.stderr
    return result.stdout


def compile_text(directory, compiler, edition, text, *flags):
    source = directory / ("kernel.cpp" if "++" in edition else "kernel.c")
    source.write_text(text)
    return subprocess.run([compiler, f"-std={edition}", *WARNINGS, *flags, "-I", INCLUDE, "-fsyntax-only", source],
                          capture_output=True, text=True)


def compiles(*arguments):
    result = compile_text(*arguments)
    assert result.returncode == 0, result.stderr


def texts(header, uses, asserts):
    """Yields sources with <assert.h> before the header, after it, and without it."""
    yield f"#include <assert.h>\n#include <farjump/{header}>\n{asserts}{uses}{PLAIN_NAMES}"
    yield f"#include <farjump/{header}>\n#include <assert.h>\n{asserts}{uses}{PLAIN_NAMES}"
    yield f"#include <farjump/{header}>\n{uses}{PLAIN_NAMES}"


@pytest.mark.parametrize("compiler, edition", itertools.product(C_COMPILERS, C_EDITIONS))
@pytest.mark.cases(5)
def test_every_c(tmp_path, compiler, edition):
    asserts = "" if edition.endswith("99") else ASSERTION
    for header in "boot_info.h", "boot_info.hpp":           # to C the second is another name of the first
        for text in texts(header, USES, asserts):
            compiles(tmp_path, C_COMPILERS[compiler], edition, text)


@pytest.mark.parametrize("compiler, edition", itertools.product(CXX_COMPILERS, CXX_EDITIONS))
@pytest.mark.cases(6)
def test_every_cxx(tmp_path, compiler, edition):
    layer = """char const* words(farjump::BootInfo const& info);
char const* words(farjump::BootInfo const& info)
{
    bool const usable = info.memory_map.get()->kind == farjump::MemoryKind::usable;
    return usable && farjump::MemoryKind::usable == FARJUMP_MEMORY_USABLE ? info.command_line.get() : "";
}
"""
    named = """
[[gnu::section(".note.farjump.wishes"), gnu::used]]
static constinit farjump::KernelNote const note{.flags = farjump::wish_five_levels, .stack_size = 128 << 10};
"""
    for text in texts("boot_info.h", USES, ASSERTION):
        compiles(tmp_path, CXX_COMPILERS[compiler], edition, text, "-Wold-style-cast")
    for text in texts("boot_info.hpp", USES + layer + named * (edition[-2:] in ("20", "23")), ASSERTION):
        compiles(tmp_path, CXX_COMPILERS[compiler], edition, text, "-Wold-style-cast")
    compiles(tmp_path, CXX_COMPILERS[compiler], edition,
             'extern "C" {\n#include <farjump/boot_info.h>\n}\n#include <farjump/boot_info.hpp>\n')


def test_matrix_notices_a_fault(tmp_path):
    """It detects a note of odd size and a name that is in use."""
    for fault in "FARJUMP_KERNEL_NOTE(0, 5000, 0);", "FARJUMP_KERNEL_NOTE(1 << 20, 0, 0);", "int farjump_kernel_note(;":
        assert compile_text(tmp_path, "clang-19", "c11", f"#include <farjump/boot_info.h>\n{fault}\n").returncode != 0


@pytest.mark.parametrize("compiler", C_COMPILERS.values())
def test_nothing_else_in_the_name_space(tmp_path, compiler):
    """All macros and declarations that the header adds to <stddef.h> and <stdint.h> have farjump's prefix."""
    def preprocessed(text, *flags):
        source = tmp_path / "kernel.c"
        source.write_text(text)
        return run(compiler, "-std=c11", "-I", INCLUDE, *flags, "-E", source).splitlines()

    def added(*flags):
        before = preprocessed("#include <stddef.h>\n#include <stdint.h>\n", *flags)
        return [line for line in preprocessed("#include <farjump/boot_info.h>\n", *flags) if line not in before]
    macros = re.findall(r"^#define (\w+)", "\n".join(added("-dM")), re.M)
    assert "FARJUMP_MAGIC" in macros and all(name.startswith("FARJUMP_") for name in macros), macros
    assert not {"FARJUMP_POINTER", "FARJUMP_DEFAULT"} & set(macros)
    declarations = [line for line in added("-P") if re.match(r"[a-z_]", line)]
    assert len(declarations) > 15
    ours = r"struct farjump_\w+ \{|typedef uint32_t farjump_\w+;|__extension__ _Static_assert"
    assert not [line for line in declarations if not re.match(ours, line)]


# ---- The same facts in every language ----

STRUCTURES = {name: re.findall(r"(\w+)(?:\[\d+\])?(?: FARJUMP_DEFAULT\(.*\))?;", re.sub("//.*", "", body))
              for name, body in re.findall(r"^struct (\w+) \{\n(.*?)^\};", HEADER, re.M | re.S)}
CONSTANTS = re.findall(r"^#define (FARJUMP_[A-Z0-9_]+) \S", HEADER, re.M)


@pytest.fixture(scope="session")
def facts(tmp_path_factory):
    """Returns name and number of each fact as a C compiler computes them."""
    lines = [f'    tell("{name}", (uint64_t){name});' for name in CONSTANTS]
    for structure, fields in STRUCTURES.items():
        lines += [f'    tell("{structure}_size", sizeof(struct {structure}));']
        lines += [f'    tell("{structure}.{field}", offsetof(struct {structure}, {field}));' for field in fields]
    directory = tmp_path_factory.mktemp("facts")
    source = directory / "facts.c"
    source.write_text("#include <farjump/boot_info.h>\n#include <stdio.h>\n"
                      'static void tell(char const* name, uint64_t number)\n'
                      '{ printf("%s %llu\\n", name, (unsigned long long)number); }\nint main(void)\n{\n'
                      + "\n".join(lines) + "\n}\n")
    run("gcc", "-I", INCLUDE, "-o", directory / "facts", source)
    told = dict(line.split() for line in run(directory / "facts").splitlines())
    assert len(told) > 120 and told["farjump_boot_info.screen"] == "496"
    return {name: int(number) for name, number in told.items()}


@pytest.fixture(scope="session", autouse=True)
def generated():
    """Checks that `make boot-tests` has made them, so that make has nothing to do."""
    subprocess.run(["make", "-s", "headers"], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)


def test_cxx_says_the_same(facts, tmp_path):
    """This holds for 64-bit programs and for the 32-bit loader."""
    source = tmp_path / "facts.cpp"
    asserts = []
    for name, number in facts.items():
        structure, _, field = name.partition(".")
        asserts += [f"offsetof({structure}, {field}) == {number}" if field
                    else f"sizeof({name.removesuffix('_size')}) == {number}" if name.endswith("_size")
                    else f"uint64_t({name}) == {number}u"]
    source.write_text("#include <farjump/boot_info.hpp>\n"
                      + "".join(f'static_assert({each}, "");\n' for each in asserts))
    for compiler in "x86_64-linux-gnu-g++", "i686-linux-gnu-g++":
        run(compiler, "-std=c++17", "-I", INCLUDE, "-fsyntax-only", source)


def test_nasm_says_the_same(facts, tmp_path):
    source = tmp_path / "facts.asm"
    source.write_text('%include "farjump/boot_info.inc"\n' + "".join(f"dq {name}\n" for name in facts))
    run("nasm", "-f", "bin", "-Werror", "-I", f"{GENERATED}/", "-o", tmp_path / "facts", source)
    content = (tmp_path / "facts").read_bytes()
    assert dict(zip(facts, struct.unpack(f"<{len(facts)}Q", content))) == facts


def rust_name(name):
    """Converts farjump_boot_info to BootInfo, FARJUMP_MAGIC to MAGIC."""
    return name.removeprefix("FARJUMP_") if name.isupper() else name.removeprefix("farjump_").title().replace("_", "")


def test_rust_says_the_same(facts, tmp_path):
    """The running program computes the values without the assertions in the generated file."""
    lines = []
    for name in facts:
        structure, _, field = name.partition(".")
        field = "r#type" if field == "type" else field
        place = f"unsafe {{ core::ptr::addr_of!((*base).{field}) as usize - base as usize }}"
        lines += [f"{{ let base = sample.as_ptr() as *const f::{rust_name(structure)}; tell({place} as u64) }}" if field
                  else f"tell(core::mem::size_of::<f::{rust_name(name.removesuffix('_size'))}>() as u64)"
                  if name.endswith("_size") else f"tell(f::{rust_name(name)} as u64)"]
    source = tmp_path / "facts.rs"
    source.write_text(f'#![deny(warnings)]\n#[path = "{GENERATED}/farjump/boot_info.rs"]\nmod f;\n'
                      'fn tell(number: u64) { println!("{}", number) }\n'
                      "fn main() {\n    let sample = [0u64; 100];\n"
                      + "".join(f"    {line};\n" for line in lines) + "}\n")
    run("rustc", "--edition", "2021", "-o", tmp_path / "facts", source)
    assert dict(zip(facts, map(int, run(tmp_path / "facts").split()))) == facts


def test_rust_without_std_asserts_it_when_it_is_compiled(tmp_path):
    """An offset that differs from the loader's is an error."""
    right = (GENERATED / "farjump/boot_info.rs").read_text()
    wrong = right.replace("stack_size: u64, 88;", "stack_size: u64, 80;")
    assert wrong != right
    source = tmp_path / "kernel.rs"
    source.write_text('#![no_std]\n#[path = "boot_info.rs"]\npub mod farjump;\n')
    for text, good in ((right, True), (wrong, False)):
        (tmp_path / "boot_info.rs").write_text(text)
        result = subprocess.run(["rustc", "--edition", "2021", "--crate-type", "rlib", "--emit", "metadata", "-o",
                                 tmp_path / "kernel.rmeta", source], capture_output=True, text=True)
        assert (result.returncode == 0) == good, result.stderr


def note_in(tmp_path, *command):
    """Returns the bytes of the section that the compiler or assembler made, which must be a note."""
    run(*command, "-o", tmp_path / "kernel.o")
    told = run("readelf", "-SW", tmp_path / "kernel.o")
    assert re.search(r"\.note\.farjump\.wishes\s+NOTE\s+0+ \w+ 000034 00 +AR?  0   0  4$", told, re.M), told
    run("objcopy", "-O", "binary", "-j", ".note.farjump.wishes", tmp_path / "kernel.o", tmp_path / "note")
    return (tmp_path / "note").read_bytes()


def test_every_language_makes_the_same_note(tmp_path):
    flags, stack, guard = 2 | 4, 128 << 10, 4096
    note = struct.pack("<III8sIIIIHH12x", 8, 32, 2, b"farjump", flags, 4, stack, guard, 0, 0)
    macro = f"#include <farjump/boot_info.h>\nFARJUMP_KERNEL_NOTE({flags}, {stack}, {guard});\n"
    for compilers, suffix in ((C_COMPILERS, "c"), (CXX_COMPILERS, "cpp")):
        source = tmp_path / f"kernel.{suffix}"
        source.write_text(macro)
        for compiler in compilers.values():
            assert note_in(tmp_path, compiler, "-O2", "-I", INCLUDE, "-c", source) == note
    (tmp_path / "kernel.asm").write_text('%include "farjump/boot_info.inc"\n'
                                         f"farjump_kernel_note {flags}, {stack}, {guard}\n")
    assert note_in(tmp_path, "nasm", "-f", "elf64", "-I", f"{GENERATED}/", tmp_path / "kernel.asm") == note
    (tmp_path / "kernel.rs").write_text(f'#![no_std]\n#[path = "{GENERATED}/farjump/boot_info.rs"]\npub mod farjump;\n'
                                        '#[used]\n#[link_section = ".note.farjump.wishes"]\nstatic WISHES: '
                                        f"farjump::KernelNote = farjump::KernelNote::new({flags}, {stack}, {guard});\n")
    assert note_in(tmp_path, "rustc", "--edition", "2021", "--crate-type", "lib", "--emit", "obj",
                   tmp_path / "kernel.rs") == note


def test_note_with_a_screen(tmp_path):
    source = tmp_path / "kernel.c"
    source.write_text("#include <farjump/boot_info.h>\n"
                      "FARJUMP_KERNEL_NOTE_WITH_SCREEN(FARJUMP_WISH_SMEP, 0, 0, 800, 600);\n")
    note = note_in(tmp_path, "gcc", "-I", INCLUDE, "-c", source)
    assert note[20:] == struct.pack("<IIIIHH12x", 16 | 2, 4, 0, 0, 800, 600)
    (tmp_path / "kernel.asm").write_text('%include "farjump/boot_info.inc"\nfarjump_kernel_note '
                                         "FARJUMP_WISH_SMEP | FARJUMP_WISH_FRAMEBUFFER, 0, 0, 800, 600\n")
    assert note_in(tmp_path, "nasm", "-f", "elf64", "-I", f"{GENERATED}/", tmp_path / "kernel.asm") == note


@pytest.mark.parametrize("odd, words", [("    uint32_t tables", "no field and no comment"),
                                        ("    tables;", "a field without a name")])
def test_generator_refuses_what_it_does_not_understand(tmp_path, odd, words):
    """It reports the line's number, and does not leave out a field."""
    header = tmp_path / "boot_info.h"
    header.write_text(HEADER.replace("    uint32_t tables;", odd, 1))
    line = HEADER[:HEADER.index("    uint32_t tables;")].count("\n") + 1
    result = subprocess.run(["awk", "-f", ROOT / "disk/build/contract/list.awk", header], capture_output=True, text=True)
    assert result.returncode == 1 and f"{header}:{line}: {words}: {odd}" in result.stderr, result.stderr


def test_cxx_names_all_that_c_names():
    """It detects a constant of boot_info.h that is missing in boot_info.hpp."""
    own = {"FARJUMP_MAGIC", "FARJUMP_VERSION", "FARJUMP_WISHES"}        # macros there, too
    assert set(re.findall(r"= (?:uint32_t\()?(FARJUMP_\w+)\)?,", LAYER)) == set(CONSTANTS) - own
    assert set(re.findall(r"= ::(\w+);", LAYER)) == set(STRUCTURES)
