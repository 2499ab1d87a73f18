# SPDX-License-Identifier: BSD-2-Clause
"""Tests modules: the kernel receives the files that a boot entry names unchanged, in the entry's order, and with the
names as written."""
import os
import re
import zlib

import pytest

import expect
from fat import Volume
from images import make_image, mkdisk, put_file
from machine import Machine
from modules import content_of, shown, write_entry

SIZES = [1, 511, 512, 4095, 4096, 4097, 65536, 3 << 20]


@pytest.mark.check
def test_sizes_names_and_order(fresh):
    image = fresh()
    files = {f"/a long name, {size}": content_of(size, size) for size in SIZES}
    for path, content in files.items():
        put_file(image, path, content)
    write_entry(image, *(f"{('module ' + path) if at % 2 else 'initrd ' + path[1:]}" for at, path in enumerate(files)))
    with Machine(image) as machine:
        expect.boots(machine)
        assert shown(machine) == [(zlib.crc32(content), len(content), path if at % 2 else path[1:])
                                  for at, (path, content) in enumerate(files.items())]
        assert re.search(r" ok   8, 3,149 KiB\n", machine.serial), machine.report()


def test_as_many_as_an_entry_may_name(fresh):
    image = fresh()
    put_file(image, "/m", content_of(1, 5000))
    write_entry(image, *["module /m"] * 128)
    with Machine(image) as machine:
        expect.boots(machine)
        assert shown(machine) == [(zlib.crc32(content_of(1, 5000)), 5000, "/m")] * 128


def test_empty_module(fresh):
    image = fresh()
    put_file(image, "/empty", b"")
    put_file(image, "/m", b"not empty")
    write_entry(image, "module /empty", "module /m")
    with Machine(image) as machine:
        expect.boots(machine)
        assert shown(machine) == [(0, 0, "/empty"), (zlib.crc32(b"not empty"), 9, "/m")]


@pytest.mark.parametrize("path, code", [("/missing", "file_not_found"), ("/boot", "is_a_directory"),
                                        ("/boot/kernel.elf/m", "not_a_directory")])
def test_what_is_no_file(fresh, path, code):
    image = fresh()
    write_entry(image, f"module {path}")
    expect.image_refused(image, code, "loading modules", name=path)


def test_more_than_memory_holds(fresh):
    image = fresh()
    put_file(image, "/large", bytes(20 << 20))
    write_entry(image, "module large")
    expect.image_refused(image, "out_of_memory", "loading modules", name="/large", memory="16M")


def test_image_builder_puts_modules_there(tmp_path):
    """This is the result of `make image MODULES=…`."""
    files = []
    for at, size in enumerate([100, 1 << 20]):
        files.append(tmp_path / f"file {at}")
        files[-1].write_bytes(content_of(at, size))
    image = make_image(tmp_path, module=files)
    with Machine(image) as machine:
        expect.boots(machine)
        assert shown(machine) == [(zlib.crc32(file.read_bytes()), file.stat().st_size, f"/boot/modules/{file.name}")
                                  for file in files]


def test_image_grows_with_modules(tmp_path):
    module = tmp_path / "large"
    module.touch()
    os.truncate(module, 90 << 20)
    image = make_image(tmp_path, module=[module])
    with Volume(image) as volume:
        assert len(volume.file_chain("/boot/modules/large")) * volume.cluster_size == 90 << 20


def test_image_builder_refuses_two_of_one_name(tmp_path):
    (tmp_path / "other").mkdir()
    files = [tmp_path / "file", tmp_path / "other" / "FILE"]
    for file in files:
        file.write_bytes(b"x")
    result = mkdisk(tmp_path / "disk.img", module=files)
    assert result.returncode == 1 and "two files are named FILE" in result.stderr
