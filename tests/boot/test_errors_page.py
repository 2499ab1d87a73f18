# SPDX-License-Identifier: BSD-2-Clause
"""Tests that docs/errors.md quotes each message as stage 2 prints it, with <words> in place of numbers and names."""
import re

import pytest

from messages import NUMBERS, ROOT, WORDS, label

PAGE = (ROOT / "docs/errors.md").read_text()
SECTIONS = dict(re.findall(r"^### (FJ-\d{4}) .*?\n\n    (.*)\n", PAGE, re.M))
STAGE2_CODES = [code for code, number in NUMBERS.items() if number >= 110]      # stage 1 has words of its own


@pytest.mark.parametrize("code", STAGE2_CODES)
def test_message_is_quoted(code):
    fixed_words = re.split(r"\{(?:\d|\dh|name)\}", WORDS[code][0])
    quoted = re.escape("<>").join(map(re.escape, fixed_words)) if any(fixed_words) else ".+"
    assert re.fullmatch(quoted, re.sub(r"<[^>]*>", "<>", SECTIONS[label(code)]))


@pytest.mark.parametrize("code", NUMBERS)
def test_cause_and_cure(code):
    section = PAGE.split(f"### {label(code)} ", 1)[1].split("\n#", 1)[0]
    assert "\n**Cause.** " in section and "\n**Cure.** " in section
