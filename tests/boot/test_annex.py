# SPDX-License-Identifier: BSD-2-Clause
"""Tests the annex of stage 2: it is found on every layout, verified before use, and missed only by boots that need it.

Stage 2 is core and annex (stage2/annex/). These tests overwrite, change and replace the annex on the disk. Its front is
read by each boot that needs the annex; its rear only by boots of other kernels than farjump's own.
"""
import os
import subprocess

import pytest

import expect
import file_sums
from ids import pairs
from images import (ENTRY, FRONT_ROOM, KERNEL, OUT, STAGE2, ImageFile, annex_facts, annex_of, image_with_kernel,
                    make_image, patch, put_file)
from machine import Machine
from messages import ANY, ROOT
from option_rom import option_rom
from test_layouts import FIRST_PLACE, chained, put_number

LOADING, MODULES = "loading the kernel", "loading modules"

# Options of the image builder, and the interface that the image is booted from.
LAYOUTS = {
    "mbr": ("ide", {"layout": "mbr"}),
    "boot-record": ("usb-ehci", {"layout": "mbr"}),     # another loader's MBR starts it
    "logical": ("ahci", {"layout": "logical"}),
    "gpt": ("nvme", {"layout": "gpt"}),
    "superfloppy": ("usb-xhci", {"layout": "superfloppy"}),
    "floppy": ("floppy", {"layout": "floppy"}),
    "old": ("usb-ehci", {"layout": "old"}),
    "zip": ("ide", {"layout": "zip"}),
    "mbr-4096": ("nvme-4096", {"layout": "mbr", "sector_bytes": 4096}),
    "gpt-4096": ("nvme-4096", {"layout": "gpt", "sector_bytes": 4096}),
}
SECTOR_BYTES = {name: options.get("sector_bytes", 512) for name, (_, options) in LAYOUTS.items()}


def layouts(*sample):
    """Parametrizes a test with all layouts. `make test` runs only those of the sample."""
    return pytest.mark.parametrize("layout", [name if name in sample else pytest.param(name, marks=pytest.mark.full)
                                              for name in LAYOUTS])


def image_of(directory, layout, **more):
    _, options = LAYOUTS[layout]
    return (chained if layout == "boot-record" else make_image)(directory, **options, **more)


def module(directory):
    file = directory / "module"
    file.write_bytes(b"a module")
    return file


def places(image):
    """Returns the byte offsets of the annexes on the disk. The first one belongs to the stage 2 that stage 1 tries
    first."""
    content, annex = image.read_bytes(), annex_of()
    found = [content.find(annex)]
    while found[-1] >= 0:
        found.append(content.find(annex, found[-1] + 1))
    assert len(found) > 1, "the image has no annex"
    return found[:-1]


def overwrite_annexes(image, content):
    """Overwrites all annexes. Returns the offset of the first one."""
    found = places(image)
    with ImageFile(image) as file:
        for place in found:
            file.write(place, content)
    return found[0]


def remove_annexes(image):
    return overwrite_annexes(image, bytes(annex_facts().size))


def refused(image, layout, code, step, numbers, name, **options):
    expect.image_refused(image, code, step, numbers, name, interface=LAYOUTS[layout][0], **options)


@layouts("boot-record", "floppy", "gpt-4096")
@pytest.mark.cases(2)
def test_module_is_loaded(tmp_path, layout):
    """The loader finds the annex."""
    image = image_of(tmp_path, layout, module=module(tmp_path))
    with Machine(image, interface=LAYOUTS[layout][0]) as machine:
        expect.boots(machine)
        assert "stage2: loading modules               ok   1, 8 bytes\n" in machine.serial, machine.report()


def test_partition_alone(tmp_path):
    """A partition is copied to a disk of its own. Of the two places that its boot record knows, the second one is
    right."""
    image = make_image(tmp_path, module=module(tmp_path))
    partition = tmp_path / "partition.img"
    subprocess.run(["dd", f"if={image}", f"of={partition}", "skip=2048", "bs=512", "conv=sparse", "status=none"], check=True)
    expect.image_boots(partition, interface="usb-ehci")


def test_annex_costs_one_read(tmp_path):
    """It costs no read in a boot that does not need it."""
    def reads(screen):
        with Machine(make_image(tmp_path, screen=screen), interface="ahci", debug_exit=False) as machine:
            machine.wait_for_serial(" broken\n")
            return sum(each["stats"]["rd_operations"] for each in machine.command("query-blockstats"))
    assert reads("native") == reads("text") + 1


@layouts("mbr", "floppy")
def test_boot_without_need_of_the_missing_annex(tmp_path, layout):
    image = image_of(tmp_path, layout)
    remove_annexes(image)
    expect.image_boots(image, interface=LAYOUTS[layout][0])


