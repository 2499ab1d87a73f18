# SPDX-License-Identifier: BSD-2-Clause
"""Boots the probe kernels of the Limine boot protocol, which check what the loader promises, on many machines.

The Limine Boot Protocol.
"""
import gzip

import pytest

import file_sums
import limine_boots
import lz4_frames
from emulators import bochs
from limine_boots import KERNEL, LEAST_CHECKS, LEAST_OF_SMALL, LEAST_WITHOUT_SCREEN, Boot, file_of
from limine_kernels import LIST, VARIANTS
from option_rom import option_rom

full = pytest.mark.full

Q35, PC = {"interface": "ahci"}, {"interface": "ide"}
SCREENS = {16: "800x600", 24: "640x480"}      # the most bits a pixel that 1 MiB has room for
FIVE_LEVELS = "max"


def smp(count, **options):
    return {"extra": ["-smp", str(count)], **options}


def words_for(count):
    return f"smp={count}"


def check(image, variant, boot, **options):
    limine_boots.put(image, file_of(variant), boot)
    least = LEAST_WITHOUT_SCREEN if "nofb" in boot.words.split() else LEAST_CHECKS
    least = LEAST_OF_SMALL if VARIANTS[variant].is_small else least
    return limine_boots.boots(image, least, **options)


def some(cases, quick):
    """Marks all cases but the quick ones."""
    return [pytest.param(*case, marks=[] if case in quick else full) for case in cases]


# Each variant on one machine; five-only needs a processor with five levels.
@pytest.mark.parametrize("variant", [variant.name for variant in LIST])
@pytest.mark.cases(8)
def test_each_variant(fresh, variant):
    cpu = FIVE_LEVELS if variant.startswith("five") else "qemu64"
    words = check(fresh(), variant, Boot(words=words_for(2)), **smp(2, cpu=cpu, **Q35))
    revision = VARIANTS[variant].revision
    told = f"Limine, base revision {revision}" + (" instead of 99" if variant == "r99" else "")
    assert f"{told}, not sealed" in words, words
    assert (" 2 processors, 1 started, in xAPIC mode" in words) == (variant not in ("no-mp", "r0-section", "small"))
    assert ("a segment of the kernel is writable and executable" in words) == (variant == "rwx")


@pytest.mark.parametrize("variant, processors, machine", some(
    [(variant, processors, machine) for variant in VARIANTS for processors in ("1", "2", "4", "4,maxcpus=8")
     for machine in ("pc", "q35")],
    [("r6", "1", "pc"), ("r6", "4", "q35"), ("r6", "4,maxcpus=8", "pc"), ("r0", "4", "pc"), ("r3", "4,maxcpus=8", "q35"),
     ("pie-low", "4", "pc"), ("x2apic", "4", "q35")]))
@pytest.mark.cases(3)
def test_processors(fresh, variant, processors, machine):
    options = smp(processors, cpu=FIVE_LEVELS if variant.startswith("five") else "qemu64",
                  **(PC if machine == "pc" else Q35))
    check(fresh(), variant, Boot(words=words_for(processors[0])), **options)


@pytest.mark.parametrize("variant, processors", some(
    [(variant, processors) for variant in ("none", "r0", "r2", "r3", "r5", "r6", "x2apic", "pie-low") for processors in (1, 4)],
    [("r6", 4), ("r0", 1)]))
def test_without_acpi(fresh, variant, processors):
    """Without a MADT no other processor is known."""
    options = smp(processors)
    options["extra"] += ["-M", "pc,acpi=off"]
    words = check(fresh(), variant, Boot(words="noacpi"), **options)
    assert "info: not answered: MP" in words


def test_boot_processor_last_in_the_madt(fresh, tmp_path):
    """Each processor has a stack of its own, whatever their order. (The new MADT is in usable memory, which revision 3
    permits.)"""
    options = smp("4")
    options["extra"] += option_rom(tmp_path, "madt_rom.asm", "IDS=1,2,3,0")
    words = check(fresh(), "r3", Boot(words=words_for(4)), **options)
    assert "info: processors that came 3h" in words


@pytest.mark.parametrize("variant", [pytest.param(name, marks=[] if name == "r6" else full)
                                     for name in ("none", "r1", "r3", "r6", "pie-low")])
def test_without_a_screen(fresh, variant):
    check(fresh(), variant, Boot(words="nofb"), vga="none")


@pytest.mark.parametrize("variant", [pytest.param(name, marks=[] if name == "r6" else full)
                                     for name in ("r0", "r3", "r6")])
def test_entry_asks_for_text(fresh, variant):
    check(fresh(), variant, Boot(words="nofb", lines=("screen text",)))


@pytest.mark.parametrize("variant, device, size", some(
    [(variant, device, size) for variant in ("r0", "r4", "r6") for device in ("VGA", "bochs-display", "virtio-vga", "cirrus-vga")
     for size in ("640x480", "1024x768")], [("r6", "VGA", "640x480"), ("r6", "bochs-display", "1024x768")]))
