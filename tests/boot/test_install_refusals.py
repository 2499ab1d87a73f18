"""What farjump-install refuses, in which words, and that nothing is written then."""
import re
import struct

import pytest

import foreign
from fake_system import FakeSystem
from foreign import STAGE2_SIZE, backup_of, install, installed
from images import STAGE1, STAGE2, flip_bit, make_image, patch
from tables import Gpt

SECTORS = STAGE2_SIZE // 512
GRUB_CORE = b"\x52\x56\xBE" + bytes(300) + b"loading\0.\0\r\n\0Geom\0Read\0 Error\0"


def refused(image, *options, words, hint="", **where):
    before = image.read_bytes()
    result = install(image, *options, **where)
    assert result.returncode == 1, result.stdout
    message = re.fullmatch(r"farjump-install: (.+)\nhint: (.+)\n", result.stderr)
    assert message and words in message[1] and hint in message[2], result.stderr
    assert image.read_bytes() == before
    return result


@pytest.mark.parametrize("make, options, words, hint", [
    (lambda at: foreign.mbr(at, 16, 63), [],
     f"stage 2 needs {SECTORS} sectors, but the gap between the MBR and the first partition has 62", "--boot-record"),
    (lambda at: foreign.mbr(at, 16, 1), [], "the first partition has 0", "sector 2048"),
    (lambda at: foreign.mbr(at, 16, SECTORS), [], f"the first partition has {SECTORS - 1}", "sector 2048"),
    (lambda at: foreign.gpt(at, 16, None), [],
     f"stage 2 needs {SECTORS} sectors, but a BIOS boot partition (none is in the GPT) has 0", "sgdisk"),
    (lambda at: foreign.gpt(at, 16, (34, 34 + SECTORS - 2)), [],
     f"but the BIOS boot partition (2) has {SECTORS - 1}", "60 KiB"),
    (lambda at: foreign.superfloppy(at, 12, 1), [],
     f"stage 2 needs {SECTORS} sectors, but the volume's reserved sectors (1, less the first 8) has 0", "mkfs.fat -R 128"),
    (lambda at: foreign.superfloppy(at, 32, SECTORS + 7), [], f"less the first 8) has {SECTORS - 1}", "mkfs.fat"),
    (lambda at: foreign.superfloppy(at, 16, 8, 4096), [], f"stage 2 needs {SECTORS // 8} sectors", "mkfs.fat"),
    (foreign.mbr, ["--boot-record", "1"], "the volume's reserved sectors (32, less the first 8) has 24", "mkfs.fat"),
    (foreign.mbr, ["--boot-record", "2"], "the disk has no partition 2", "fdisk -l"),
    (lambda at: foreign.empty(at, 4096), [], "sector 0 has no 55AAh signature", "make usb"),
    (lambda at: foreign.empty(at, 0), [], "less than one sector", "an image"),
], ids=["gap 62", "gap 0", "gap one too small", "no BIOS boot partition", "BIOS boot partition one too small",
        "FAT12 reserved 1", "FAT32 one too few", "4096", "boot record", "no such partition", "empty disk", "empty file"])
def test_no_room(tmp_path, make, options, words, hint):
    refused(make(tmp_path), *options, words=words, hint=hint)


@pytest.mark.parametrize("content, words", [
    (GRUB_CORE, "GRUB's core.img"),
    (b"LABELONE" + bytes(16) + b"LVM2 001", "an LVM physical volume"),
    (bytes(100) + b"x", "data that nobody here knows (1 of"),
])
@pytest.mark.parametrize("name, place", [("mbr", 512), ("mbr", 512 * 60), ("gpt", 34 * 512), ("superfloppy-16", 8 * 512)])
def test_other_loaders(tmp_path, content, words, name, place):
    maker, options = foreign.LAYOUTS[name]
    image = maker(tmp_path)
    patch(image, place, content)
    before = image.read_bytes()
    refused(image, *options, words=words, hint="--overwrite-other-loader")
    installed(image, *options, "--overwrite-other-loader")
    installed(image, *options, "--verify")
    installed(image, "--uninstall", backup_of(image))
    assert image.read_bytes() == before


