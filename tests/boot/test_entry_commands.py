# SPDX-License-Identifier: BSD-2-Clause
"""Tests farjump-entry on a boot volume in a directory: an added kernel is there completely or not at all, whatever moment
the program is killed at; the list has the loader's order; state file and counters are marked as the loader reads them.
Tests disk/counting/mark-good.sh, which does the same on Linux."""
import re
import shutil
import struct
import subprocess

import pytest

from counting import id_hash
from file_sums import crc32c
from images import KERNEL, make_image, mtools
from messages import ROOT

TOOL = ROOT / "build/farjump-entry"
MARK_GOOD = ROOT / "disk/counting/mark-good.sh"
COPIES, SIZE = (4096, 12288), 20480         # include/farjump/state_file.h
RECORD = struct.Struct("<QII5Q64s")
SLOT = struct.Struct("<QBBB5x")
GOOD = 1


class State:
    """The record that counts, of a state file's bytes."""

    def __init__(self, content):
        assert len(content) == SIZE
        records = [content[place:place + 512] for place in COPIES]
        valid = [record for record in records if crc32c(record[:508]) == struct.unpack("<I", record[508:])[0]]
        assert valid, "both copies are damaged"
        record = max(valid, key=lambda each: struct.unpack_from("<I", each, 12)[0])
        magic, self.version, self.sequence, self.last, self.once, self.preferred, self.good, self.started, _ = \
            RECORD.unpack_from(record)
        assert magic == int.from_bytes(b"FJPSTATE", "little") and self.version == 1
        slots = [SLOT.unpack_from(record, RECORD.size + SLOT.size * index) for index in range(24)]
        self.slots = {slot[0]: slot[1:] for slot in slots if slot[0]}
        rest = content[:4096] + content[4608:12288] + content[12800:]
        assert rest == bytes(len(rest)), "bytes outside the records"


def record(sequence=1, slots=(), **fields):
    """Returns a record; its fields name entries."""
    names = ("last", "once", "preferred", "good", "started")
    head = RECORD.pack(int.from_bytes(b"FJPSTATE", "little"), 1, sequence,
                       *(id_hash(fields[name]) if name in fields else 0 for name in names), bytes(64))
    body = head + b"".join(SLOT.pack(id_hash(name), left, tries, flags) for name, left, tries, flags in slots)
    body = body.ljust(508, b"\0")
    return body + struct.pack("<I", crc32c(body))


def state_file(first, second):
    content = bytearray(SIZE)
    for place, each in zip(COPIES, (first, second)):
        content[place:place + 512] = each
    return bytes(content)


