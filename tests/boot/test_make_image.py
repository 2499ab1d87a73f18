# SPDX-License-Identifier: BSD-2-Clause
"""Tests `make image` with unusual options: every character arrives unchanged and is not executed, and only the image is
written."""
import os
import stat
import subprocess
from pathlib import Path

import pytest

from images import ENTRY, EFI_STUB, KERNEL, OUT, ROOT, mtools
from test_front_door import ENVIRONMENT, make

# What a shell or make takes for more than a character; in each a command that would leave a file behind.
ODD_WORDS = ["init='a b' quiet", "it's", 'say "hello"', '"', "$(touch ran)", "`touch ran`", "'; touch ran; '",
             "$HOME ${PATH} $$ $", "$(shell touch ran)", "a\\b \\", "# no comment", "a; touch ran", "x && touch ran",
             "*.mk ? [a] ~ {a,b}", "%d %s 100%", "=:,", "grün 日本", "-n --option", "a|b>c<d&"]
ODD_NAME = "it's a `touch ran` $(touch ran) $HOME #1; =%,:"


def make_image(image, *variables, **environment):
    return subprocess.run(make("image", image, *variables), capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          env={**ENVIRONMENT, **environment})


def made(image, *variables, **environment):
    result = make_image(image, *variables, **environment)
    assert result.returncode == 0, result.stdout + result.stderr
    assert not (ROOT / "ran").exists() and not (image.parent / "ran").exists()
    return mtools("mtype", image, f"::{ENTRY}", volume=0).decode()


def state_of(directory):
    return {path: (status.st_ino, status.st_mode, status.st_mtime_ns, status.st_size)
            for path, status in ((path, path.lstat()) for path in directory.rglob("*"))}


def refused(directory, name, *variables, words):
    """Checks that an image of this name is refused in one sentence, and that nothing is written."""
    before = state_of(directory)
    result = make_image(directory / name, *variables)
    assert result.returncode == 2 and words in result.stderr, result.stdout + result.stderr
    assert state_of(directory) == before


@pytest.mark.parametrize("options", [" ".join(ODD_WORDS), "it's", '"', "a\\b \\", "$(touch ran)", "-n"])
@pytest.mark.cases(2)
def test_options_arrive_as_written(tmp_path, options):
    entry = made(tmp_path / "disk.img", f"OPTIONS={options}", "LAYOUT=floppy")
    assert f"\noptions {options}\n" in entry


def test_options_of_the_environment(tmp_path):
    options = " ".join(ODD_WORDS)
    assert f"\noptions {options}\n" in made(tmp_path / "disk.img", LAYOUT="floppy", OPTIONS=options)


@pytest.mark.parametrize("variable, words", [("SCREEN", "native, text or a size"), ("LAYOUT", "one of mbr"),
                                             ("FAT", "one of 12"), ("SIZE_SECTORS", "a number of sectors")])
def test_other_words_run_nothing(tmp_path, variable, words):
    refused(tmp_path, "disk.img", f"{variable}='; touch ran; '$(touch ran)\"`touch ran`\"", words=words)
    assert not (ROOT / "ran").exists()


def test_line_feed_is_refused(tmp_path):
    refused(tmp_path, "disk.img", "OPTIONS=a\ntouch ran", words="a boot entry's line can hold no control characters")
    assert not (ROOT / "ran").exists()


def test_odd_paths(tmp_path):
    """Kernel, image and modules have unusual paths. In the list of modules a blank within a name has a backslash in
    front."""
    odd = tmp_path / ODD_NAME
    odd.mkdir()
    (odd / "my kernel").write_bytes(KERNEL.read_bytes())
    names = ["it's.txt", "a font, $HOME.psf", "{x} #1; ~", "plain"]
    for name in names:
        (odd / name).write_text(name)
    modules = " ".join(str(odd / name).replace(" ", "\\ ") for name in names)
    entry = made(odd / "disk 1.img", f"KERNEL={odd / 'my kernel'}", f"MODULES=  {modules}\t", "LAYOUT=superfloppy",
                 "FAT=16")
    assert entry.splitlines()[2:] == [f"module /boot/modules/{name}" for name in names]
    for name in names:
        assert mtools("mtype", odd / "disk 1.img", f"::/boot/modules/{name}", volume=0).decode() == name


def test_build_prints_what_it_runs_unless_silenced(tmp_path):
    image = tmp_path / "disk.img"
    words = make_image(image, "OPTIONS=a b", "LAYOUT=floppy").stdout
    assert "\ndisk/image/mkdisk.sh --image " in words and "--options a\\ b " in words
    silent = make_image(image, "LAYOUT=floppy", "-s")
    assert "mkdisk.sh" not in silent.stdout


