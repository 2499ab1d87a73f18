# SPDX-License-Identifier: BSD-2-Clause
"""Runs the program farjump: every subcommand, every refusal, and what `farjump image` writes. Most of it boots nothing;
the loader's own tests boot such images."""
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import time

import pytest

from images import ENTRY, KERNEL, OUT, ROOT, mtools
from machine import KEPT, PATIENCE, Machine
from messages import label
from snippets import ENVIRONMENT

PROGRAM = ROOT / "build/farjump"
OLDER = {"farjump-check-kernel": "check", "farjump-seal": "seal", "farjump-entry": "entry", "farjump-install": "install",
         "farjump-write": "write"}
COMMANDS = ["image", "iso", "run", "new", *OLDER.values()]
FLOPPY = ["--layout", "floppy"]


def run(*words, status=0, program=PROGRAM, cwd=None, timeout=PATIENCE, **environment):
    """Returns stdout; of a run that must fail, stderr."""
    result = subprocess.run([program, *words], capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd=cwd,
                            timeout=timeout, env={**ENVIRONMENT, **environment})
    assert result.returncode == status, result.stdout + result.stderr
    return result.stderr if status else result.stdout


def image(*words, **more):
    return run("image", "--stages", OUT, *words, **more)


@pytest.fixture(scope="module")
def example():
    kernel = ROOT / "build/examples/in_nasm.elf"
    subprocess.run(["make", "-C", ROOT, "-s", "build/examples/in_nasm.elf"], check=True, capture_output=True,
                   env=ENVIRONMENT)
    return kernel


@pytest.fixture
def kernel(tmp_path, example):
    return shutil.copy(example, tmp_path / "my kernel.elf")


def file_of(disk, path):
    return mtools("mtype", disk, f"::{path}", volume=0)


def entry_of(disk):
    return file_of(disk, ENTRY).decode()


# ---- The program and its names ----

def test_version_is_that_of_the_file():
    assert run("--version") == f"farjump {(ROOT / 'VERSION').read_text()}"


def test_help_lists_every_command():
    listed = run("--help")
    assert listed == run("help") == run("-h")
    assert re.findall(r"^  (\w+) ", listed, re.M) == COMMANDS
    for command in COMMANDS:
        told = run("help", command)
        assert told.startswith(f"usage: farjump {command} ") and run(command, "--help").startswith(f"usage: farjump {command}")
        assert not any(f"{older} " in told for older in OLDER)