def run(*words, status=0):
    result = subprocess.run([TOOL, *map(str, words)], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert result.returncode == status, f"{words}: {result.stdout}{result.stderr}"
    return result.stdout + result.stderr


def refused(*words, why, hint=""):
    said = run(*words, status=1)
    assert f"farjump-entry: {why}" in said and f"\nhint: {hint}" in said, said


@pytest.fixture
def root(tmp_path):
    """Returns a boot volume with the entry `old`."""
    volume = tmp_path / "volume"
    (volume / "loader/entries").mkdir(parents=True)
    (volume / "boot").mkdir()
    shutil.copy(KERNEL, volume / "boot/kernel.elf")
    (volume / "loader/entries/old.conf").write_text("title Old system\nkernel /boot/kernel.elf\n")
    (volume / "loader/loader.conf").write_text("# mine\ntimeout 3\n")
    return volume


@pytest.fixture
def new(tmp_path):
    """Returns a kernel and a module."""
    shutil.copy(KERNEL, tmp_path / "new.elf")
    (tmp_path / "font.psf").write_bytes(bytes(range(256)) * 20)
    return tmp_path / "new.elf", tmp_path / "font.psf"


def tree(volume):
    return {str(path.relative_to(volume)): path.read_bytes() for path in volume.rglob("*") if path.is_file()}


def add(root, new, *more, tries=3):
    return ["add", "--root", root, "--tries", tries, "--title", "New system", "--options", "verbose", "--module", new[1],
            *more, new[0]]


# ---- add ----

def test_add(root, new):
    before = tree(root)
    words = run(*add(root, new))
    assert f"{root}/loader/entries/new+3-0.conf: added, with 3 tries" in words, words
    after = tree(root)
    sums = run("checksum", new[1]).split()[0]
    assert after.pop("loader/entries/new+3-0.conf").decode() == (
        "title New system\nkernel /boot/new/new.elf\noptions verbose\nmodule /boot/new/font.psf\n"
        f"checksum {sums} /boot/new/font.psf\n")
    assert after.pop("boot/new/new.elf") == new[0].read_bytes()
    assert after.pop("boot/new/font.psf") == new[1].read_bytes()
    assert after == before
    run("checksum", "--root", root, root / "loader/entries/new+3-0.conf")       # as the loader reads it


def test_add_can_set_the_default(root, new):
    assert "still boots" not in run(*add(root, new, "--default"))
    assert (root / "loader/loader.conf").read_text() == "# mine\ntimeout 3\ndefault new\n"
    assert "new+3-0.conf  New system; 3 tries left; default\n" in run("list", "--root", root)


def test_add_says_that_another_entry_boots(root, new):
    (root / "loader/loader.conf").write_text("default old\n")
    assert "the loader still boots old.conf by itself: `farjump-entry set-default new` changes that" in run(*add(root, new))


def test_add_forgets_an_older_entry_of_this_name(root, new):
    path = root / "loader/farjump.state"
    now = record(8, [("new", 0, 3, GOOD), ("other", 2, 3, 0)], good="new", started="new")
    path.write_bytes(state_file(record(7), now))
    run(*add(root, new))
    state = State(path.read_bytes())
    assert (state.sequence, state.good, state.started) == (9, 0, 0)
    assert state.slots == {id_hash("other"): (2, 3, 0)}


SYSCALLS = "openat,write,pwrite64,fsync,rename,renameat,renameat2,mkdir,mkdirat,unlink,unlinkat,rmdir,ftruncate"


def changes_of(command):
    """Returns the number of system calls that can change the volume."""
    traced = subprocess.run(["strace", "-f", "-e", f"trace={SYSCALLS}", *map(str, command)], capture_output=True, text=True,
                            check=True)
    return len(re.findall(r"^(?:\[pid +\d+\] )?\w+\(", traced.stderr, re.M))


def killed_at(command, number):
    """Runs the command, and kills it when it enters this system call."""
    subprocess.run(["strace", "-f", "-o", "/dev/null", "-e", f"trace={SYSCALLS}",
                    "-e", f"inject={SYSCALLS}:signal=SIGKILL:when={number}", *map(str, command)],
                   capture_output=True, check=False)


def test_add_killed_at_every_moment(root, new, tmp_path):
    (root / "loader/farjump.state").write_bytes(state_file(record(7), record(8, [("new", 0, 3, GOOD)])))
    work = tmp_path / "work"
    shutil.copytree(root, work)
    command = [TOOL, *add(work, new, "--default")]
    count = changes_of(command)
    assert count > 30
    done = tree(work)
    states = set()
    for number in range(1, count + 1):
        shutil.rmtree(work)
        shutil.copytree(root, work)
        killed_at(command, number)
        cut = tree(work)
        old = {name: content for name, content in cut.items() if name in tree(root) and not name.startswith("loader/")}
        assert old == {name: content for name, content in tree(root).items() if not name.startswith("loader/")}
        assert cut["loader/entries/old.conf"] == (root / "loader/entries/old.conf").read_bytes()
        assert cut["loader/loader.conf"] in (tree(root)["loader/loader.conf"], done["loader/loader.conf"])
        State(cut["loader/farjump.state"])
        is_there = "loader/entries/new+3-0.conf" in cut
        states.add(is_there)
        if is_there:        # then it is complete
            for name in ("loader/entries/new+3-0.conf", "boot/new/new.elf", "boot/new/font.psf"):
                assert cut[name] == done[name], f"{name}, killed at system call {number}"
        assert not [name for name in cut if name.startswith("loader/entries/") and name.endswith(".conf")
                    and name not in ("loader/entries/old.conf", "loader/entries/new+3-0.conf")]
        run_again(command, work, done, is_there)
    assert states == {False, True}


def run_again(command, work, done, is_there):
    """A second run completes what is missing, and leaves no rest."""
    again = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if is_there:
        assert again.returncode == 1 and ("already" in again.stderr), again.stderr
    else:
        assert again.returncode == 0, again.stderr
    after = tree(work)
    rest = {name for name in after if name not in done}
    assert all(re.fullmatch(r"loader/loader\.conf\.\w{6}", name) for name in rest), rest
    for name in ("loader/entries/new+3-0.conf", "boot/new/new.elf", "boot/new/font.psf"):
        assert after[name] == done[name]


def test_add_removes_its_files_if_there_is_no_room(new, tmp_path):
    """A file system that fills up: a limit on the size of files stands for it."""
    volume = tmp_path / "full"
    (volume / "loader/entries").mkdir(parents=True)
    before = tree(volume)
    size = new[0].stat().st_size
    result = subprocess.run(["bash", "-c", f"trap '' XFSZ; ulimit -f {size // 1024 // 2}; exec \"$@\"", "x", TOOL,
                             *map(str, add(volume, new))], capture_output=True, text=True)
    assert result.returncode == 1 and "cannot make" in result.stderr or "cannot write" in result.stderr, result.stderr
    assert tree(volume) == before and not (volume / "boot/new").exists()


@pytest.mark.parametrize("more, why, hint", [
    (["--id", "old"], "there is an entry old.conf already", "give another name with --id"),
    (["--id", "OLD"], "there is an entry old.conf already", "give another name with --id"),
    (["--id", "x" * 65], "the entry's name has 65 characters, 1 to 64 are possible", ""),
    (["--id", "a+3"], "the entry's name 'a+3' has the character '+'", ""),
    (["--id", "a:b"], "the entry's name 'a:b' has the character ':'", ""),
    (["--id", "a b"], "the entry's name 'a b' has the character ' '", ""),
    (["--id", ".a"], "the entry's name '.a' begins or ends with a dot", ""),
    (["--id", ""], "the entry's name has 0 characters", ""),
    (["--title", "a\nb"], "--title has a control character", "leave it out"),
    (["--module", "/missing/file"], "/missing/file: there is no such file", "name a file"),
])
def test_add_refuses(root, new, more, why, hint):
    before = tree(root)
    command = ["add", "--root", root, "--tries", 3, *more, new[0]]
    refused(*command, why=why, hint=hint)
    assert tree(root) == before


def test_add_refuses_kernels_and_names_in_use(root, new, tmp_path):
    broken = tmp_path / "broken.elf"
    broken.write_bytes(b"no kernel")
    why = subprocess.run([ROOT / "build/farjump-check-kernel", broken], capture_output=True, text=True).stderr
    before = tree(root)
    refused("add", "--root", root, "--tries", 3, broken, why=why.split(": ", 1)[1].splitlines()[0])
    twin = tmp_path / "twin" / "FONT.PSF"
    twin.parent.mkdir()
    twin.write_bytes(b"x")
    refused(*add(root, new, "--module", twin), why="two of the files have the name FONT.PSF", hint="rename one of them")
    assert tree(root) == before
    (root / "boot/new").mkdir()
    (root / "boot/new/mine").write_text("keep")
    refused(*add(root, new), why=f"{root}/boot/new is there already, and was not made by this program")
    assert run("add", "--root", root, new[0], status=2).startswith("farjump-entry: --tries is missing")
    for tries in ("0", "10", "x", "-1"):
        assert "tries are a number from 1 to 9" in run("add", "--root", root, "--tries", tries, new[0], status=2)


def test_add_refuses_what_does_not_fit(root, new):
    """A file system in memory, which only this program sees."""
    private = ["unshare", "--map-root-user", "--mount"]
    if subprocess.run([*private, "true"], capture_output=True).returncode != 0:
        pytest.skip("no file system can be mounted here")
    script = 'mount -t tmpfs -o size=200k none "$1" && mkdir -p "$1/boot" && shift && "$@"; status=$?; ls -A "$0/boot"; exit $status'
    result = subprocess.run([*private, "sh", "-c", script, root, root, TOOL, *map(str, add(root, new))],
                            capture_output=True, text=True)
    assert result.returncode == 1 and "farjump-entry: the files need " in result.stderr, result.stderr
    assert "of free room\nhint: remove an entry" in result.stderr and result.stdout == ""


# ---- list, set-default ----

def test_list_has_the_loaders_order(root):
    entries = root / "loader/entries"
    kernel = "kernel /boot/kernel.elf\n"
    (entries / "done+0-3.conf").write_text("title Tried three times\n" + kernel)
    (entries / "next+2-1.conf").write_text("title Next\nsort-key a\n" + kernel)
    (entries / "lost.conf").write_text("title Lost\nkernel /boot/nothing\n")
    (entries / "bad.conf").write_text("title Bad\n")
    (entries / "arm.conf").write_text("title Arm\narchitecture aa64\n" + kernel)
    (entries / ".hidden.conf").write_text(kernel)
    (entries / "note.txt").write_text("no entry")
    lines = run("list", "--root", root).splitlines()
    assert lines[:3] == ["next+2-1.conf  Next; 2 tries left; default", "old.conf       Old system",
                         "done+0-3.conf  Tried three times; no tries left"]
    assert sorted(lines[3:-1]) == ["arm.conf       Arm; broken: for the architecture aa64",
                                   "bad.conf       bad; broken: bad.conf names no kernel for a BIOS [FJ-0604]",
                                   "lost.conf      Lost; broken: there is no /boot/nothing"]
    assert lines[-1] == "note: Next was started and not marked as good, 2 tries left"


@pytest.mark.parametrize("wanted, marked, told", [
    ("new", "old.conf", "note: New system failed, no tries left"), ("old", "old.conf", None),
    ("lost", None, "no entry boots by itself: Lost cannot be booted"),
    ("nothing", None, "no entry boots by itself: the default, 'nothing', is no entry"),
    ("arm", None, "no entry boots by itself: the default, 'arm', is no entry"),
])
def test_list_shows_what_the_loader_decides(root, wanted, marked, told):
    for name, text in {"new+0-3": "title New system\nkernel /boot/kernel.elf\n", "lost": "title Lost\nkernel /boot/nothing\n",
                       "arm": "architecture aa64\nkernel /boot/kernel.elf\n"}.items():
        (root / f"loader/entries/{name}.conf").write_text(text)
    (root / "loader/loader.conf").write_text(f"default {wanted}\n")
    lines = run("list", "--root", root).splitlines()
    assert [line.split()[0] for line in lines if line.endswith("; default")] == ([marked] if marked else [])
    assert lines[-1] == told if told else lines[-1].startswith("arm.conf")


def test_list_sorts_short_names(root):
    for name in "bdac":
        (root / f"loader/entries/{name}.conf").write_text("kernel /boot/kernel.elf\n")
    assert [line.split()[0] for line in run("list", "--root", root).splitlines()] == [
        "old.conf", "d.conf", "c.conf", "b.conf", "a.conf"]


def test_list_shows_the_state(root):
    (root / "loader/entries/new.conf").write_text("kernel /boot/kernel.elf\n")
    now = record(3, [("new", 0, 3, 0), ("old", 1, 3, GOOD)], good="old", started="new", once="new")
    (root / "loader/farjump.state").write_bytes(state_file(now, record(2)))
    assert run("list", "--root", root).splitlines() == [
        "old.conf  Old system; default; last good",
        "new.conf  new; no tries left by the state file; started and not marked as good; boots once"]
    (root / "loader/farjump.state").write_bytes(state_file(now, record(4, preferred="new")))
    assert "new.conf  new; default\n" in run("list", "--root", root)


@pytest.mark.parametrize("text, result", [
    (None, "default old\n"), ("", "default old\n"), ("timeout 3", "timeout 3\ndefault old\n"),
    ("# default x\n default\ty z \r\ntimeout 3\r\n", "# default x\ndefault old\r\ntimeout 3\r\n"),
    ("default a\neditor no\ndefault b\nbeep yes", "default a\neditor no\ndefault old\nbeep yes"),
    ("default old\n", "default old\n"), ("defaults x\n", "defaults x\ndefault old\n"),
])
def test_set_default_keeps_other_lines(root, text, result):
    conf = root / "loader/loader.conf"
    conf.unlink()
    if text is not None:
        conf.write_bytes(text.encode())
    run("set-default", "--root", root, "old")
    assert conf.read_bytes() == result.encode()
    assert [path.name for path in conf.parent.iterdir() if path.is_file()] == ["loader.conf"]


def test_set_default_replaces_that_of_the_menu(root):
    path = root / "loader/farjump.state"
    path.write_bytes(state_file(record(3, preferred="new"), record(2)))
    assert "the default that was set in the menu is forgotten" in run("set-default", "--root", root, "old")
    assert (State(path.read_bytes()).preferred, State(path.read_bytes()).sequence) == (0, 4)
    refused("set-default", "--root", root, "missing", why=f"there is no entry missing in {root}/loader/entries")


# ---- state, good ----

def test_state_makes_two_copies(root):
    path = root / "loader/farjump.state"
    run("state", "--count", "old:3", root)
    content = path.read_bytes()
    assert content[4096:4608] == content[12288:12800]
    state = State(content)
    assert state.slots == {id_hash("old"): (3, 3, 0)} and state.sequence == 0
    refused("state", root, why=f"{path} exists already", hint="keep it, or give --reset")
    assert path.read_bytes() == content
    run("state", "--reset", root)
    assert State(path.read_bytes()).slots == {}
    refused("state", root / "missing", why=f"{root}/missing: there is no such file or directory")
    refused("state", root / "boot", why=f"{root}/boot has neither a directory loader nor a directory boot")
    assert "tries are a number from 1 to 9" in run("state", "--count", "old:0", "--reset", root, status=2)


@pytest.mark.parametrize("options, volume", [({}, 2048 * 512), ({"layout": "superfloppy", "fat": 12}, 0),
                                             ({"layout": "gpt", "fat": 16}, 2048 * 512)])
def test_state_in_an_image(tmp_path, options, volume):
    image = make_image(tmp_path, **options)
    run("state", "--count", "farjump:2", image)
    state = State(mtools("mtype", image, "::/loader/farjump.state", volume=volume))
    assert state.slots == {id_hash("farjump"): (2, 2, 0)}
    before = image.read_bytes()
    refused("state", image, why=f"{image} has /loader/farjump.state already")
    assert image.read_bytes() == before
    run("state", "--reset", image)
    assert State(mtools("mtype", image, "::/loader/farjump.state", volume=volume)).slots == {}


def test_state_refuses_an_image_without_a_loader(tmp_path):
    image = make_image(tmp_path, layout="superfloppy", fat=12)
    subprocess.run(["mdeltree", "-i", image, "::/loader"], check=True, stdin=subprocess.DEVNULL)
    refused("state", image, why=f"{image} has no FAT volume with a directory loader")


def test_good_in_the_state_file(root):
    path = root / "loader/farjump.state"
    older, now = record(3), record(4, [("old", 2, 3, 0)], started="old")
    path.write_bytes(state_file(now, older))
    assert run("good", "--root", root) == f"old.conf: marked as good in {path}\n"
    content = path.read_bytes()
    state = State(content)
    assert content[4096:4608] == now, "the copy that counted is not overwritten"
    assert (state.sequence, state.good, state.started) == (5, id_hash("old"), 0)
    assert state.slots == {id_hash("old"): (2, 3, GOOD)}
    refused("good", "--root", root, why="the state file says that no counted entry was started")
    assert run("good", "--root", root, "old") == "old.conf: is marked as good already\n"
    assert path.read_bytes() == content


@pytest.mark.parametrize("name, good", [("new+2-1.conf", "new+3-0.conf"), ("new+0-3.conf", "new+3-0.conf"),
                                        ("new+8-2.conf", "new.conf"), ("new+08-2.conf", "new+10-0.conf"),
                                        ("new+3.conf", "new+3.conf"), ("new+2-1.CONF", "new+3-0.CONF")])
def test_good_by_the_name(root, name, good):
    entries = root / "loader/entries"
    (entries / name).write_text("kernel /boot/kernel.elf\n")
    run("good", "--root", root, "new")
    assert {path.name for path in entries.iterdir()} == {"old.conf", good}
    assert (entries / good).read_text() == "kernel /boot/kernel.elf\n"


def test_good_refuses(root):
    refused("good", "--root", root, why=f"{root}/loader/farjump.state is not there, so no entry is known as started")
    assert run("good", "--root", root, "old") == "old.conf: is not counted, so there is nothing to mark\n"
    (root / "loader/farjump.state").write_bytes(bytes(SIZE))
    refused("good", "--root", root, "old", why=f"{root}/loader/farjump.state has two damaged copies of its record")
    (root / "loader/farjump.state").write_bytes(bytes(512))
    refused("good", "--root", root, "old", why=f"{root}/loader/farjump.state has 512 bytes, a state file has 20,480")
    for name in ("new+2-1.conf", "new+3.conf"):
        (root / f"loader/entries/{name}").write_text("kernel /boot/kernel.elf\n")
    (root / "loader/farjump.state").unlink()
    refused("good", "--root", root, "new", why="new names new+2-1.conf and new+3.conf")


def test_explains_its_use():
    for command in ("add", "list", "set-default", "good", "state", "checksum"):
        assert run(command, "--help").startswith(f"usage: farjump-entry {command}")
        assert f"farjump-entry {command}" in run("--help") and f"farjump-entry {command}" in run(status=2)
        page = (ROOT / "docs/farjump-entry.8").read_text()
        options = set(re.findall(r"--[a-z-]+", run(command, "--help")))
        assert all(option.replace("-", "\\-") in page for option in options - {"--help"}), options
    refused("list", "--root", "/missing", why="/missing: there is no such directory")
    refused("list", "--root", ROOT / "docs", why=f"{ROOT}/docs has neither a directory loader nor a directory boot")


# ---- mark-good.sh ----

def mark_good(root, cmdline, *more, status=0):
    source = root.parent / "cmdline"
    source.write_text(cmdline + "\n")
    result = subprocess.run([MARK_GOOD, "--cmdline", source, "--tool", TOOL, *more, root], capture_output=True, text=True)
    assert result.returncode == status, result.stdout + result.stderr
    return result.stdout + result.stderr


@pytest.mark.parametrize("file, word", [("new+2-1.conf", "new+2-1.conf"), ("new+1-2.conf", "new+2-1.conf"),
                                        ("new+2.conf", "new+2.conf"), ("my new+2-1.conf", '"my new+2-1.conf"'),
                                        ("a+b+2-1.conf", "a+b+2-1.conf")])
@pytest.mark.parametrize("with_state", [False, True])
def test_linux_marks_its_boot(root, file, word, with_state):
    entries = root / "loader/entries"
    (entries / file).write_text("linux /boot/vmlinuz\n")
    name = file.rpartition("+")[0]
    if with_state:
        (root / "loader/farjump.state").write_bytes(state_file(record(1), record(2, [(name, 1, 3, 0)], started=name)))
    mark_good(root, f"BOOT_IMAGE=/boot/vmlinuz farjump.entry={word} quiet -- farjump.entry=other.conf")
    assert {path.name for path in entries.iterdir()} == {"old.conf", f"{name}.conf"}
    if with_state:
        state = State((root / "loader/farjump.state").read_bytes())
        assert state.slots[id_hash(name)] == (1, 3, GOOD) and (state.good, state.started) == (id_hash(name), 0)


def test_linux_has_nothing_to_mark(root):
    before = tree(root)
    assert "this boot is not counted" in mark_good(root, "BOOT_IMAGE=/boot/vmlinuz xfarjump.entry=old.conf")
    assert mark_good(root, "farjump.entry=old.conf") == ""
    assert tree(root) == before


def test_linux_script_refuses(root):
    entries = root / "loader/entries"
    assert "the entry gone+2-1.conf is not in" in mark_good(root, "farjump.entry=gone+2-1.conf", status=1)
    assert "names no entry" in mark_good(root, "farjump.entry=../x", status=1)
    (entries / "old+1-2.conf").write_text("kernel /boot/kernel.elf\n")
    assert "old.conf exists, so old+1-2.conf cannot" in mark_good(root, "farjump.entry=old+1-2.conf", status=1)
    (entries / "new+1-2.conf").write_text("x")
    (entries / "new+2-2.conf").write_text("x")
    assert "the same name but for the counter" in mark_good(root, "farjump.entry=new+3-0.conf", status=1)
    (root / "loader/farjump.state").write_bytes(state_file(record(1), record(1)))
    words = mark_good(root, "farjump.entry=new+1-2.conf", "--tool", "/missing/tool", status=1)
    assert "farjump-entry is not installed" in words
    assert subprocess.run([MARK_GOOD], capture_output=True).returncode == 2
