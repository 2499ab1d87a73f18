# SPDX-License-Identifier: BSD-2-Clause
"""Tests the program that a PC with only UEFI finds on every image: it prints what to do, waits for a key and returns.

UEFI specification, "Removable Media Boot Behavior" (3.5.1.1 in 2.10); QEMU, "docs/interop/firmware.json".
"""
import json
import shutil
import time
from pathlib import Path

import pefile
import pytest

from fat import Volume
from ids import pairs
from images import EFI_STUB, make_image
from machine import PATIENCE, Machine

ON_THE_VOLUME = "/EFI/BOOT/BOOTX64.EFI"
LAST_WORDS = "Press a key to go back to the firmware.\n"
SLOW = 4 * PATIENCE                 # this firmware takes ten times as long as a BIOS
MENU = "Boot Manager"               # of OVMF, where it goes when a boot option comes back with success


def ovmf():
    """Returns code and initial variables of the UEFI firmware that QEMU's own list names for a plain PC."""
    for path in sorted(Path("/usr/share/qemu/firmware").glob("*.json")):
        firmware = json.loads(path.read_text())
        targets = {target["architecture"] for target in firmware["targets"]}
        if ("uefi" in firmware["interface-types"] and "x86_64" in targets and firmware["mapping"]["device"] == "flash"
                and "requires-smm" not in firmware["features"]):
            return (firmware["mapping"][part]["filename"] for part in ("executable", "nvram-template"))
    raise AssertionError("QEMU knows no UEFI firmware: Debian's package ovmf has it")


def uefi(directory):
    """Returns QEMU's arguments for a PC with this firmware and a copy of its variables."""
    code, template = ovmf()
    variables = shutil.copy(template, directory / "variables.fd")
    return ["-drive", f"if=pflash,format=raw,readonly=on,file={code}",
            "-drive", f"if=pflash,format=raw,file={variables}"]


CASES = [
    ("ahci", "none", {"layout": "mbr"}),
    *(pytest.param(*case, marks=pytest.mark.full) for case in [
        ("usb-xhci", "std", {"layout": "mbr", "fat": 16}),
        ("usb-ehci", "none", {"layout": "mbr", "fat": 12}),
        ("ide", "none", {"layout": "logical"}),
        ("ahci", "std", {"layout": "gpt"}),
        ("usb-xhci", "none", {"layout": "superfloppy"}),
        ("usb-xhci", "none", {"layout": "floppy"}),
        ("nvme-4096", "none", {"layout": "gpt", "sector_bytes": 4096}),
        ("usb-xhci", "none", {"layout": "old", "mbr": "ms"}),
        ("usb-xhci", "none", {"layout": "zip"}),
    ]),
]


@pytest.mark.parametrize("interface, vga, options", CASES, ids=pairs)
def test_tells_what_to_do(tmp_path, interface, vga, options):
    """The text stays until a key is pressed. Then the firmware shows its menu. The disk is not written to."""
    image = make_image(tmp_path, **options)
    with Machine(image, interface=interface, memory="256M", vga=vga, extra=uefi(tmp_path)) as machine:
        machine.wait_until(lambda: LAST_WORDS in machine.serial, "the stub's words", SLOW)
        assert "needs a legacy BIOS" in machine.serial and "'CSM'" in machine.serial
        seconds_later = time.monotonic() + 2
        machine.wait_until(lambda: time.monotonic() > seconds_later, "two seconds later")
        assert machine.serial.endswith(LAST_WORDS), "it did not wait for a key"
        machine.send(" ")
        machine.wait_until(lambda: MENU in machine.serial.partition(LAST_WORDS)[2], "the firmware's menu", SLOW)


@pytest.mark.parametrize("options", [
    {"layout": "mbr"},
    {"layout": "mbr", "fat": 12},
    {"layout": "gpt", "fat": 16},
    {"layout": "superfloppy", "fat": 32, "sector_bytes": 4096},
    {"layout": "floppy"},
], ids=pairs)
def test_lies_behind_everything_else(tmp_path, options):
    """Every image contains the whole program, behind everything that the loader reads, so that it costs no read."""
    image = make_image(tmp_path, **options)
    offset = {"mbr": None, "gpt": 1 << 20}.get(options["layout"], 0)
    with Volume(image, offset) as volume:
        names = list(volume._entries(volume.root))
        chain, kernel = volume.file_chain(ON_THE_VOLUME), volume.file_chain("/boot/kernel.elf")
        content = b"".join(volume.read(volume.cluster_offset(cluster), volume.cluster_size) for cluster in chain)
        assert names[-1] == "efi"
        assert volume.file_chain("/EFI")[0] > kernel[-1] and volume.file_chain("/EFI/BOOT")[0] > kernel[-1]
        assert content[:volume.size(ON_THE_VOLUME)] == EFI_STUB.read_bytes()


# The file itself, judged by a reader of such files.

def test_is_an_efi_application():
    stub = pefile.PE(EFI_STUB)
    assert stub.FILE_HEADER.Machine == pefile.MACHINE_TYPE["IMAGE_FILE_MACHINE_AMD64"]
    assert stub.OPTIONAL_HEADER.Magic == 0x20B
    assert stub.OPTIONAL_HEADER.Subsystem == pefile.SUBSYSTEM_TYPE["IMAGE_SUBSYSTEM_EFI_APPLICATION"]
    assert stub.OPTIONAL_HEADER.DllCharacteristics & pefile.DLL_CHARACTERISTICS["IMAGE_DLLCHARACTERISTICS_NX_COMPAT"]
    assert EFI_STUB.stat().st_size <= 4096


def test_sections_are_as_strict_firmware_wants_them():
    """They have pages of their own, follow each other without a gap, and fill the file. None is both writable and
    executable."""
    stub = pefile.PE(EFI_STUB)
    end_in_memory, end_in_file = 4096, stub.OPTIONAL_HEADER.SizeOfHeaders
    assert stub.OPTIONAL_HEADER.SectionAlignment == 4096
    for section in stub.sections:
        assert section.VirtualAddress == end_in_memory and section.PointerToRawData == end_in_file
        assert section.Misc_VirtualSize <= section.SizeOfRawData
        assert not (section.IMAGE_SCN_MEM_WRITE and section.IMAGE_SCN_MEM_EXECUTE)
        end_in_memory += -(-section.Misc_VirtualSize // 4096) * 4096
        end_in_file += section.SizeOfRawData
    assert stub.OPTIONAL_HEADER.SizeOfImage == end_in_memory
    assert EFI_STUB.stat().st_size == end_in_file
    code = next(section for section in stub.sections if section.contains_rva(stub.OPTIONAL_HEADER.AddressOfEntryPoint))
    assert code.IMAGE_SCN_MEM_EXECUTE and code.Name.rstrip(b"\0") == b".text"


def test_has_relocations_that_change_nothing():
    stub = pefile.PE(EFI_STUB)
    assert not stub.FILE_HEADER.Characteristics & pefile.IMAGE_CHARACTERISTICS["IMAGE_FILE_RELOCS_STRIPPED"]
    blocks = stub.DIRECTORY_ENTRY_BASERELOC
    assert len(blocks) == 1 and blocks[0].struct.SizeOfBlock % 4 == 0
    assert {entry.type for entry in blocks[0].entries} == {pefile.RELOCATION_TYPE["IMAGE_REL_BASED_ABSOLUTE"]}