def test_mark_at_the_end_of_a_reserved_sector_is_nobodys(tmp_path):
    """Windows ends sectors 2 and 8 of FAT32 with 55AAh."""
    image = foreign.superfloppy(tmp_path, 32)
    patch(image, 8 * 512 + 510, b"\x55\xAA")
    installed(image)


def test_damaged_tables(tmp_path):
    image = foreign.gpt(tmp_path, 16)
    with Gpt(image) as gpt:
        gpt.set_raw(gpt.primary, "FirstUsableLBA", 35)
    refused(image, words="GPT header at LBA 1: the CRC-32 is", hint="gdisk")
    image = foreign.mbr(tmp_path, 16)
    patch(image, 446 + 12, struct.pack("<I", 1 << 20))
    refused(image, words="partition 1 ends at LBA 1,050,623, the disk at", hint="fdisk")
    image = foreign.logical(tmp_path)
    patch(image, 4096 * 512 + 510, b"\0\0")
    refused(image, words="no table of a logical partition at LBA 4,096 [FJ-0508]", hint="fdisk")


def test_table_in_the_way(tmp_path):
    """A BIOS boot partition that lies upon the GPT's own entries, with checksums that are right."""
    image = foreign.gpt(tmp_path, 16)
    with Gpt(image) as gpt:
        gpt.set(gpt.primary, "FirstUsableLBA", 2)
        gpt.set_entry(gpt.primary, 2, "StartingLBA", 2)
    refused(image, "--overwrite-other-loader", words="upon the partition table", hint="fdisk")


def test_partitions_overlap(tmp_path):
    image = foreign.gpt(tmp_path, 16)
    with Gpt(image) as gpt:
        gpt.set_entry(gpt.primary, 1, "StartingLBA", 100)
    refused(image, words="partition 1 overlaps the BIOS boot partition (2)", hint="fdisk")


def test_no_volume_to_boot_from(tmp_path):
    image = foreign.empty(tmp_path, 8192)
    foreign.sfdisk(image, "start=2048, type=83")
    refused(image, words="no FAT volume to boot from on drive 80h: 1 partitions were looked at [FJ-0502]", hint="FAT32")
    image = foreign.mbr(tmp_path, 16)
    patch(image, 2048 * 512 + 13, b"\3")
    refused(image, words="BPB_SecPerClus = 3 [FJ-0511]", hint="fsck.fat")
    refused(image, "--boot-record", "1", words="BPB_SecPerClus = 3 [FJ-0511]", hint="fsck.fat")


def test_not_a_disk(tmp_path):
    (tmp_path / "directory").mkdir()
    result = install(tmp_path / "directory")
    assert result.returncode == 1 and "neither a regular file nor a block device" in result.stderr
    result = install(tmp_path / "missing")
    assert result.returncode == 1 and "No such file" in result.stderr


def test_read_only(tmp_path):
    image = foreign.mbr(tmp_path, 16)
    image.chmod(0o444)
    refused(image, words="marked read-only", hint="chmod")
    refused(image, "--dry-run", words="marked read-only")


def test_stages_of_two_builds(tmp_path):
    image = foreign.mbr(tmp_path, 16)
    other = foreign.other_build(tmp_path)
    (other / "stage1.bin").write_bytes(STAGE1.read_bytes())
    refused(image, words="different builds", stages=other)
    (other / "stage1.bin").write_bytes(bytes(510) + b"\x55\xAA")
    refused(image, words="is no stage 1 of farjump", stages=other)
    refused(image, words="there is no ", hint="make", stages=tmp_path)


# Taking it back, and looking at what is there.