def link_to(path, target):
    path.symlink_to(target)
    return path


def hard_link_to(path, target):
    path.hardlink_to(target)
    return path


@pytest.mark.parametrize("link", [lambda path, target: target, link_to, hard_link_to],
                         ids=["same name", "symbolic link", "hard link"])
@pytest.mark.cases(1)
def test_image_is_none_of_its_inputs(tmp_path, link):
    kernel, module = tmp_path / "my kernel", tmp_path / "data.bin"
    kernel.write_bytes(KERNEL.read_bytes())
    module.write_text("precious")
    refused(tmp_path, link(tmp_path / "a", kernel), f"KERNEL={kernel}", words=f"is the same file as KERNEL {kernel}")
    refused(tmp_path, link(tmp_path / "b", module), f"MODULES={module}", words=f"is the same file as module {module}")
    release = OUT.parent / "release"
    for name, what in [("stage1.bin", "stage 1"), ("stage2.bin", "stage 2"), ("sealed-kernel.elf", "sealed kernel")]:
        before = (release / name).read_bytes()
        refused(tmp_path, link(tmp_path / name, release / name), words=f"is the same file as {what} ")
        assert (release / name).read_bytes() == before
    refused(tmp_path, link(tmp_path / "efi", EFI_STUB), words="is the same file as EFI stub ")


def block_device(directory):
    """Returns a block device: root makes one without a driver; other users cannot write to the existing ones."""
    if os.geteuid() != 0:
        return next(path for path in Path("/dev").iterdir() if path.is_block_device())
    os.mknod(directory / "stick", 0o600 | stat.S_IFBLK, os.makedev(240, 9))
    return directory / "stick"


def test_image_is_a_regular_file(tmp_path):
    device = block_device(tmp_path)
    refused(tmp_path, device, words=f"is a device; make usb DISK={device} writes an image to a disk")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "directory").mkdir()
    (tmp_path / "nowhere").symlink_to("missing")
    for name, words in [("pipe", "a device, a pipe or a socket"), ("directory", "is a directory"),
                        ("nowhere", "a symbolic link that leads to no file")]:
        refused(tmp_path, name, words=words)
    (tmp_path / "null").symlink_to("/dev/null")
    refused(tmp_path, "null", words="a device, a pipe or a socket")
    (tmp_path / "letter").write_text("precious")
    refused(tmp_path, "letter", words="is there already, and is no disk image")


def test_link_to_an_image_stays_one(tmp_path):
    (tmp_path / "link").symlink_to("disk.img")
    made(tmp_path / "disk.img", "LAYOUT=floppy", "OPTIONS=old")
    assert "options new" in made(tmp_path / "link", "LAYOUT=floppy", "OPTIONS=new")
    assert (tmp_path / "link").is_symlink()


@pytest.mark.parametrize("names, words", [
    (["trail."], "FAT drops a dot or a blank at the end"),
    (["trail "], "FAT drops a dot or a blank at the end"),
    ([r"a\b"], "a name on FAT has none of"),
    *[([f"a{character}b"], "a name on FAT has none of") for character in '"*:<>?|'],
    (["tab\there"], "control characters"),
    *[([name], "DOS and Windows take it for a device") for name in ["con", "NUL.txt", "Aux.tar.gz", "lpt9", "COM1 .x"]],
    (["font.psf", "FONT.PSF"], "two files are named"),
    (["é.txt", "É.txt"], "two files are named"),
    (["grün.bin"], "FAT would keep another name"),
    (["😀.bin"], ""),
    ([b"\xFF.bin"], ""),
])
@pytest.mark.cases(7)
def test_names_that_fat_changes(tmp_path, names, words):
    """The image builder reports them before the loader would."""
    modules = [os.fsencode(tmp_path) + b"/" + os.fsencode(name) for name in names]
    for module in modules:
        with open(module, "wb") as file:
            file.write(b"content")
    command = [ROOT / "disk/image/mkdisk.sh", "--image", tmp_path / "disk.img", "--stage1", OUT / "stage1.bin", "--stage2",
               OUT / "stage2.bin", "--kernel", KERNEL, "--layout", "superfloppy", "--fat", "16"]
    for module in modules:
        command += ["--module", module]
    result = subprocess.run(command, capture_output=True, text=True, errors="replace")
    assert result.returncode == 1 and words in result.stderr, result.stdout + result.stderr
    assert "--module " in result.stderr and result.stderr.count("\n") == 1, result.stderr
    assert not (tmp_path / "disk.img").exists()