def test_size_of_the_entry(fresh, variant, device, size):
    boot = Boot(words=f"fb={size}", lines=(f"screen {size}",))
    words = check(fresh(), variant, boot, vga="none", extra=["-device", device])
    assert "info: framebuffer: modes " in words and "info: framebuffer: modes 0h" not in words


@pytest.mark.parametrize("variant, bits", some([(variant, bits) for variant in ("r0", "r3", "r6") for bits in SCREENS],
                                               [("r6", 16), ("r6", 24)]))
def test_bits_of_a_pixel(fresh, variant, bits):
    """A card that lacks memory for 32 bits a pixel does not list such modes."""
    boot = Boot(words=f"fb={SCREENS[bits]} bits={bits}", lines=(f"screen {SCREENS[bits]}",))
    words = check(fresh(), variant, boot, vga="none", extra=["-device", "VGA,vgamem_mb=1"])
    assert f"{SCREENS[bits]}, {bits} bits a pixel, framebuffer at " in words


@pytest.mark.parametrize("memory", [pytest.param("128M", marks=full), "6G", pytest.param("64M", marks=full),
                                    pytest.param("3G", marks=full), pytest.param("4G", marks=full)])
@pytest.mark.parametrize("variant", [pytest.param("r0", marks=full), pytest.param("r3", marks=full), "r6"])
def test_memory(fresh, variant, memory):
    check(fresh(), variant, Boot(), memory=memory, **Q35)


@pytest.mark.parametrize("variant", [pytest.param("pie-low", marks=full), "r6"])
def test_dirty_memory(fresh, tmp_path, variant):
    check(fresh(), variant, Boot(), extra=limine_boots.dirty_memory(tmp_path))


@pytest.mark.parametrize("variant, cpu", some(
    [(variant, cpu) for variant in ("r0", "r4", "r6") for cpu in ("max", "core2duo", "phenom", "kvm64", "qemu64,-nx")]
    + [("five", "qemu64")], [("r6", "max"), ("r6", "qemu64,-nx"), ("five", "qemu64")]))
def test_other_processors(fresh, variant, cpu):
    check(fresh(), variant, Boot(words=words_for(2)), **smp(2, cpu=cpu))


@pytest.mark.parametrize("count", [0, 20, pytest.param(3, marks=full)])
def test_modules(fresh, count):
    check(fresh(), "r6", Boot(modules=count))


@pytest.mark.parametrize("variant", [pytest.param("r0", marks=full), "r6"])
def test_direct_map_that_is_not_executable(fresh, variant):
    words = check(fresh(), variant, Boot(words="hhdm=nx smp=2", lines=("direct-map-execute no",)), **smp(2))
    assert "the direct map is not executable" in words


def test_protocol_line(fresh):
    check(fresh(), "r6", Boot(protocol="limine"))


@pytest.mark.parametrize("packer", ["gzip", "lz4"])
@pytest.mark.parametrize("variant", ["pie-low", pytest.param("r0-section", marks=full)])
def test_packed_kernel(fresh, tmp_path, packer, variant):
    """The executable file is the unpacked one."""
    content = file_of(variant).read_bytes()
    packed = lz4_frames.pack(tmp_path, content) if packer == "lz4" else gzip.compress(content, mtime=0)
    image = limine_boots.put(fresh(), packed)
    limine_boots.boots(image, LEAST_OF_SMALL if VARIANTS[variant].is_small else LEAST_CHECKS)


@pytest.mark.parametrize("layout, variant", some(
    [(layout, variant) for layout in ("gpt", "superfloppy") for variant in ("r0", "r3", "r6", "pie-low")],
    [("gpt", "r6"), ("superfloppy", "r6")]))
def test_layout(fresh, layout, variant):
    """The structure of a file says where the volume lies."""
    image = fresh(layout=layout)
    where = {"volume": 0} if layout == "superfloppy" else {}
    limine_boots.put(image, file_of(variant), Boot(), **where)
    limine_boots.boots(image)


def test_checksum_of_the_kernel(fresh):
    content = file_of("r6").read_bytes()
    words = check(fresh(), "r6", Boot(lines=(file_sums.line("wide", content, KERNEL),)))
    assert "base revision 6, verified" in words


@pytest.mark.parametrize("processors", [pytest.param(1, marks=full), 2, pytest.param(4, marks=full)])
@pytest.mark.parametrize("cpu, variant", [("corei7_haswell_4770", "r6"), ("corei7_haswell_4770", "x2apic"),
                                          pytest.param("ryzen", "r6", marks=full)])
def test_in_bochs(fresh, cpu, variant, processors):
    """Its display in a terminal cannot show graphics modes. Unlike QEMU it has x2APIC."""
    boot = Boot(words=f"nofb {words_for(processors)}", lines=("screen text",))
    image = limine_boots.put(fresh(), file_of(variant), boot)
    words = bochs(image, cpu=cpu, processors=processors, until=" bad\r")
    limine_boots.good_checks(words)
    assert f"info: MP flags {1 if variant == 'x2apic' else 0}h" in words
