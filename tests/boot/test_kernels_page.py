# SPDX-License-Identifier: BSD-2-Clause
"""Boots what docs/kernels.md shows: the Debian whose /boot is a FAT volume, by its entry and its commands."""
import re
import subprocess

import pytest

import foreign
import guest_disk
import initrds
import snippets
from messages import ROOT
from payloads import payload

PAGE = "docs/kernels.md"
TEXT = (ROOT / PAGE).read_text()
ENTRIES = [text for _, text in snippets.blocks(PAGE)]
DEBIAN = next(text for text in ENTRIES if text.startswith("title    Debian"))
NAMES = dict(re.findall(r"^(linux|initrd) +/(\S+)$", DEBIAN, re.M))
PROOF = {"first": 70001}
START = 2048 * 512


def command(beginning):
    """Returns the page's command line that begins so."""
    line, = re.findall(rf"^    ({re.escape(beginning)} .*)$", TEXT, re.M)
    return line


@pytest.mark.full
def test_debian_boots_as_the_page_says(tmp_path):
    """A disk of other tools; the installer's and the entry's commands, with the disk's image for /dev/sdX and a directory
    for /boot, which is copied to the volume."""
    image, boot = foreign.mbr(tmp_path, kernel=False), tmp_path / "boot"
    (boot / "loader/entries").mkdir(parents=True)
    (boot / NAMES["linux"]).write_bytes(payload("linux").read_bytes())
    (boot / NAMES["initrd"]).write_bytes(initrds.archive(PROOF))
    (tmp_path / "debian.conf").write_text(DEBIAN.replace("quiet", guest_disk.CONSOLE))
    for line in (command("build/farjump-install"), command("build/farjump-entry checksum")):
        line = line.replace("build/", f"{ROOT}/build/").replace("/dev/sdX", str(image)).replace("/boot", str(boot))
        if "farjump-install" in line:
            foreign.installed(image)
        else:
            subprocess.run(["bash", "-c", line], cwd=tmp_path, check=True, stdin=subprocess.DEVNULL)
    subprocess.run(["mcopy", "-s", "-o", "-Q", "-i", f"{image}@@{START}", *boot.iterdir(), "::/"], check=True,
                   stdin=subprocess.DEVNULL, env={"MTOOLSRC": "/dev/null", "PATH": "/usr/bin:/bin"})
    words = guest_disk.boot(image)
    assert initrds.proof_lines(PROOF) <= set(words.splitlines())
    assert re.search(rf"ok   /{NAMES['linux']}, .*, verified$", words, re.M), words
    assert re.search(r"1 initrd, .*, verified$", words, re.M), words
    assert f"BOOT_IMAGE=/{NAMES['linux']} root=UUID=" in guest_disk.line_of(words, "cmdline")


def test_prediction_and_image_as_the_page_says(tmp_path):
    files = {"vmlinuz": payload("linux").read_bytes(), "initrd.img": initrds.archive(PROOF)}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    def run(line, more=""):
        for name in files:
            line = line.replace(f"={name}", f"={tmp_path / name}")
        return snippets.run(f"{line.replace('root=/dev/sda2', guest_disk.CONSOLE)} {more}", ROOT)
    assert "Linux kernel (bzImage)" in run(command("make check-kernel"))
    image = tmp_path / "disk.img"
    run(command("make image"), f"IMAGE={image}")
    words = guest_disk.boot(image)
    assert initrds.proof_lines(PROOF) <= set(words.splitlines())
    assert len(re.findall(r" ok   .*, verified$", words, re.M)) == 2, words


def test_lines_of_other_loaders_have_keys_that_the_loader_knows():
    """Each key in the right column of the page's tables is one that stage2/entries/boot_entry.cpp reads."""
    source = (ROOT / "stage2/entries/boot_entry.cpp").read_text() + (ROOT / "stage2/entries/boot_entry.hpp").read_text()
    known = set(re.findall(r'"([a-z-]+[0-9]?)"', source)) | {"default"}
    rows = re.findall(r"^\| .* \| (.*) \|$", TEXT.split("## From GRUB")[1], re.M)
    keys = {key for row in rows for key in re.findall(r"`([a-z0-9-]+) ", row)}
    assert {"linux", "initrd", "options", "module", "multiboot2", "multiboot", "chain", "screen"} <= keys <= known, \
        keys - known
