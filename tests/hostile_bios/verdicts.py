# SPDX-License-Identifier: BSD-2-Clause
"""Lists the planned scenarios with a verdict on each: what proves it, or why nothing does.

    verdicts.py        prints how many are proved, and the others with their reasons
"""
import functools
import importlib

from scenario import SCENARIOS, Scenario, named

GATES = """
    gate-sig gate-bpb gate-33c0 gate-active gate-chs gate-vbr-table gate-geometry gate-fs gate-nogpt
""".split()

# How the boot sector is started; what BIOSes find on the disk; what they take a stick for.
START = """
    entry-07c0 entry-dl00 entry-dl01 entry-dlff entry-dl00-is81 entry-dl81-decoy entry-dirty-32 entry-dirty-flags
    entry-df-set entry-if0 entry-if1 entry-ss-7bfe entry-cr0-cd ram-dirty stack-eater kvm-plain
    bpb-write-light bpb-write-full pt-two-active mbr-ntsig short-image layout-lba63 layout-1mib
    fdd-partition fdd-whole fdd-1e-table zip-slot4 zip-default-layout type-auto-hdd type-auto-fdd type-auto-zip
    iso-on-stick
""".split()

# INT 13h: extensions, limits, errors, geometry, CDs; then all interrupts.
DISK = """
    edd-absent edd-false edd-false-later edd-cx0 edd-41-ignored probe-hangs phantom-drives packet24-refused
    max127 max63 max8 max1 partial-cf0 cross64k-fail cross64k-wrap high-buffer-refused chs-track-fail chs-track-wrap
    lba-limit-8g lba-limit-137g-wrap lba-limit-2t chs-limit-8g sec4096 sec2048-hdd
    fail-first-1 fail-first-4 fail-always media-changed-06 stuck-until-reset reset-fails reset-slow cf1-ah0 ecc-11
    al-zero silent-zero hang-at-call slow-usb
    chs-255 chs-240 chs-64-32 chs-16-63 geom-zero geom-fail p48-strict p48-zero-total p48-zero-bps p48-junk
    cd-dl90 cd-no-41 cd-512-report cd-max16
    clobber-all clobber-fs-gs clobber-hi32 ret-if0 ret-if1 ret-df1 needs-irq-hang limits-reset limits-big-hang lint-all
""".split()

MEMORY = """
    a20-on-nokbc nokbc-a20off kbc-busy kbc-full no92-a20off a20-bios-lies a20-24xx-86 a20-no-kbc-touch a20-delayed
    a20-92-ff a20-off-after-13 a20-off-after-all
    e820-clobber e820-end-cf e820-endless e820-ebx-token e820-20 e820-24 e820-48 e820-ecx0 e820-attr0 e820-unsupported
    e820-all-zero mem-88-only mem-nothing e820-unsorted e820-overlap e820-dups e820-odd-types e820-unaligned e820-300
    e820-no-ebda e820-flat-0-16m e820-resv-1m e820-resv-mid hole-15-16 ram-6g ram-low-1g e801-cxdx int12-zero int12-640
    ebda-junk low-mem-shrunk low-mem-256 low64k-scribble canary-low
""".split()

# Processors; screens; keyboard, serial line, clocks and restarts; and several at once.
DEVICES = """
    cpu-qemu32 cpu-486 cpu-nolm cpu-nonx cpu-level3 cpu-nosse ec00-clobber ec00-cf1 pit-1000hz nmi-storm slow-cpu
    novga novga-noserial int10-iret vbe-absent vbe-12 vbe-list-empty vbe-list-noend vbe-list-inbuf vbe-list-bad-ptr
    vbe-lfb-zero vbe-pitch-padded vbe-v3-fields vbe-set-fails vbe-set-fails-all vbe-int21 vbe-attr vbe-edid-bad
    vbe-needs-mode3 vbe-only-24 vbe-only-16 text-bp text-mono text-rows0
    nokbd mouse-noise kbd-prefilled noserial serial-00 serial-blocked serial-2f8 serial-redirect no-irq0 legacy-free
    midnight watchdog-30s reboot-nokbc int18-returns warm-loop ovmf-stub
    prof-award-zip prof-dell-phoenix prof-acer prof-hp-pavilion-usb prof-apu-coreboot prof-chromebook
""".split()

PLANNED = [*GATES, *START, *DISK, *MEMORY, *DEVICES]

# Those that no scenario of the same name proves: another one, or a test of tests/boot.
ELSEWHERE = {
    **dict.fromkeys(GATES, "test_gatekeeper.test_image_passes"),
    "iso-on-stick": "test_iso.test_disk",
    "mbr-ntsig": "mbr-signature",
    "layout-1mib": "neutral",
    "edd-false": "edd-false-01",
    "sec2048-hdd": "sec2048",
    "lint-all": "neutral",                  # each run is judged by the lint
    "e820-20": "neutral",                   # SeaBIOS writes 20 bytes
    "e820-300": "e820-many",
    "ebda-junk": "ebda-ones",
    "nmi-storm": "test_hostile_over_time.test_nmi_storm",
    "vbe-v3-fields": "vbe-linear-pitch",
    "vbe-attr": "vbe-attr-unsupported",
    "vbe-edid-bad": "vbe-edid-badsum",
    "mouse-noise": "test_hostile_over_time.test_mouse_noise",
    "serial-blocked": "test_hostile_over_time.test_serial_blocked",
    "no-irq0": "mask-irq0",
    "watchdog-30s": "test_hostile_over_time.test_watchdog",
    "reboot-nokbc": "test_hostile_over_time.test_kernel_restarts_without_keyboard_controller",
    "warm-loop": "test_hostile_over_time.test_warm_loop",
    "ovmf-stub": "test_efi_stub.test_tells_what_to_do",
}

# Those that nothing proves.
UNPROVED = {
    "kvm-plain": "no test may need KVM, which not every machine has; what it would show, segment limits, Bochs shows",
}


@functools.cache
def proof(name):
    """Returns the scenario or the test that proves it, or None if it does not exist."""
    place = ELSEWHERE.get(name, name)
    module, _, test = place.partition(".")
    if test:
        return getattr(importlib.import_module(module), test, None)
    return named(place) if (SCENARIOS / f"{place}.hb").exists() else None


def shortcoming(name):
    """Returns the reason why it is not proved, or None if it is."""
    if name in UNPROVED:
        return UNPROVED[name]
    found = proof(name)
    if found is None:
        return "there is none yet"
    if isinstance(found, Scenario):
        return found.get("known")
    marks = getattr(found, "pytestmark", [])
    return next((mark.kwargs["reason"] for mark in marks if mark.name == "xfail"), None)


def proved():
    return [name for name in PLANNED if not shortcoming(name)]


if __name__ == "__main__":
    import sys
    from pathlib import Path
    sys.path.insert(0, str(Path(__file__).parents[1] / "boot"))
    print(f"{len(proved())} of {len(PLANNED)}")
    print("\n".join(f"{name}: {shortcoming(name)}" for name in PLANNED if shortcoming(name)))
