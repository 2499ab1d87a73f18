# SPDX-License-Identifier: BSD-2-Clause
"""Boots with the files that docs/entries.md shows, runs its commands, and compares its keys with those of the loader."""
import re

import snippets
from images import KERNEL, make_image, mtools, put_file
from machine import KEPT, Machine
from messages import ROOT

PAGE = "docs/entries.md"


def shown_files():
    """Returns path and text of the files that the page shows."""
    block = "\n".join(line[4:] for line in re.search(r"^    # /loader.*?\n(?=\S)", snippets.read(PAGE), re.M | re.S)[0].splitlines())
    return {name: text.strip() + "\n" for name, text in re.findall(r"^# (/\S+)\n(.*?)(?=^# /|\Z)", block, re.M | re.S)}


def test_files_as_shown_boot(tmp_path):
    files = shown_files()
    assert list(files) == ["/loader/loader.conf", "/loader/entries/farjump.conf"]
    image = make_image(tmp_path)
    mtools("mdel", image, *(f"::{name}" for name in files))
    for name, text in files.items():
        put_file(image, name, text.encode())
    with Machine(image) as machine:
        assert machine.wait_for_end() == KEPT, machine.report()
        assert re.search(r"choosing a boot entry +ok   /loader/entries/farjump.conf", machine.serial)
        assert 'options "colour=green verbose"' in machine.serial


def keys_of(heading):
    table = snippets.read(PAGE).split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ((?:`[\w-]+`(?:, )?)+) \|", table, re.M)
    return sorted(re.findall(r"`([\w-]+)`", " ".join(rows)))


def test_keys_are_those_of_the_loader():
    header, source = ((ROOT / f"stage2/entries/boot_entry.{end}").read_text() for end in ("hpp", "cpp"))
    conf = source[source.index("bool apply(LoaderConf&"):]
    assert keys_of("loader.conf") == sorted(set(re.findall(r'line\.has\("([\w-]+)"\)', conf)))
    entry = source[:source.index("Result<Entry> parse(")]
    keys = re.findall(r'line\.has\("([\w-]+)"\)', entry) + re.findall(r'\{"([\w-]+)", &Entry::', entry) + \
        re.findall(r'constexpr std::string_view \w+ = "([\w-]+)";', header)
    for table in re.findall(r"constexpr std::string_view \w+_keys\[\] = \{(.*?)\};", entry, re.S):
        keys += re.findall(r'"([\w-]+)"', table)
    assert len(keys) > 15 and keys_of("The keys of an entry") == sorted(set(keys))


def test_commands_as_shown(tmp_path):
    """On a boot volume in a directory."""
    for name, text in shown_files().items():
        (tmp_path / "boot" / name[1:]).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "boot" / name[1:]).write_text(text)
    (tmp_path / "boot/boot").mkdir()
    (tmp_path / "boot/boot/kernel.elf").write_bytes(KERNEL.read_bytes())
    (tmp_path / "new.elf").write_bytes(KERNEL.read_bytes())
    (tmp_path / "font.psf").write_text("font")
    lines = re.findall(r"^    (farjump entry .*)$", snippets.read(PAGE), re.M)
    listing, *changes = [re.sub(r"^farjump entry (\S+)", rf"{ROOT}/build/farjump entry \1 --root boot", line) for line in lines]
    assert len(changes) == 2
    before = snippets.run(listing, tmp_path)
    assert "farjump" in before and "Hobby OS" not in before
    for change in changes:
        snippets.run(change, tmp_path)
    after = snippets.run(listing, tmp_path)
    assert re.search(r"Hobby OS 2\.1.*\b3\b", after), after
    assert "default new\n" in (tmp_path / "boot/loader/loader.conf").read_text()
    (added,) = (tmp_path / "boot/loader/entries").glob("new+3-0.conf")
    assert re.search(r"^options +verbose$", added.read_text(), re.M) and "font.psf" in added.read_text()
