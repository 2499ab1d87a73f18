"""Rules that the sources keep: who may include whom, and that every error code is documented."""
import re

import pytest

from messages import NUMBERS, ROOT, WORDS, label

DISK = ["stage2/block_device.hpp", "stage2/disk_cache.hpp", "stage2/disk_sweep.hpp", "stage2/bulk.hpp"]

# The longest prefix of a file's path says what its includes may start with.
FENCES = {
    "include/": ["include/"],
    "include/farjump/": ["include/farjump/"],
    "stage1/": ["include/"],
    "longmode/": ["include/", "longmode/"],
    "stage2/formats/": ["include/", *DISK, "stage2/formats/"],
    "stage2/bios/": ["include/", *DISK, "stage2/memory_map.hpp", "stage2/formats/edid.hpp",
                     "stage2/formats/video_modes.hpp", "stage2/bios/"],
    "stage2/": ["include/", "longmode/", "stage2/"],
    "kernel/": ["include/", "kernel/"],
    "disk/": ["include/", "longmode/", "stage2/bios/call.hpp", "stage2/disk_cache.hpp", "stage2/error_text.hpp",
              "stage2/exception_frame.hpp", "stage2/formats/", "stage2/kernel_place.hpp", "stage2/memory_map.hpp",
              "disk/"],
    "disk/host/": ["include/", *DISK, "stage2/error_text.hpp", "stage2/formats/", "disk/host/"],
    "disk/write/": ["include/", *DISK, "stage2/formats/", "disk/host/", "disk/write/"],
    # The installer runs the loader's own search for a volume.
    "disk/install/": ["include/", *DISK, "stage2/boot_volume.hpp", "stage2/boot_choice.hpp", "stage2/console.hpp",
                      "stage2/formats/", "disk/host/", "disk/install/"],
}

# What kernels outside of this tree include, from wherever they have it: these headers name each other without a folder.
PUBLIC = "include/farjump/"

SOURCES = sorted(path for directory in ["include", "stage1", "stage2", "longmode", "kernel", "disk"]
                 for pattern in ("*.h", "*.hpp", "*.cpp") for path in (ROOT / directory).rglob(pattern))


def test_there_are_sources():
    assert len(SOURCES) > 20


@pytest.mark.parametrize("path", [str(path.relative_to(ROOT)) for path in SOURCES])
def test_include_fence(path):
    fence = FENCES[max((prefix for prefix in FENCES if path.startswith(prefix)), key=len)]
    for included in re.findall(r'^\s*#\s*include\s*"([^"]+)"', (ROOT / path).read_text(), re.M):
        included = PUBLIC + included if path.startswith(PUBLIC) else included
        assert included.startswith(tuple(fence)), f"{path} may not include {included}"
        assert (ROOT / included).is_file(), f"{path} includes {included} not from the root"


def test_every_code_has_words():
    assert NUMBERS.keys() == WORDS.keys()


def test_error_page_lists_exactly_the_codes():
    documented = re.findall(r"^#+ (FJ-\d{4})\b", (ROOT / "docs/errors.md").read_text(), re.M)
    assert len(documented) == len(set(documented)), "a code is explained twice"
    assert sorted(documented) == sorted(map(label, NUMBERS))
