# SPDX-License-Identifier: BSD-2-Clause
"""Compares the facts about the machine and the boot that the kernel receives with the machine's configuration."""
import os
import re
import subprocess
from datetime import datetime, timedelta

import pytest

import expect
from images import SBIN, make_image
from machine import Machine
from option_rom import option_rom

MOMENT = datetime(2031, 2, 3, 4, 5, 6)


def told(image, **options):
    """Boots and checks that all promises are kept. Returns the output."""
    with Machine(image, **options) as machine:
        expect.boots(machine)
        return machine.serial


def found(pattern, words):
    match = re.search(pattern, words, re.M)
    assert match, f"no {pattern} in\n{words}"
    return match


def test_clock(image):
    words = told(image, extra=["-rtc", f"base={MOMENT.isoformat()}"])
    clock = found(r"^kernel: the clock says (\S+ \S+), in the zone", words)[1]
    assert MOMENT <= datetime.fromisoformat(clock) < MOMENT + timedelta(minutes=1)


def test_midnight_of_a_leap_day(image):
    words = told(image, extra=["-rtc", "base=2028-02-28T23:59:59"])
    clock = datetime.fromisoformat(found(r"^kernel: the clock says (\S+ \S+), in the zone", words)[1])
    assert datetime(2028, 2, 28, 23, 59, 59) <= clock < datetime(2028, 2, 29, 0, 1)


def test_acpi(image):
    assert int(found(r"^kernel: RSDP at ([0-9A-F]+)h, revision 0;", told(image))[1], 16) >= 0xE0000


def test_without_acpi(image):
    found(r"^kernel: no RSDP; ", told(image, extra=["-machine", "acpi=off"]))


@pytest.mark.parametrize("kind, words", [("32", "; SMBIOS at F[0-9A-F]{3}0h; no SMBIOS 3$"),
                                         ("64", "; no SMBIOS; SMBIOS 3 at F[0-9A-F]{3}0h$")], ids=["32-bit", "64-bit"])
def test_smbios(image, kind, words):
    found(words, told(image, extra=["-machine", f"smbios-entry-point-type={kind}"]))


def sgdisk(*arguments):
    return subprocess.run(["sgdisk", *map(str, arguments)], check=True, capture_output=True, text=True,
                          env={**os.environ, "PATH": SBIN}).stdout


def test_guids(tmp_path):
    image = make_image(tmp_path, layout="gpt")
    match = found(r"^kernel: disk GUID (\S+), partition GUID (\S+)$", told(image))
    number = found(r"^kernel: partition table GPT, partition (\d+), sectors of 512 bytes, read by LBA$", told(image))[1]
    assert match[1] == found(r"^Disk identifier \(GUID\): (\S+)$", sgdisk("-p", image))[1]
    assert match[2] == found(r"^Partition unique GUID: (\S+)$", sgdisk("-i", number, image))[1]


@pytest.mark.parametrize("layout, interface, words", [
    ("mbr", "ide", "MBR, partition 1, sectors of 512 bytes, read by LBA"),
    ("logical", "ide", "MBR, logical, partition 5, sectors of 512 bytes, read by LBA"),
    ("superfloppy", "ide", "none, partition 0, sectors of 512 bytes, read by LBA"),
    ("floppy", "floppy", "none, partition 0, sectors of 512 bytes, read by cylinders"),
])
def test_disk(tmp_path, layout, interface, words):
    found(f"^kernel: partition table {words}$", told(make_image(tmp_path, layout=layout), interface=interface))


def test_large_sectors(tmp_path):
    image = make_image(tmp_path, layout="gpt", sector_bytes=4096)
    found("sectors of 4,096 bytes", told(image, interface="nvme-4096"))


def test_disk_without_extensions(image, tmp_path):
    found("sectors of 512 bytes, read by cylinders$", told(image, extra=option_rom(tmp_path, "no_edd_rom.asm")))


@pytest.mark.parametrize("cpu, sources", [("qemu64", "jitter"), ("max", "RDRAND jitter")])
def test_seed(image, cpu, sources):
    seeds = [found(rf"^kernel: seed ([0-9A-F]{{8}})\.\.\., from (?:RDSEED )?{sources}$", told(image, cpu=cpu))[1]
             for _ in range(3)]
    assert len(set(seeds)) == 3


@pytest.mark.parametrize("cpu, level", [("qemu64", 1), ("Nehalem", 2), ("Haswell", 3)])
def test_level(image, cpu, level):
    found(f"^kernel: x86-64-v{level};", told(image, cpu=cpu))


def test_log_and_timeline_are_whole(image):
    """The kernel has every character that the loader has sent, and a time for each of its steps."""
    words = told(image)
    log, of_kernel = re.split(r"^(?=kernel: hello)", words, flags=re.M)
    log = log[log.index("\nfarjump "):]
    assert int(found(r"^kernel: the loader's log has ([\d,]+) bytes$", of_kernel)[1].replace(",", "")) == len(log)

    shown = re.findall(r"^ +([\d,]+\.\d{3}) ms  (.+)$", of_kernel, re.M)
    names = [name for _, name in shown]
    steps = re.findall(r"^stage2: (.+?) {2,}", log, re.M)
    assert names == ["before, since the counter was 0", "starting stage 2", *steps, "all of it"]
    times = [float(milliseconds.replace(",", "")) for milliseconds, _ in shown]
    assert abs(sum(times[1:-1]) - times[-1]) < 0.1
    assert 0 < times[-1] < 60_000
