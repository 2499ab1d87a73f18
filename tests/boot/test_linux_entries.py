# SPDX-License-Identifier: BSD-2-Clause
"""Boots entries as other systems' tools write them, for Linux, with what farjump passes over and what it leaves out.

UAPI Group, "Boot Loader Specification"; systemd, kernel-install(8), 90-loaderentry.install; Fedora, 20-grub.install;
the entries of NixOS's systemd-boot-builder; the ArchWiki, "systemd-boot".
"""
import re

import pytest

import expect
import guest_disk
import initrds
from guest_disk import CONSOLE, ROOMY
from images import ENTRY, mtools, put_file
from messages import WORDS, fill
from payloads import payload

FOLDER = "/loader/entries"
FIRST, SECOND = {"first": 5000}, {"second": 6001}
MACHINE = "0123456789abcdef0123456789abcdef"
VERSION = "6.1.0-50-amd64"

full = pytest.mark.full

SYSTEMD = (f"{FOLDER}/{MACHINE}-{VERSION}+3.conf", f"""# Boot Loader Specification type#1 entry
# File created by /usr/lib/kernel/install.d/90-loaderentry.install (systemd 257)
title      Debian GNU/Linux 12 (bookworm)
version    {VERSION}
machine-id {MACHINE}
sort-key   debian
options    {CONSOLE} systemd.machine_id={MACHINE}
linux      /{MACHINE}/{VERSION}/linux
initrd     /{MACHINE}/{VERSION}/initrd.img-{VERSION}
""", f"/{MACHINE}/{VERSION}/linux", [f"/{MACHINE}/{VERSION}/initrd.img-{VERSION}"],
           f"{CONSOLE} systemd.machine_id={MACHINE}")

FEDORA = (f"{FOLDER}/{MACHINE}-5.14.0-362.18.1.el9_3.x86_64.conf", f"""\
title Red Hat Enterprise Linux (5.14.0-362.18.1.el9_3.x86_64) 9.3 (Plow)
version 5.14.0-362.18.1.el9_3.x86_64
linux /vmlinuz-5.14.0-362.18.1.el9_3.x86_64
initrd /initramfs-5.14.0-362.18.1.el9_3.x86_64.img $tuned_initrd
options {CONSOLE} crashkernel=1G-4G:192M $tuned_params
grub_users $grub_users
grub_arg --unrestricted
grub_class rhel
""", "/vmlinuz-5.14.0-362.18.1.el9_3.x86_64", ["/initramfs-5.14.0-362.18.1.el9_3.x86_64.img"],
          f"{CONSOLE} crashkernel=1G-4G:192M $tuned_params")

NIX_HASH = "0qxrvmy8mrn0xy8qmi9y3wrl8ap9d2kc"
NIXOS = (f"{FOLDER}/nixos-generation-94.conf", f"""title NixOS
sort-key nixos
version Generation 94 NixOS Yarara 25.11.20251212 (Linux 6.18.34), built on 2026-06-03
linux /EFI/nixos/{NIX_HASH}-linux-6.18.34-bzImage.efi
initrd /EFI/nixos/{NIX_HASH}-initrd-linux-6.18.34-initrd.efi
options init=/init {CONSOLE}
machine-id {MACHINE}
""", f"/EFI/nixos/{NIX_HASH}-linux-6.18.34-bzImage.efi", [f"/EFI/nixos/{NIX_HASH}-initrd-linux-6.18.34-initrd.efi"],
         f"init=/init {CONSOLE}")

ARCH = (f"{FOLDER}/arch.conf", f"""title\tArch Linux
linux\t/vmlinuz-linux
initrd\t/intel-ucode.img
initrd\t/initramfs-linux.img
options {CONSOLE}
""", "/vmlinuz-linux", ["/initramfs-linux.img", "/intel-ucode.img"], CONSOLE)


def found_disk(fresh, found):
    """Returns a disk with this entry and its files beside the image's own ones, and without a default entry."""
    name, text, kernel, archives, _ = found
    image = fresh(size_sectors=ROOMY)
    proofs = [FIRST, SECOND][:len(archives)]
    contents = [initrds.archive(proof, init=proof is FIRST) for proof in proofs]
    guest_disk.put(image, text.splitlines(), {kernel: payload("linux"), **dict(zip(archives, contents))}, name)
    mtools("mdel", image, f"::{ENTRY}")
    put_file(image, "/loader/loader.conf", b"timeout 3\n")
    return image, proofs


@pytest.mark.parametrize("found", [
    pytest.param(SYSTEMD, id="systemd", marks=full), pytest.param(FEDORA, id="fedora"),
    pytest.param(NIXOS, id="nixos", marks=full), pytest.param(ARCH, id="arch", marks=full)])
@pytest.mark.full
def test_boots_as_it_is(fresh, found):
    """Beside entries that cannot be booted, which are passed over with a note."""
    name, _, kernel, _, options = found
    image, proofs = found_disk(fresh, found)
    put_file(image, f"{FOLDER}/windows.conf", b"title Windows\nsort-key a\nefi /EFI/Microsoft/Boot/bootmgfw.efi\n")
    put_file(image, f"{FOLDER}/removed.conf", b"title old\nsort-key a\nlinux /removed\noptions quiet\n")
    put_file(image, f"{FOLDER}/image.conf", b"title image\nsort-key a\nuki /EFI/Linux/image.efi\n")
    with guest_disk.start(image) as machine:
        guest_disk.wait_for_any(machine, (initrds.DONE, initrds.FAILED, guest_disk.RESTART, guest_disk.PANIC))
        words = machine.serial
        for entry in ("windows", "image"):
            expect.noted(machine, fill(WORDS["entry_without_kernel"][0], name=f"{FOLDER}/{entry}.conf"))
        expect.noted(machine, fill(WORDS["file_not_found"][0], name="/removed"))
        expect.noted(machine, f"ok   {re.escape(name)}")
    assert f"ok   {kernel}, 1" in words and initrds.DONE in words, words
    assert initrds.proof_lines(*proofs) <= set(words.splitlines())
    assert guest_disk.line_of(words, "cmdline") == f"BOOT_IMAGE={kernel} {options}"
    assert ("$tuned_initrd is ignored: only GRUB gives it a value" in words) == (found is FEDORA)


@full
@pytest.mark.parametrize("text, code, step, name", [
    ("efi /EFI/Microsoft/Boot/bootmgfw.efi\n", "entry_without_kernel", "choosing a boot entry", f"{FOLDER}/only.conf"),
    ("linux /removed\n", "file_not_found", "choosing a boot entry", "/removed"),
], ids=["efi", "linux"])
def test_nothing_else_to_boot(fresh, text, code, step, name):
    image = fresh()
    mtools("mdel", image, f"::{ENTRY}")
    put_file(image, "/loader/loader.conf", b"timeout 3\n")
    put_file(image, f"{FOLDER}/only.conf", text.encode())
    with guest_disk.start(image) as machine:
        expect.refuses(machine, code, step, name=name)
