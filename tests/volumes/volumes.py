# SPDX-License-Identifier: BSD-2-Clause
"""FAT volumes as other people's tools write them: a random tree of files on a random kind of volume, both from a seed.

Made by mkfs.fat or mformat and filled by mcopy; some files are deleted and others put into the gaps, so that files
come in pieces and directories have holes.
"""
import os
import random
import shutil
import subprocess

# mtools takes names in the locale's encoding; nobody's settings count.
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "MTOOLSRC": "/dev/null", "PATH": os.environ["PATH"] + ":/usr/sbin"}

SECTORS = (512, 512, 512, 1024, 2048, 4096)
CLUSTERS = {12: 4084, 16: 65524, 32: 66000}             # the most, or for FAT32 the fewest and enough
FEWEST = {12: 40, 16: 4100, 32: 65600}
FLOPPIES = (1440, 2880)                                 # KiB

# What 8.3 names can be made of, and what makes mtools write a long name. Letters such as é are in neither: in a name
# that is short enough mtools writes them in a code page of its own choice, and no long name beside it.
PLAIN = ("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789-_", "!#$%&'()@^{}")
LONG = (" ,;=+", "яжщцы", "αβγδ", "日本語漢字")
SPECIAL = ("kernel.elf", "KERNEL~1", "KERNEL~1.ELF", "kernel image with a long name.elf", "kernel image.elf", "Kernel.Elf2",
           "con2", "a", "A.B", "lower.TXT", "UPPER.txt", "no extension", ".hidden", "..twice", "two.dots.here",
           "x" * 200, "å" * 120, "name with  two blanks", "12345678.123", "123456789.123", "exactly.13ch")


def run(*command):
    subprocess.run([str(word) for word in command], check=True, stdin=subprocess.DEVNULL, capture_output=True,
                   env=ENVIRONMENT)


def random_name(choose):
    if choose.random() < 0.3:
        return choose.choice(SPECIAL)
    length = choose.choice((1, 3, 8, 8, 11, 12, 13, 14, 26, 27, 60))
    alphabets = choose.sample(PLAIN + LONG, choose.choice((1, 1, 2, 3)))
    name = "".join(choose.choice(choose.choice(alphabets)) for _ in range(length))
    if choose.random() < 0.5:
        name += "." + "".join(choose.choice(choose.choice(PLAIN[:2])) for _ in range(choose.choice((1, 3, 3, 4))))
    name = name.strip(" .-") or "empty"                   # "-" alone would be standard output
    return name if name.isascii() else name + " beyond ASCII"       # 日 alone becomes _, which may be there already


def new_names(choose, taken, count):
    """Names that differ by more than the case of their letters from each other and from those `taken`."""
    names = []
    while len(names) < count:
        name = random_name(choose)
        if len(name.encode("utf-16-le")) > 2 * 255 or name.casefold() in taken or name.upper().casefold() in taken:
            taken.add(name := f"{len(taken)} of many")
        taken.update((name.casefold(), name.upper().casefold()))
        names.append(name)
    return names


def random_size(choose, cluster):
    cluster = min(cluster, 8192)
    return choose.choice((0, 1, cluster - 1, cluster, cluster + 1, choose.randrange(3 * cluster),
                          choose.randrange(20 * cluster)))


def make_tree(choose, directory, room, cluster, depth=0, taken=None):
    """Fills the directory with files and directories of at most `room` bytes in all, as they count on the volume."""
    directory.mkdir(exist_ok=True)
    for name in new_names(choose, set() if taken is None else taken, choose.randrange(1, 12 if depth else 7)):
        size = random_size(choose, cluster)
        room -= size + 4 * cluster
        if room < 0:
            break
        if depth < 3 and choose.random() < 0.25:
            room = make_tree(choose, directory / name, room, cluster, depth + 1)
        else:
            (directory / name).write_bytes(choose.randbytes(size))
    return room