PAGES = sorted((ROOT / "docs").glob("*.[18]"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_has_every_option(page):
    """And groff has no complaint about it."""
    is_main = page.stem == "farjump"
    text = page.read_text().replace("\\-", "-")
    for command in ["image", "run", "check", "seal", "write"] if is_main else [OLDER[page.stem]]:
        options = set(re.findall(r"--[a-z0-9-]+", run("help", command)))
        assert len(options) > 0 and not [option for option in options if option not in text]
    checked = subprocess.run(["groff", "-man", "-ww", "-Tutf8", "-P-cbou", page], capture_output=True, text=True,
                             timeout=PATIENCE)
    assert checked.returncode == 0 and checked.stderr == "" and "SEE ALSO" in checked.stdout
    assert not is_main or "FARJUMP_DATA" in checked.stdout


def test_each_program_has_a_page():
    assert {page.stem for page in PAGES} == {"farjump", *OLDER}


@pytest.mark.parametrize("words, why", [
    ([], "a command is wanted"), (["imago"], "there is no command imago"), (["help", "imago"], "there is no command imago"),
    (["--verbose"], "there is no command --verbose")])
def test_wrong_commands(words, why):
    told = run(*words, status=2)
    assert told.startswith(f"farjump: {why}\nusage: farjump COMMAND")


@pytest.mark.parametrize("older, command", OLDER.items())
def test_older_names_are_links(older, command, tmp_path):
    """Under its older name the program is that command, and calls itself so; also where the link has become a copy."""
    link = ROOT / "build" / older
    assert os.readlink(link) == "farjump"
    words = ["help"] if command == "entry" else []
    told = run(*words, program=link, status=2)
    assert f"usage: {older}" in told and "farjump " + command not in told
    assert run(*words, program=shutil.copy(PROGRAM, tmp_path / older), status=2) == told
    assert f"usage: farjump {command}" in run(command, status=2)


def test_errors_begin_with_the_name_that_was_typed(tmp_path):
    (tmp_path / "text").write_text("no kernel")
    for older, command in [("farjump-seal", "seal"), ("farjump-check-kernel", "check")]:
        words = ["text", "out"] if command == "seal" else ["text"]
        ending = run(*words, program=ROOT / "build" / older, status=1, cwd=tmp_path).removeprefix(f"{older}: ")
        assert run(command, *words, status=1, cwd=tmp_path) == f"farjump {command}: {ending}"
        assert ending.startswith("text is not an ELF file")


def test_commands_do_their_work(kernel, tmp_path):
    """The commands with programs of their own before; their tests run them under the older names."""
    assert "will boot" in run("check", kernel) and run("check", "--key", kernel) == "kernel\n"
    assert "sealed, checksum" in run("seal", kernel, tmp_path / "sealed") and "sealed" in run("seal", "--check", tmp_path / "sealed")
    disk = tmp_path / "disk.img"
    image(*FLOPPY, "-o", disk, kernel)
    assert run("entry", "checksum", kernel).startswith("wide:")
    assert "it boots from " in run("install", "--verify", "--stages", OUT, disk)
    assert "farjump write: " in run("write", disk, tmp_path / "none", status=1)


# ---- farjump image ----

def test_image(kernel, tmp_path):
    before, disk = open(kernel, "rb").read(), tmp_path / "disk.img"
    words = image(*FLOPPY, "-o", disk, kernel, "--options", "--module $(touch ran) \\ 'x'", "--screen=text")
    assert re.fullmatch(rf"{disk}: 1,474,560 bytes, a kernel for farjump, sealed with checksum [0-9A-F]{{8}}\n", words)
    assert entry_of(disk) == "title farjump\nkernel /boot/kernel.elf\noptions --module $(touch ran) \\ 'x'\nscreen text\n"
    assert open(kernel, "rb").read() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["disk.img", "my kernel.elf"]
    (tmp_path / "stored").write_bytes(file_of(disk, "/boot/kernel.elf"))
    assert "sealed" in run("seal", "--check", tmp_path / "stored")
    assert image(*FLOPPY, "--quiet", "-o", disk, "--", kernel) == ""


def test_modules_get_names(kernel, tmp_path):
    for name in "font.psf", "a=b", "a":
        (tmp_path / name).write_text(f"this is {name}")
    disk = tmp_path / "disk.img"
    image(*FLOPPY, "-o", disk, kernel, "--module", tmp_path / "font.psf", "--module", f"{tmp_path / 'font.psf'}=other name",
          "--module", tmp_path / "a=b")
    names = ["font.psf", "other name", "a=b"]
    assert [line for line in entry_of(disk).splitlines() if "module" in line] == [f"module /boot/modules/{name}" for name in names]
    assert [file_of(disk, f"/boot/modules/{name}").decode() for name in names] == ["this is font.psf"] * 2 + ["this is a=b"]


@pytest.mark.parametrize("module, why", [
    ("missing", "--module missing: there is no such file"), ("data=", "'' is no name of a file"),
    ("data=a/b", "'a/b' is no name of a file"), ("data=..", "'..' is no name of a file"),
    ("data=con", "--module data=con: DOS and Windows take it for a device"),
    ("data=a*", "a name on FAT has none of")])
def test_names_of_modules_that_are_refused(kernel, tmp_path, module, why):
    (tmp_path / "data").write_text("data")
    told = image(*FLOPPY, "-o", "disk.img", kernel, "--module", module, status=1, cwd=tmp_path)
    assert why in told and "\nhint: " in told and ".farjump." not in told
    assert not (tmp_path / "disk.img").exists()


def test_json(kernel, tmp_path):
    (tmp_path / 'a "b" ü').write_text("data")
    disk = tmp_path / 'disk "ä".img'
    facts = json.loads(image(*FLOPPY, "--json", "-o", disk, kernel, "--module", f'{tmp_path}/a "b" ü=c', "--count"))
    seal = re.search(r"checksum ([0-9A-F]{8})", run("check", shutil.copy(kernel, tmp_path / "k")) +
                     run("seal", kernel, tmp_path / "k"))[1]
    sums = {path: run("entry", "checksum", file).split()[0] for path, file in
            [("/boot/kernel.elf", tmp_path / "k"), ("/boot/modules/c", tmp_path / 'a "b" ü')]}
    assert facts == {"image": str(disk), "format": "raw", "size": 1474560, "protocol": "farjump",
                     "kernel": "/boot/kernel.elf", "entry": ENTRY, "seal": seal, "checksums": sums, "notes": []}
    assert file_of(disk, "/loader/farjump.state")


@pytest.mark.parametrize("words, status, cause, code", [
    (["text", "-o", "x.img"], 1, "text is not an ELF file", label("elf_not_elf")),
    (["kernel", "-o", "x.img", "--fat", "13"], 1, "--fat 13: one of 12 16 32 is wanted", None),
    (["kernel"], 2, "-o is wanted", None),
    (["missing\udcff", "-o", "x.img"], 1, "missing\ufffd: there is no such file", None)])
def test_errors_in_json(kernel, tmp_path, words, status, cause, code):
    (tmp_path / "text").write_text("no kernel")
    shutil.copy(kernel, tmp_path / "kernel")
    result = subprocess.run([PROGRAM, "image", "--json", *words], capture_output=True, cwd=tmp_path, env=ENVIRONMENT)
    assert (result.returncode, result.stdout) == (status, b"")
    error = json.loads(result.stderr.decode())
    assert error["cause"].startswith(cause) and error["cure"] and error.get("code") == code


@pytest.mark.parametrize("words, why", [
    (["k"], "-o is wanted"), (["-o", "x"], "a kernel is wanted"), (["k", "l", "-o", "x"], "one kernel is wanted"),
    (["k", "-o"], "-o needs a value"), (["k", "-o", "x", "-o", "y"], "-o was given twice"),
    (["k", "-o", "x", "--fat", "12", "--fat", "16"], "--fat was given twice"), (["k", "-o", "x", "--fast"], "no option --fast"),
    (["k", "-o", "x", "--compress", "zstd"], "lz4 is wanted"), (["k", "-o", "x", "--stage1", "two"], "mbr or simple"),
    (["k", "-o", "x", "--size", "12X"], "needs a number of bytes"), (["k", "-o", "x", "--size", "0"], "needs a number of bytes"),
    (["k", "-o", "x", "--size", "-1M"], "needs a number of bytes"),
    (["k", "-o", "x", "--size", "99999999999999999999G"], "needs a number of bytes"),
    (["k", "-o", "x", "--size", "1000"], "not whole sectors of 512"),
    (["k", "-o", "x", "--size", "1M", "--size-sectors", "9"], "do not go together"),
    (["k", "-o", "x", "--json", "--quiet"], "do not go together"), (["k", "-o", "x", "--"], "a word is missing behind --"),
    (["k", "-o", "x", "--entry", "e", "--options", "o"], "--options and --screen are for the generated entry")])
def test_wrong_use(tmp_path, words, why):
    result = subprocess.run([PROGRAM, "image", *words], capture_output=True, text=True, cwd=tmp_path, env=ENVIRONMENT)
    assert result.returncode == 2 and why in result.stderr and result.stdout == "", result
    assert not list(tmp_path.iterdir())


def test_size(kernel, tmp_path):
    disk = tmp_path / "disk.img"
    for size, bytes_of_it in [("2880K", 2880 << 10), ("16M", 16 << 20), (str(40 << 20), 40 << 20)]:
        image("--layout", "floppy" if size == "2880K" else "superfloppy", "--fat", "12" if size == "2880K" else "16", "-o",
              disk, kernel, "--size", size)
        assert disk.stat().st_size == bytes_of_it
    assert "--size-sectors 2048: too small" in image("-o", disk, kernel, "--size", "1M", status=1)
    assert disk.stat().st_size == 40 << 20          # the old image is still there


def test_output_is_no_input(kernel, tmp_path):
    module, entry = tmp_path / "data", tmp_path / "entry.conf"
    module.write_text("data")
    entry.write_text("kernel /boot/kernel.elf\n")
    for path in kernel, module, entry, OUT / "stage2.bin":
        link = tmp_path / "link.img"
        link.symlink_to(path)
        before = open(path, "rb").read()
        if path != kernel:                          # that has no signature of a disk; neither has the module
            assert "is there already, and is no disk image" in image("-o", link, kernel, "--module", module, "--entry", entry,
                                                                     status=1)
        for sealed in [link] if path != kernel else []:
            told = image("-o", tmp_path / "x.img", kernel, "--module", module, "--entry", entry, "--sealed", sealed, status=1)
            assert f"--sealed {sealed} is the same file as " in told
        assert open(path, "rb").read() == before
        link.unlink()
    disk = tmp_path / "disk.img"
    image(*FLOPPY, "-o", disk, kernel)
    assert f"-o {disk} is the same file as the module {disk}" in image("-o", disk, kernel, "--module", disk, status=1)
    assert f"-o {disk} is the same file as --sealed" in image("-o", disk, kernel, "--sealed", disk, status=1)


@pytest.mark.parametrize("name, why", [
    ("letter.txt", "is there already, and is no disk image"), ("letter.qcow2", "is no disk image of this format"),
    ("pipe", "a device, a pipe or a socket"), ("directory", "is a directory"), ("nowhere", "leads to no file"),
    ("missing/x.img", "there is no directory ")])
def test_outputs_that_are_refused(kernel, tmp_path, name, why):
    for letter in "letter.txt", "letter.qcow2":
        (tmp_path / letter).write_text("precious" * 100)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "directory").mkdir()
    (tmp_path / "nowhere").symlink_to("missing file")
    told = image("-o", name, kernel, status=1, cwd=tmp_path)
    assert why in told and "\nhint: " in told
    assert (tmp_path / "letter.txt").read_text() == "precious" * 100
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_failed_run_leaves_the_old_image(kernel, tmp_path):
    disk = tmp_path / "disk.img"
    image(*FLOPPY, "-o", disk, kernel)
    before = disk.read_bytes()
    (tmp_path / "large").write_bytes(bytes(3 << 20))
    for words in [["--fat", "16"], ["--module", tmp_path / "large"]]:
        image(*FLOPPY, "-o", disk, kernel, *words, status=1)
        assert disk.read_bytes() == before
        assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("suffix, name", [("img", "raw"), ("vdi", "vdi"), ("vmdk", "vmdk"), ("vhd", "vpc"), ("qcow2", "qcow2")])
@pytest.mark.cases(3)
def test_formats_and_same_bytes_again(kernel, tmp_path, suffix, name):
    """The same inputs make the same bytes, also in formats with a number that qemu-img draws by chance."""
    made = []
    image(*FLOPPY, "-o", tmp_path / "raw", kernel)
    for folder in "one", "other":
        (tmp_path / folder).mkdir()
        disk = tmp_path / folder / f"disk.{suffix}"
        image(*FLOPPY, "-o", disk, kernel)
        made.append(disk.read_bytes())
        time.sleep(1.1 if suffix == "vhd" and folder == "one" else 0)       # its time of creation counts seconds
    assert made[0] == made[1]
    subprocess.run(["qemu-img", "compare", "-f", "raw", "-F", name, tmp_path / "raw", disk], check=True,
                   capture_output=True)
    assert json.loads(subprocess.run(["qemu-img", "info", "-f", name, "--output=json", disk], check=True,
                                     capture_output=True).stdout)["virtual-size"] == 1474560
    checked = subprocess.run(["qemu-img", "check", "-f", name, disk], capture_output=True, text=True)
    assert checked.returncode in (0, 63), checked.stderr                    # 63: nothing to check in this format
    image(*FLOPPY, "-o", disk, kernel, "--options", "other")                # an image of this format may be replaced
    assert disk.read_bytes() != made[0]
    assert sorted(path.name for path in disk.parent.iterdir()) == [disk.name]


def test_vhd_has_a_right_checksum(kernel, tmp_path):
    """Microsoft, "Virtual Hard Disk Image Format Specification", "Checksum": QEMU only warns of a wrong one."""
    disk = tmp_path / "disk.vhd"
    image(*FLOPPY, "-o", disk, kernel)
    content = disk.read_bytes()
    for footer in content[:512], content[-512:]:
        assert int.from_bytes(footer[64:68], "big") == ~sum(footer[:64] + footer[68:]) & 0xFFFFFFFF


def test_own_entry(kernel, tmp_path):
    entry, disk = tmp_path / "mine", tmp_path / "disk.img"
    (tmp_path / "data").write_text("data")
    text = "title mine\r\nkernel /BOOT/kernel.ELF\r\noptions a b\r\nmodule boot/modules/data\r\nscreen text\r\n"
    entry.write_bytes(text.encode())
    image(*FLOPPY, "-o", disk, kernel, "--entry", entry, "--module", tmp_path / "data")
    assert entry_of(disk).encode() == text.encode()


@pytest.mark.parametrize("text, why", [
    ("kernel /boot/kernel.elf\nmodule /boot/modules/other\n", "names /boot/modules/other, which is not on the image"),
    ("kernel /boot/other.elf\n", "starts /boot/other.elf, not the kernel, /boot/kernel.elf"),
    ("chain partition 2\n", "starts partition 2, not the kernel"),
    ("kernel /boot/kernel.elf\nmodule /boot/modules/../x\n", "a path with '..'"),
    ("linux /boot/kernel.elf\n", f"[{label('linux_header_missing')}]"),
    ("title x\n", f"[{label('entry_without_kernel')}]"), ("kernel /a\nkernel /b\n", f"[{label('entry_key_repeated')}]"),
    ("kernel /boot/kernel.elf\nchecksum wide:00000000 /boot/modules/none\n", "[FJ-"),
    ("# " + "x" * (68 << 10), "has more than 69,632 bytes")])
def test_entries_that_are_refused(kernel, tmp_path, text, why):
    (tmp_path / "mine").write_text(text)
    told = image(*FLOPPY, "-o", tmp_path / "disk.img", kernel, "--entry", tmp_path / "mine", status=1)
    assert why in told and "\nhint: " in told
    assert not (tmp_path / "disk.img").exists()


def test_entry_that_is_missing(kernel, tmp_path):
    told = image("-o", tmp_path / "disk.img", kernel, "--entry", tmp_path / "missing", status=1)
    assert f"--entry {tmp_path}/missing: there is no such file" in told


def test_compressed_files(kernel, tmp_path):
    (tmp_path / "text").write_text("again and again " * 1000)
    (tmp_path / "chance").write_bytes(os.urandom(1000))
    disk = tmp_path / "disk.img"
    image(*FLOPPY, "-o", disk, kernel, "--compress", "lz4", "--module", tmp_path / "text", "--module", tmp_path / "chance")
    assert entry_of(disk).splitlines()[2:] == ["unpack-module /boot/modules/text", "module /boot/modules/chance"]
    (tmp_path / "stored.lz4").write_bytes(file_of(disk, "/boot/modules/text"))
    unpacked = subprocess.run(["lz4", "-dc", tmp_path / "stored.lz4"], check=True, capture_output=True).stdout
    assert unpacked == (tmp_path / "text").read_bytes() and (tmp_path / "stored.lz4").stat().st_size < len(unpacked)
    assert file_of(disk, "/boot/modules/chance") == (tmp_path / "chance").read_bytes()
    (tmp_path / "stored").write_bytes(file_of(disk, "/boot/kernel.elf"))
    told = run("check", tmp_path / "stored")
    assert "packed with LZ4" in told and "whole, checksum" in told


def test_linux_kernels_are_not_packed_again(tmp_path):
    kernel = ROOT / "build/linux/vmlinuz"
    told = image("-o", tmp_path / "disk.img", kernel, "--compress", "lz4", status=1)
    assert "Linux kernels unpack themselves" in told and not list(tmp_path.iterdir())


def test_sealed_copy_is_kept(kernel, tmp_path):
    sealed, disk = tmp_path / "sealed.elf", tmp_path / "disk.img"
    image(*FLOPPY, "-o", disk, kernel, "--sealed", sealed)
    assert file_of(disk, "/boot/kernel.elf") == sealed.read_bytes()
    before = disk.read_bytes()
    image(*FLOPPY, "-o", disk, sealed, "--sealed", sealed)
    assert disk.read_bytes() == before
    assert "is not sealed" in image(*FLOPPY, "-o", disk, kernel, "--sealed", kernel, status=1)


@pytest.mark.parametrize("program, package, words", [
    ("mcopy", "mtools", ["image", "-o", "d.img"]), ("lz4", "lz4", ["image", "-o", "d.img", "--compress", "lz4"]),
    ("qemu-img", "qemu-utils", ["image", "-o", "d.vdi"]), ("qemu-system-x86_64", "qemu-system-x86", ["run"]),
    ("bochs", "bochs", ["run", "--bochs"])])
def test_names_the_package_of_a_missing_program(kernel, tmp_path, program, package, words):
    (tmp_path / "bin").mkdir()
    for other in {"mcopy", "mmd", "mdir", "bash"} - {program}:
        (tmp_path / "bin" / other).symlink_to(shutil.which(other))
    told = run(*words, kernel, status=1, cwd=tmp_path, PATH=str(tmp_path / "bin"))
    assert f": the program {program} is missing\nhint: apt-get install {package} brings it\n" in told


def test_iso_is_an_image_of_that_layout(kernel, tmp_path):
    """tests/boot/test_iso.py boots such an image."""
    image("--layout", "iso", "-o", tmp_path / "image.iso", kernel)
    run("iso", "--stages", OUT, "-o", tmp_path / "iso.iso", kernel)
    assert (tmp_path / "iso.iso").read_bytes() == (tmp_path / "image.iso").read_bytes()
    assert (tmp_path / "iso.iso").read_bytes()[0x8001:0x8006] == b"CD001"
    told = run("iso", "--layout", "mbr", "-o", tmp_path / "x.iso", kernel, status=2)
    assert told.startswith("farjump iso: the layout is iso: --layout is for farjump image\nusage: farjump iso ")


# ---- The loader's files ----

DATA = [OUT / "stage1.bin", OUT / "stage1-simple.bin", OUT / "stage1-cd.bin", OUT / "stage2.bin", ROOT / "build/bootx64.efi",
        ROOT / "build/host/constants.sh", ROOT / "disk/image/mkdisk.sh", ROOT / "disk/image/module_names.sh",
        ROOT / "disk/build/outputs.sh", ROOT / "disk/emulators/bochs.sh", ROOT / "disk/image/layouts"]


def data_in(directory):
    directory.mkdir(parents=True)
    for path in DATA:
        (shutil.copytree if path.is_dir() else shutil.copy)(path, directory / path.name)
    return directory


def test_files_of_an_installed_loader(kernel, tmp_path):
    """Beside the program, or where FARJUMP_DATA says: the same image as in the tree."""
    image(*FLOPPY, "-o", tmp_path / "tree.img", kernel, "--count")
    data = data_in(tmp_path / "usr/lib/farjump")
    (tmp_path / "usr/bin").mkdir()
    installed = shutil.copy(PROGRAM, tmp_path / "usr/bin/farjump")
    run("image", *FLOPPY, "-o", tmp_path / "installed.img", kernel, "--count", program=installed)
    run("image", *FLOPPY, "-o", tmp_path / "named.img", kernel, "--count", FARJUMP_DATA=str(data))
    images = [(tmp_path / f"{name}.img").read_bytes() for name in ("tree", "installed", "named")]
    assert images[0] == images[1] == images[2]
    for name in "stage1.bin", "stage2.bin", "bootx64.efi", "constants.sh", "mkdisk.sh":
        (data / name).rename(tmp_path / "away")
        told = run("image", "-o", tmp_path / "x.img", kernel, program=installed, status=1)
        assert f"the loader's file {data / name} is missing\nhint: " in told
        (tmp_path / "away").rename(data / name)


def test_progress_on_a_terminal(kernel, tmp_path):
    """After a second, and only there; the bar is removed at the end. The engine is one that takes its time."""
    data = data_in(tmp_path / "data")
    (data / "mkdisk.sh").write_text('#!/bin/bash\nwhile [ "$1" != --image ]; do shift; done\n'
                                    'work=$(mktemp -d "$(dirname "$2")/.mkdisk.$$.XXXXXX")\n'
                                    'head -c 100000 /dev/urandom >"$work/disk.img"\nsleep 2\n'
                                    'mv "$work/disk.img" "$2"; rmdir "$work"\n')
    ours, theirs = pty.openpty()
    words = [PROGRAM, "image", "-o", tmp_path / "disk.img", kernel]
    try:
        subprocess.run(words, check=True, stderr=theirs, stdout=subprocess.DEVNULL, timeout=PATIENCE,
                       env={**ENVIRONMENT, "FARJUMP_DATA": str(data)})
        shown = os.read(ours, 1 << 16).decode()
    finally:
        os.close(theirs)
        os.close(ours)
    assert re.search(r"\r\x1b\[K\[#+\.*\] [1-9]\d*% disk\.img", shown) and shown.endswith("\r\x1b[K"), repr(shown)
    (tmp_path / "disk.img").unlink()
    quiet = subprocess.run(words, check=True, capture_output=True, env={**ENVIRONMENT, "FARJUMP_DATA": str(data)})
    assert quiet.stderr == b""


# ---- farjump run ----

def test_run_prints_com1_and_returns_the_status(example, tmp_path):
    result = subprocess.run([PROGRAM, "run", "--stages", OUT, example, "--options", "colour=green", "--", "-device",
                             "isa-debug-exit,iobase=0xf4,iosize=4"], capture_output=True, text=True, timeout=2 * PATIENCE,
                            stdin=subprocess.DEVNULL, env={**ENVIRONMENT, "TMPDIR": str(tmp_path)})
    assert result.returncode == 2 * 0x10 + 1 and "colour=green" in result.stdout, result.stdout + result.stderr
    assert not list(tmp_path.iterdir())


def test_screenshot(example, tmp_path):
    """The picture shows the loader's words, on which the kernel does not write."""
    (tmp_path / "temporary").mkdir()
    told = run("run", "--stages", OUT, example, "--screenshot", tmp_path / "screen.ppm", "--after", "8",
               timeout=2 * PATIENCE, TMPDIR=str(tmp_path / "temporary"))
    assert told.endswith(f"{tmp_path}/screen.ppm: the screen after 8 s\n")
    magic, width, height, _, pixels = (tmp_path / "screen.ppm").read_bytes().split(maxsplit=4)
    assert magic == b"P6" and (int(width), int(height)) == (720, 400) and len(set(pixels)) > 1
    assert not list((tmp_path / "temporary").iterdir())


def test_packed_image_boots(tmp_path):
    """A packed kernel with a packed module and an entry of the user's."""
    (tmp_path / "text").write_text("again and again " * 1000)
    (tmp_path / "mine").write_text("title mine\nkernel /boot/kernel.elf\nunpack-module /boot/modules/text\n")
    disk = tmp_path / "disk.img"
    image("-o", disk, KERNEL, "--compress", "lz4", "--module", tmp_path / "text", "--entry", tmp_path / "mine")
    with Machine(disk) as machine:
        machine.wait_for_serial("1 of them packed")
        assert machine.wait_for_end() == KEPT, machine.report()


FAKE = """#!/bin/bash
printf '%s\\n' "$@" >"$FAKE_OUT.part"; mv "$FAKE_OUT.part" "$FAKE_OUT"
[ -z "$FAKE_SLEEP" ] || exec sleep 600
exit 7
"""


def fake(tmp_path, name):
    """Puts a program of this name into PATH, which writes its words down."""
    (tmp_path / "bin").mkdir(exist_ok=True)
    program = tmp_path / "bin" / name
    program.write_text(FAKE)
    program.chmod(0o755)
    (tmp_path / "temporary").mkdir(exist_ok=True)
    return {**ENVIRONMENT, "PATH": f"{program.parent}:{os.environ['PATH']}", "FAKE_OUT": str(tmp_path / "words"),
            "TMPDIR": str(tmp_path / "temporary"), "FAKE_SLEEP": ""}


def words_for(tmp_path, example, *words, status=7, name="qemu-system-x86_64", **environment):
    """Returns the emulator's words, and what farjump wrote to stderr."""
    result = subprocess.run([PROGRAM, "run", "--stages", OUT, *FLOPPY, example, *words], capture_output=True, text=True,
                            env={**fake(tmp_path, name), **environment}, stdin=subprocess.DEVNULL, timeout=PATIENCE)
    assert result.returncode == status, result.stdout + result.stderr
    assert not list((tmp_path / "temporary").iterdir())
    return (tmp_path / "words").read_text().splitlines(), result.stderr


def test_words_for_qemu(example, tmp_path):
    words, _ = words_for(tmp_path, example, "--memory", "77")
    assert words[:4] == ["-m", "77M", "-no-reboot", "-drive"] and words[5:] == ["-display", "none", "-serial", "stdio"]
    words, _ = words_for(tmp_path, example, DISPLAY=":9")
    assert words[5:] == ["-serial", "stdio"]
    words, _ = words_for(tmp_path, example, "--no-window", "--", "-cpu", "max", "--gdb", DISPLAY=":9")
    assert words[5:] == ["-display", "none", "-serial", "stdio", "-cpu", "max", "--gdb"]


def test_gdb(example, tmp_path):
    words, told = words_for(tmp_path, example, "--gdb", "--port", "4321")
    assert words[-3:] == ["-S", "-gdb", "tcp:127.0.0.1:4321"]
    assert told == f"waiting for: gdb {example} -ex target\\ remote\\ 127.0.0.1:4321\n"


def test_bochs(example, tmp_path):
    """The script that starts Bochs is tested by test_front_door.py."""
    data = data_in(tmp_path / "data")
    (data / "bochs.sh").write_text(FAKE)
    (data / "bochs.sh").chmod(0o755)
    words, _ = words_for(tmp_path, example, "--bochs", FARJUMP_DATA=str(data))
    assert len(words) == 1 and words[0].endswith("/disk.img")


def test_names_with_commas_reach_qemu(example, tmp_path):
    words, _ = words_for(tmp_path, example)
    (tmp_path / "a,b").mkdir()
    words, _ = words_for(tmp_path, example, TMPDIR=str(tmp_path / "a,b"))
    assert f"file={tmp_path}/a,,b/" in words[4]


# Whoever runs the tests may ignore signals, and then so would the program.
HEARS = ["env", "--default-signal=INT,TERM,HUP"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted_run_leaves_nothing(example, tmp_path, number):
    environment = {**fake(tmp_path, "qemu-system-x86_64"), "FAKE_SLEEP": "yes"}
    process = subprocess.Popen([*HEARS, PROGRAM, "run", "--stages", OUT, *FLOPPY, example], env=environment,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + PATIENCE
        while not (tmp_path / "words").exists():
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.05)
        children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
        process.send_signal(number)
        assert process.wait(PATIENCE) == -number
    finally:
        process.kill()
        process.wait()
    assert len(children) == 1 and not os.path.exists(f"/proc/{children[0]}")
    assert not list((tmp_path / "temporary").iterdir())


def test_interrupted_image_leaves_the_old_one(kernel, tmp_path):
    data, disk = data_in(tmp_path / "data"), tmp_path / "disk.img"
    image(*FLOPPY, "-o", disk, kernel)
    before = disk.read_bytes()
    script = (data / "mkdisk.sh").read_text()
    assert script.count("\nmv -fT disk.img") == 1
    (data / "mkdisk.sh").write_text(script.replace("\nmv -fT disk.img", f"\ntouch '{tmp_path}/begun'\nsleep 600\nmv -fT disk.img"))
    process = subprocess.Popen([*HEARS, PROGRAM, "image", *FLOPPY, "-o", disk, kernel], stderr=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, env={**ENVIRONMENT, "FARJUMP_DATA": str(data)})
    try:
        deadline = time.monotonic() + PATIENCE
        while not (tmp_path / "begun").exists():
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == -signal.SIGINT
    finally:
        process.kill()
        process.wait()
    assert disk.read_bytes() == before
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("words, why", [
    ([], "a kernel is wanted"), (["k", "l"], "one kernel is wanted"), (["k", "--gdb", "--bochs"], "do not go together"),
    (["k", "--bochs", "--", "-S"], "words behind -- are for QEMU"), (["k", "--screenshot", "k"], "ends in .png or .ppm"),
    (["k", "--memory", "0"], "needs a number from 1 to"), (["k", "--after", "x"], "needs a number from 1 to"),
    (["k", "--port", "65536"], "needs a number from 1 to 65535"), (["k", "-o", "x"], "there is no option -o")])
def test_wrong_use_of_run(words, why):
    assert why in run("run", *words, status=2)


# ---- Completion ----

def completed(*words):
    script = f"""source {ROOT}/disk/farjump/completion.bash
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _farjump; printf '%s\\n' "${{COMPREPLY[@]}}" """
    return subprocess.run(["bash", "-c", script, "bash", PROGRAM, *words], check=True, capture_output=True, text=True,
                          cwd=ROOT / "docs", env=ENVIRONMENT).stdout.split()


def test_completion():
    assert completed("") == [*COMMANDS, "help", "--help", "--version"] and completed("en") == ["entry"]
    assert completed("image", "--lay") == ["--layout"] and completed("image", "--layout", "l") == ["logical"]
    assert "--gdb" in completed("run", "--") and "--gdb" not in completed("image", "--")
    assert completed("image", "farjump.") == ["farjump.1"] and completed("help", "se") == ["seal"]
    assert {"list", "add", "set-default"} <= set(completed("entry", ""))
