# SPDX-License-Identifier: BSD-2-Clause
"""Names parametrized cases for which pytest's own names, such as `options0`, would not be informative."""


def pairs(value):
    """Returns `layout=gpt-fat=16` for a dict, and otherwise None, which leaves the name to pytest."""
    if isinstance(value, dict):
        return "-".join(f"{key}={entry}" for key, entry in value.items())
    return None