def test_uninstall_from_another_disk(tmp_path):
    image = foreign.mbr(tmp_path, 16)
    installed(image)
    other = foreign.copy(image, "other.img")
    patch(other, 0x1B8, b"\1\2\3\4")
    refused(other, "--uninstall", backup_of(image), words="the backup is of another disk", hint="lsblk")
    with open(image, "ab") as file:
        file.write(bytes(512))
    refused(image, "--uninstall", backup_of(image), words="the backup is of a disk of", hint="lsblk")


@pytest.mark.parametrize("place", [0, 100, 439, 512, 512 + STAGE2_SIZE - 1])
def test_uninstall_when_somebody_has_changed_it(tmp_path, place):
    image = foreign.mbr(tmp_path, 16)
    installed(image)
    flip_bit(image, place)
    refused(image, "--uninstall", backup_of(image), words="somebody has changed them", hint="leave it")


def test_damaged_backup(tmp_path):
    image = foreign.mbr(tmp_path, 16)
    installed(image)
    backup = backup_of(image)
    whole = backup.read_bytes()
    for content in (b"", whole[:39], whole[:-1], whole + b"x", whole[:100] + b"\xFF" + whole[101:], STAGE2.read_bytes()):
        backup.write_bytes(content)
        refused(image, "--uninstall", backup, words="is no backup of farjump-install, or is damaged", hint="name the file")


def test_backups_are_never_overwritten(tmp_path):
    image = foreign.mbr(tmp_path, 16)
    backup_of(image).write_text("mine")
    refused(image, "--backup", backup_of(image), words="never overwritten", hint="--backup")
    assert "farjump-backup-2" in installed(image)
    assert backup_of(image).read_text() == "mine" and backup_of(image, 2).exists()


def test_backup_that_cannot_be_written(tmp_path):
    image = foreign.mbr(tmp_path, 16)
    before = image.read_bytes()
    result = install(image, "--backup", tmp_path / "no/such/file")
    assert result.returncode == 1 and "cannot make" in result.stderr and image.read_bytes() == before


OPERANDS = struct.unpack_from("<4H", STAGE1.read_bytes(), 0x52)         # first and second place, count and size of sectors


@pytest.mark.parametrize("place, words", [
    (0, "the MBR has no farjump"),
    (512 + 2000, "stage 2 is damaged: its checksum is wrong"),
    (512 + STAGE2_SIZE - 1, "[FJ-0102]"),
    *((operand, "looks for stage 2 in") for operand in OPERANDS),
])
def test_verify_finds_damage(tmp_path, place, words):
    image = foreign.mbr(tmp_path, 16)
    installed(image)
    flip_bit(image, place, 2)
    refused(image, "--verify", words=words, hint="farjump-install")


def test_verify_tells_another_build(tmp_path):
    image = foreign.mbr(tmp_path, 16)
    installed(image)
    flip_bit(image, 0x5B)
    assert "of another build; stage 2 whole" in installed(image, "--verify")


def test_verify_knows_the_image_builder(tmp_path):
    """What the image builder lays out is what the installer would."""
    for options in ({"layout": "mbr"}, {"layout": "gpt", "fat": 16}, {"layout": "superfloppy"}, {"layout": "logical"},
                    {"layout": "gpt", "sector_bytes": 4096}, {"layout": "floppy"}):
        image = make_image(tmp_path, **options)
        assert "of this build; stage 2 whole" in installed(image, "--verify")
        assert "nothing to write" in installed(image)


@pytest.mark.parametrize("options", [["--dry-run", "--verify"], ["--uninstall"], ["--boot-record", "x"], ["--no-such"],
                                     ["--sector-bytes", "513"], ["one"], ["--uninstall", "f", "--boot-record", "1"]])
def test_usage(tmp_path, options):
    result = install(tmp_path / "image", *options)
    assert result.returncode == 2 and "usage: farjump-install" in result.stderr


# Disks of a made-up machine.

@pytest.fixture
def system(tmp_path):
    return FakeSystem(tmp_path / "root")


def on(system, disk, *options, words=None, hint=""):
    if words is None:
        return installed(disk, "--root", system.root, *options)
    return refused(disk, "--root", system.root, *options, words=words, hint=hint)


