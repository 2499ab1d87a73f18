# SPDX-License-Identifier: BSD-2-Clause
"""Tests `make install` and `make deb`: what is installed makes images without this tree, boots, and leaves no file behind.

The package is unpacked here and used where it lies; `make test-full` installs it into a fresh Debian.
"""
import os
import re
import shutil
import subprocess

import pytest

import snippets
from machine import Machine, PATIENCE
from messages import ROOT
from test_front_door import ENVIRONMENT
from test_snippets import FILES

VERSION = (ROOT / "VERSION").read_text().strip()
PAGE = "docs/usage.md"
BLOCKS = dict(snippets.blocks(PAGE))


def files_in(directory):
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*") if not path.is_dir() or path.is_symlink())


def make(*words):
    result = subprocess.run(["make", "-s", *words], cwd=ROOT, capture_output=True, text=True, env=ENVIRONMENT,
                            stdin=subprocess.DEVNULL)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """Makes the package, in a directory of its own."""
    directory = tmp_path_factory.mktemp("package")
    make("tools", "headers")
    subprocess.run([ROOT / "disk/package/deb.sh", directory], check=True, capture_output=True,
                   env={**ENVIRONMENT, "OUT": "build/release"})
    (path,) = directory.glob("*.deb")
    return path


@pytest.fixture(scope="module")
def unpacked(package, tmp_path_factory):
    directory = tmp_path_factory.mktemp("unpacked")
    subprocess.run(["dpkg-deb", "-x", package, directory], check=True)
    return directory / "usr"


def test_install_and_uninstall(tmp_path):
    """Only files of others are left, and the program does not need the tree."""
    other = tmp_path / "a b/opt/farjump/include/farjump/mine.h"
    other.parent.mkdir(parents=True)
    other.write_text("mine")
    told = make("install", "PREFIX=/opt/farjump", f"DESTDIR={tmp_path}/a b")
    root = tmp_path / "a b/opt/farjump"
    assert told == f"farjump {VERSION} is installed in {root}: {root}/bin/farjump --help\n"
    assert os.readlink(root / "bin/farjump-seal") == "farjump"
    assert "prefix=/opt/farjump\n" in (root / "share/pkgconfig/farjump.pc").read_text()
    make("uninstall", "PREFIX=/opt/farjump", f"DESTDIR={tmp_path}/a b")
    assert files_in(tmp_path) == ["a b/opt/farjump/include/farjump/mine.h"]
    own = {path for path in root.rglob("*") if path.is_dir() and "farjump" in path.relative_to(root).parts}
    assert own == {other.parent}


@pytest.mark.parametrize("prefix", ["", "opt", "/a$b", '/a"b', "/a\\b"])
def test_prefix_that_cannot_be(prefix, tmp_path):
    result = subprocess.run([ROOT / "disk/package/install.sh", prefix, tmp_path], capture_output=True, text=True,
                            env={**ENVIRONMENT, "OUT": "build/release"})
    assert result.returncode == 1 and f"make install: PREFIX={prefix}: " in result.stderr
    assert files_in(tmp_path) == []


def test_lintian_finds_nothing(package):
    told = subprocess.run(["lintian", "--fail-on", "error,warning", "--allow-root", package], capture_output=True, text=True,
                          timeout=4 * PATIENCE)
    assert told.returncode == 0 and told.stdout == "", told.stdout + told.stderr


@pytest.mark.full
def test_same_package_again(package, tmp_path):
    subprocess.run([ROOT / "disk/package/deb.sh", tmp_path], check=True, capture_output=True,
                   env={**ENVIRONMENT, "OUT": "build/release"})
    assert (tmp_path / package.name).read_bytes() == package.read_bytes()


def test_package_has_a_page_for_each_program(package, unpacked):
    assert package.name.startswith(f"farjump_{VERSION}_")
    pages = {path.name.split(".")[0] for path in (unpacked / "share/man").rglob("*.gz")}
    assert {path.name for path in (unpacked / "bin").iterdir()} == pages
    assert subprocess.run([unpacked / "bin/farjump", "--version"], capture_output=True, text=True).stdout == \
        f"farjump {VERSION}\n"


def test_pkg_config(unpacked):
    """What it prints is for the package's own place; pkg-config knows another one by its prefix."""
    def ask(word):
        return subprocess.run(["pkg-config", "--define-prefix", word, "farjump"], capture_output=True, text=True, check=True,
                              env={**ENVIRONMENT, "PKG_CONFIG_PATH": str(unpacked / "share/pkgconfig")}).stdout.strip()
    assert ask("--cflags") == f"-I{unpacked}/include" and ask("--modversion") == VERSION


def test_cmake_project_boots(unpacked, tmp_path):
    """The image is made without this tree, with a module and options, and is made again when the module changes."""
    work = tmp_path / "hobby project"
    work.mkdir()
    (work / "CMakeLists.txt").write_text(BLOCKS["cmake"])
    (work / "font.psf").write_text("font")
    for name in "hello.cpp", "hello.ld":
        (work / name).write_text(FILES[name])
    snippets.run(f"cmake -B out -S . -Dfarjump_DIR={unpacked}/lib/cmake/farjump && cmake --build out", work)
    image = work / "out/hobby.img"
    before = image.read_bytes()
    with Machine(shutil.copy(image, tmp_path / "disk.img")) as machine:
        machine.wait_for_serial("hello from my own kernel")
        assert re.search(r"loading modules +ok   1, 4 bytes", machine.serial), machine.serial
    (work / "font.psf").write_text("another")
    snippets.run("cmake --build out", work)
    assert image.read_bytes() != before