@layouts(*LAYOUTS)
@pytest.mark.cases(3)
def test_module_with_the_annex_missing(tmp_path, layout):
    image = image_of(tmp_path, layout, module=module(tmp_path))
    place = remove_annexes(image)
    refused(image, layout, "annex_missing", MODULES, [place // SECTOR_BYTES[layout]], MODULES)


def torn_at(offset):
    """Returns the annex with one wrong bit."""
    annex = bytearray(annex_of())
    annex[offset] ^= 0x10
    return annex


def front_sum(annex):
    return file_sums.wide_of_blocks(annex[:FRONT_ROOM])


@layouts("boot-record", "gpt-4096")
def test_one_bit_of_the_front_is_wrong(tmp_path, layout):
    image = image_of(tmp_path, layout, module=module(tmp_path))
    torn = torn_at(FRONT_ROOM // 2)
    place = overwrite_annexes(image, torn)
    refused(image, layout, "annex_damaged", MODULES,
            [front_sum(torn), annex_facts().checksum, place // SECTOR_BYTES[layout]], MODULES)


# Boot entries whose code is in the rear. No file that they name is there: the rear is read before.
IN_THE_REAR = ["linux /vmlinuz", "multiboot /kernel", "multiboot2 /kernel", "chain partition 1"]


def image_with_entry(directory, line, layout="mbr"):
    image = image_of(directory, layout)
    put_file(image, ENTRY, f"title test\n{line}\n".encode())
    return image


def rear_refused(image, torn, place, layout="mbr", **options):
    found, expected = map(file_sums.wide_of_blocks, (torn[FRONT_ROOM:], annex_of()[FRONT_ROOM:]))
    refused(image, layout, "annex_damaged", LOADING,
            [found, expected, (place + FRONT_ROOM) // SECTOR_BYTES[layout]], "this boot", **options)


@pytest.mark.parametrize("line, offset", [*((line, FRONT_ROOM) for line in IN_THE_REAR), (IN_THE_REAR[0], -1)])
@pytest.mark.cases(2)
def test_one_bit_of_the_rear_is_wrong(tmp_path, line, offset):
    image = image_with_entry(tmp_path, line)
    torn = torn_at(offset)
    rear_refused(image, torn, overwrite_annexes(image, torn))


def test_one_bit_of_the_rear_is_wrong_in_a_large_sector(tmp_path):
    image = image_with_entry(tmp_path, IN_THE_REAR[0], "gpt-4096")
    torn = torn_at(FRONT_ROOM)
    rear_refused(image, torn, overwrite_annexes(image, torn), "gpt-4096")


@pytest.mark.parametrize("line", IN_THE_REAR[:3])
def test_whole_rear(tmp_path, line):
    """The control of the tests with a damaged rear: the next error is that of the kernel's file."""
    expect.image_refused(image_with_entry(tmp_path, line), "file_not_found", LOADING, name=line.split()[1])


@pytest.mark.parametrize("offset", [FRONT_ROOM, -1])
def test_boot_without_need_of_the_damaged_rear(tmp_path, offset):
    """Our own kernel's module needs only the front."""
    image = make_image(tmp_path, module=module(tmp_path))
    overwrite_annexes(image, torn_at(offset))
    with Machine(image) as machine:
        expect.boots(machine)
        assert "stage2: loading modules               ok   1, 8 bytes\n" in machine.serial, machine.report()


def move_to_the_end(image, kept):
    """Puts stage 2 behind all else, where stage 1 searches first, and ends the disk behind this many bytes of it."""
    end = image.stat().st_size
    patch(image, end, STAGE2.read_bytes()[:kept])
    os.truncate(image, end + kept)
    put_number(image, FIRST_PLACE, end // 512)


def test_disk_ends_in_the_rear(tmp_path):
    """The loader reports the read, and boots what needs no rear."""
    kept = annex_facts().offset + FRONT_ROOM + 4096
    image = image_with_entry(tmp_path, IN_THE_REAR[0])
    move_to_the_end(image, kept)
    expect.image_refused(image, "disk_read_failed", LOADING, [0x80, ANY, ANY], interface="ahci")
    whole = image_with_entry(tmp_path, f"kernel /boot/kernel.elf\nmodule {ENTRY}")
    move_to_the_end(whole, kept)
    expect.image_boots(whole, interface="ahci")


@pytest.fixture(scope="session")
def other_annex(tmp_path_factory):
    """Returns the annex that disk/build/pack_stage2.cpp makes for a core with another last byte, and its build
    number."""
    directory = tmp_path_factory.mktemp("other-build")
    core = bytearray((OUT / "stage2.raw").read_bytes())
    core[-1] ^= 1
    (directory / "stage2.raw").write_bytes(core)
    stage2 = directory / "stage2.bin"
    subprocess.run([ROOT / "build/host/pack_stage2", directory / "stage2.raw", OUT / "annex.raw", stage2,
                    directory / "stage2.inc"], check=True, capture_output=True)
    return annex_of(stage2), annex_facts(stage2).build


@layouts("mbr", "superfloppy")
def test_annex_of_another_build(tmp_path, layout, other_annex):
    annex, build = other_annex
    assert build != annex_facts().build and len(annex) == annex_facts().size
    image = image_of(tmp_path, layout, module=module(tmp_path))
    overwrite_annexes(image, annex)
    refused(image, layout, "annex_of_other_build", MODULES, [build, annex_facts().build], MODULES)


# Other boots that need the annex.

@pytest.fixture(scope="session")
def packed_kernel(tmp_path_factory):
    """Returns the sealed kernel without debug sections, packed as README.md says."""
    stripped = tmp_path_factory.mktemp("packed") / "stripped.elf"
    subprocess.run(["strip", "-o", stripped, KERNEL], check=True)
    return subprocess.run(["lz4", "-9", "-c", stripped], check=True, capture_output=True).stdout


def test_packed_kernel(tmp_path, packed_kernel):
    with Machine(image_with_kernel(tmp_path, packed_kernel)) as machine:
        expect.boots(machine)
        expect.noted(machine, r"[\d,]+ KiB of LZ4, unpacked [\d,]+ KiB")
        assert "/boot/kernel.elf, verified, options" in machine.serial, machine.report()


def test_graphics_without_the_annex(tmp_path):
    """The kernel gets text mode, and a note gives the reason."""
    image = make_image(tmp_path, screen="native")
    place = remove_annexes(image)
    with Machine(image) as machine:
        expect.boots(machine)
        expect.noted(machine, "graphics needs the annex of farjump, and it is not behind stage 2, at LBA "
                              f"{place // 512}")
        assert "ok   text: the loader's annex is not there\n" in machine.serial, machine.report()


def test_packed_kernel_without_the_annex(tmp_path, packed_kernel):
    image = image_with_kernel(tmp_path, packed_kernel)
    place = remove_annexes(image)
    expect.image_refused(image, "annex_missing", "loading the kernel", [place // 512], "/boot/kernel.elf")


def test_nothing_to_boot_without_the_annex(tmp_path):
    """The loader prints a note instead of the list of partitions, and a shorter message."""
    image = make_image(tmp_path)
    place = remove_annexes(image)
    patch(image, 2048 * 512, bytes(40 * 512))
    with Machine(image) as machine:
        expect.refuses(machine, "nothing_to_boot", "reading the disk", [0x80, 0])
        expect.noted(machine, "a list of the partitions needs the annex of farjump, and it is not behind stage 2, "
                              f"at LBA {place // 512}")


# Low memory that option ROMs have taken: the annex lies higher than all else.

@pytest.mark.parametrize("kib", [pytest.param(256, marks=pytest.mark.full), 320])
def test_memory_of_the_annex_is_taken(tmp_path, kib):
    rom = option_rom(tmp_path, "low_memory_rom.asm", f"KIB={kib}")
    expect.image_boots(make_image(tmp_path), extra=rom)
    image = make_image(tmp_path, module=module(tmp_path))
    expect.image_refused(image, "annex_memory_taken", MODULES, [512], MODULES, extra=rom)


@pytest.mark.full
def test_memory_of_the_annex_is_just_enough(tmp_path):
    expect.image_boots(make_image(tmp_path, module=module(tmp_path)),
                       extra=option_rom(tmp_path, "low_memory_rom.asm", "KIB=512"))


# Processors that cannot run the kernel: the annex runs before they are refused. It is verified without SSE2.

def test_packed_kernel_on_an_old_processor(tmp_path, packed_kernel):
    expect.image_refused(image_with_kernel(tmp_path, packed_kernel), "processor_lacks_features", "loading the kernel",
                         cpu="486")


def test_list_of_partitions_on_an_old_processor(tmp_path):
    image = make_image(tmp_path)
    patch(image, 2048 * 512, bytes(40 * 512))
    expect.image_refused(image, "no_fat_partition", "reading the disk", [0x80, 1], cpu="486")


def test_damaged_annex_on_an_old_processor(tmp_path, packed_kernel):
    image = image_with_kernel(tmp_path, packed_kernel)
    torn = torn_at(FRONT_ROOM - 200)
    place = overwrite_annexes(image, torn)
    expect.image_refused(image, "annex_damaged", "loading the kernel",
                         [front_sum(torn), annex_facts().checksum, place // 512], "/boot/kernel.elf",
                         cpu="486")


def test_damaged_rear_on_an_old_processor(tmp_path):
    image = image_with_entry(tmp_path, IN_THE_REAR[0])
    torn = torn_at(-1)
    rear_refused(image, torn, overwrite_annexes(image, torn), cpu="486")