def test_block_device(system, tmp_path):
    disk = system.disk("sdx", foreign.mbr(tmp_path, 16))
    on(system, disk)
    assert "stage 2 whole" in on(system, disk, "--verify")
    on(system, disk, "--uninstall", backup_of(disk))


def test_sectors_of_the_device_count(system, tmp_path):
    disk = system.disk("sdx", foreign.mbr_4096(tmp_path), sector=4096)
    assert "sectors of 4,096 bytes" in on(system, disk)


def test_unsupported_sectors(system, tmp_path):
    disk = system.disk("sdx", foreign.mbr(tmp_path, 16), sector=8192)
    on(system, disk, words="sectors of 8,192 bytes", hint="another disk")


def test_disks_in_use(system, tmp_path):
    disk = system.disk("sdx", foreign.mbr(tmp_path, 16))
    partition = system.partition("sdx", 1, 2048, 6000)
    mounts = (system.root / "proc/self/mountinfo").read_text()
    swaps = (system.root / "proc/swaps").read_text()

    system.mount("/media/my\\040stick", number=system.number(partition))
    on(system, disk, words="is in use: sdx1 is mounted at /media/my stick", hint="umount /media/my stick")
    on(system, disk, "--dry-run", words="is mounted at")
    assert install(disk, "--root", system.root, "--verify").stderr.startswith("farjump-install: the MBR has no farjump")

    system.write("proc/self/mountinfo", mounts)
    system.mount("/mnt", source="/dev/sdx1")
    on(system, disk, words="sdx1 is mounted at /mnt")
    system.write("proc/self/mountinfo", mounts)
    system.mount("/boot", number=system.number("sdx"))
    on(system, disk, words="is this machine's own disk: sdx is mounted at /boot", hint="another disk")

    system.write("proc/self/mountinfo", mounts)
    system.append("proc/swaps", "/dev/sdx1 partition 1024 0 -2\n")
    on(system, disk, words="own disk: sdx1 is swap space in use")
    system.write("proc/swaps", swaps)
    system.mapped("dm-0", "vault", partition)
    on(system, disk, words="dm-0 (vault) stands upon sdx1", hint="cryptsetup close")
    system.mount("/home", source="/dev/mapper/vault")
    on(system, disk, words="own disk: dm-0 is mounted at /home")


def test_neighbours_do_not_count(system, tmp_path):
    """sdx10 is not a part of sdx1, nor is another disk."""
    disk = system.disk("sdx", foreign.mbr(tmp_path, 16))
    system.mount("/mnt", source="/dev/sdx10")
    system.mount("/srv", number="8:99", source="/dev/sdy1")
    system.append("proc/swaps", "/swapfile file 1024 0 -2\n")
    on(system, disk)


def test_partition_read_only_no_medium(system, tmp_path):
    disk = system.disk("sdx", foreign.mbr(tmp_path, 16))
    system.partition("sdx", 1, 2048, 6000)
    on(system, system.root / "dev/sdx1", words="sdx1 is a partition of sdx", hint="/dev/sdx")
    system.write("sys/class/block/sdx/ro", "1\n")
    on(system, disk, words="is read-only", hint="lock")
    system.write("sys/class/block/sdx/size", "0\n")
    on(system, disk, words="has no medium", hint="card")


def test_image_of_a_loop_device(system, tmp_path):
    image = foreign.mbr(tmp_path, 16)
    system.write("sys/class/block/loop3/loop/backing_file", f"{image}\n")
    on(system, image, words="is in use: loop device loop3 stands upon", hint="losetup -d")


def test_nothing_says_what_is_mounted(system, tmp_path):
    disk = system.disk("sdx", foreign.mbr(tmp_path, 16))
    (system.root / "proc/self/mountinfo").unlink()
    result = install(disk, "--root", system.root)
    assert result.returncode == 1 and "which says what is mounted" in result.stderr