def test_commands_of_the_page(unpacked, tmp_path):
    """The Makefile's image is the one that the commands make, except for the options; each command is listed."""
    page = snippets.read(PAGE)
    for name in "hello.cpp", "hello.ld":
        (tmp_path / name).write_text(FILES[name])
    (tmp_path / "Makefile").write_text(BLOCKS["make"])
    (tmp_path / "font.psf").write_text("font")
    path = f"PATH={unpacked}/bin:$PATH PKG_CONFIG_PATH={unpacked}/share/pkgconfig"
    snippets.run(f"{path} make CPATH={unpacked}/include disk.img", tmp_path)
    for line in re.findall(r"^    (farjump (?:check|image) .*?)(?: +#.*)?$", page, re.M):
        snippets.run(f"export {path}; {line}", tmp_path)
    assert (tmp_path / "disk.img").stat().st_size > 1 << 20
    commands = re.findall(r"^  (\w+) ", snippets.run(f"{unpacked}/bin/farjump --help", tmp_path), re.M)
    assert re.findall(r"^\| `farjump (\w+)` \|", page, re.M) == commands
    assert f"farjump_{VERSION}_amd64.deb" in page


@pytest.mark.parametrize("more", ["", " --protocol limine", " --protocol multiboot2"])
def test_new_project_as_the_page_says(more, unpacked, tmp_path):
    assert more.strip() in snippets.read(PAGE)
    (line,) = re.findall(r"^    (farjump new .*)$", snippets.read(PAGE), re.M)
    line = line.replace(" --language c", f" --language c{more}")
    words = snippets.run_until(f"env PATH={unpacked}/bin:$PATH bash -c '{line}'", tmp_path, "that was the memory map")
    assert "hello from hello, with options" in words


def older(package, directory):
    """Returns a package of an earlier version, which has one file more."""
    content = directory / "older"
    subprocess.run(["dpkg-deb", "-R", package, content], check=True)
    control = content / "DEBIAN/control"
    control.write_text(re.sub(r"^Version: .*$", "Version: 0.1.9", control.read_text(), flags=re.M))
    (content / "usr/lib/farjump/of-old").write_text("old")
    subprocess.run(["dpkg-deb", "-b", content, directory / "older.deb"], check=True, capture_output=True)
    return directory / "older.deb"


@pytest.mark.full
def test_in_a_fresh_debian(package, tmp_path):
    """apt installs the package with what it needs, over an older one; kernels in all languages are made and booted there;
    no file is left at the end."""
    system = tmp_path / "debian"
    subprocess.run(["debootstrap", "--variant=minbase", "bookworm", system], check=True, capture_output=True)
    for path in package, older(package, tmp_path):
        shutil.copy(path, system / "root")
    for name in "hello.cpp", "hello.ld":
        (system / "root" / name).write_text(FILES[name])
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive",
                   **{name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}}

    def run(command):
        """With /proc, and without its being left mounted."""
        command = f"mount -t proc proc /proc && cd /root && {command}"
        result = subprocess.run(["unshare", "-m", "chroot", system, "bash", "-c", command], capture_output=True, text=True,
                                stdin=subprocess.DEVNULL, env=environment)
        assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"
        return result.stdout

    def files():
        return set(run("find / -xdev -path /proc -prune -o -path /sys -prune -o -path /var -prune -o -print").split("\n"))
    run("apt-get update && apt-get install -y --no-install-recommends g++ gcc make nasm rustc pkg-config")
    before = files()
    run("apt-get install -y --no-install-recommends ./older.deb qemu-system-x86 && test -e /usr/lib/farjump/of-old")
    run(f"apt-get install -y --no-install-recommends ./{package.name} && test ! -e /usr/lib/farjump/of-old")
    run("g++ -std=c++20 -O2 -ffreestanding -fno-exceptions -fno-rtti -mno-red-zone -mgeneral-regs-only "
        "-fno-stack-protector -fno-asynchronous-unwind-tables -fno-pic -mcmodel=kernel $(pkg-config --cflags farjump) "
        "-c hello.cpp && g++ -nostdlib -static -no-pie -T hello.ld hello.o -o hello.elf && "
        "farjump check hello.elf && farjump image hello.elf -o hello.img")
    with Machine(system / "root/hello.img") as machine:
        machine.wait_for_serial("hello from my own kernel")
    lost = subprocess.run(["chroot", system, "farjump", "image", "/root/hello.elf", "-o", "/root/lost.img"], capture_output=True,
                          text=True)
    assert lost.returncode == 1 and "/proc/self/exe" in lost.stderr and "hint: mount /proc" in lost.stderr
    for language in "c", "c++", "rust", "asm":
        name = language.replace("+", "p")
        run(f"farjump new {name} --language {language} && make -C {name}")
        words = snippets.run_until(f"unshare -m chroot {system} bash -c 'mount -t proc proc /proc && cd /root/{name} && make run'",
                                   tmp_path, "that was the memory map")
        assert f"hello from {name}, with options" in words
    run("apt-get purge -y farjump && apt-get autoremove --purge -y")
    left = {path for path in files() - before if "farjump" in path and not path.startswith("/root/")}
    assert left == set()