class Format:
    """What kind of volume: all that mkfs.fat is told, or a floppy that mformat makes."""

    def __init__(self, choose):
        if choose.random() < 0.15:
            self.kib = choose.choice(FLOPPIES)
            self.fat = 12
            self.cluster = 1024
            self.options = None
            return
        self.fat = choose.choice((12, 12, 16, 16, 32))
        sector = choose.choice(SECTORS)
        sectors_per_cluster = choose.choice((1, 2, 4, 8, 16, 32, 64, 128) if self.fat == 12 else (1, 1, 2, 4))
        self.cluster = sector * sectors_per_cluster
        clusters = choose.randrange(FEWEST[self.fat], CLUSTERS[self.fat] - 20 if self.fat != 16 else 9000)
        fats = choose.choice((1, 2, 2, 2))
        reserved = choose.choice((1, 1, 8, 100)) if self.fat != 32 else choose.choice((32, 32, 100))
        roots = choose.choice((32, 64, 112, 224, 512)) * 16
        overhead = (reserved + fats * (clusters * self.fat // 8 // sector + 2)) * sector + roots * 32
        self.kib = (clusters * self.cluster + overhead) // 1024 // sectors_per_cluster * sectors_per_cluster
        self.options = ["-F", self.fat, "-S", sector, "-s", sectors_per_cluster, "-f", fats, "-R", reserved, "-a",
                        *(["-r", roots] if self.fat != 32 else []),
                        *(["-n", "KERNEL"] if choose.random() < 0.5 else [])]

    def make(self, image):
        image.unlink(missing_ok=True)
        if self.options is None:
            run("mformat", "-C", "-i", image, "-f", self.kib, "-v", "FLOPPY", "::")
        else:
            run("mkfs.fat", *self.options, "-C", image, self.kib)


class Mtools:
    """Fills a volume and deletes from its root directory."""

    def begin(self, image, _):
        self.image = image

    def put(self, tree):
        for item in sorted(tree.iterdir()):         # one by one: many at once fail sometimes, with room for all
            run("mcopy", "-s", "-o", "-i", self.image, item, "::/")

    def delete(self, path):
        run("mdeltree" if path.is_dir() else "mdel", "-i", self.image, f"::/{escaped(path.name)}")


def make_volume(seed, directory, writer):
    """Makes directory/volume; what must be found on it stands in directory/tree.

    Of some trees, about one in a thousand, mcopy says "No directory slots" though there are: then it gets another one.
    """
    choose = random.Random(seed)
    form = Format(choose)
    for _ in range(3):
        try:
            return fill_volume(choose, form, directory, writer)
        except subprocess.CalledProcessError as error:
            if b"No directory slots" not in error.stderr:
                raise
    raise AssertionError(f"seed {seed}: mcopy takes none of three trees")


def fill_volume(choose, form, directory, writer):
    image, tree, more = directory / "volume", directory / "tree", directory / "more"
    for leftover in (tree, more):
        shutil.rmtree(leftover, ignore_errors=True)
    form.make(image)
    writer.begin(image, form.cluster)
    room = min(form.kib * 1024 // 4, 3 << 20)
    taken = set()
    make_tree(choose, tree, room, form.cluster, taken=taken)
    writer.put(tree)
    for victim in [path for path in sorted(tree.iterdir()) if "~" not in path.name and choose.random() < 0.4]:
        writer.delete(victim)
        shutil.rmtree(victim) if victim.is_dir() else victim.unlink()
    taken.update(name.casefold() for name in SPECIAL if "~" in name)        # or it would overwrite what answers to it
    make_tree(choose, more, room, form.cluster, taken=taken)
    writer.put(more)
    for path in more.iterdir():
        path.rename(tree / path.name)
    return image, tree


def add_file(image, path, source):
    """Copies a file of the host to a path of the volume, whose directory is made."""
    directory = path.rpartition("/")[0]
    if directory:
        run("mmd", "-D", "s", "-i", image, f"::{directory}")            # skipped if it is there
    run("mcopy", "-i", image, source, f"::{path}")


def escaped(name):
    """mtools takes some characters for patterns."""
    return "".join("\\" + character if character in "*?[]\\" else character for character in name)
