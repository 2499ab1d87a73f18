# SPDX-License-Identifier: BSD-2-Clause
"""Combines several random quirks from the scenarios in which the loader boots."""
import functools
import random

from scenario import all_scenarios, parse

# What a line may be for its scenario to be mixed with others: keys of the ROM, and these.
MIXED = {"expect", "avoided", "lint", "smoke", "says"}

# Each takes from what the loader has in store: attempts at a read, ways to reach the disk, memory below 640 KiB. Several
# of one kind may be more than anybody can bear, and a message is then right; so at most one of each is drawn. The last
# two kinds contradict each other: a stack within a canary, and a wait for a timer that is off.
KINDS = [
    ("i13.fail", "i13.stuck", "i13.nodata", "i13.cf", "i13.ecc11", "i13.reset", "i13.corrupt", "i13.delay"),
    ("i13.edd", "i13.p48", "i13.packet", "i13.align", "i13.top", "i13.lba_limit", "i13.secsize", "i13.geom", "i13.track",
     "disk.persona"),
    ("e820.", "mem.", "low.", "ebda.", "canary", "misc.scribble"),
    ("a20.", "int.a20_off_after"),
    ("entry.dl", "disk.", "i13.others", "i13.phantom"),
    ("canary", "entry.sssp"),
    ("int.need_tick", "time.mask_irq0"),
]


def kinds(keys):
    return {number for number, prefixes in enumerate(KINDS) for key in keys if key.startswith(prefixes)}


@functools.cache
def ingredients():
    """Returns name, keys and lint of each scenario that can be combined."""
    return [(scenario.name, scenario.rom_keys, scenario.get("lint", [])) for scenario in all_scenarios()
            if scenario.get("expect") == "boots" and scenario.rom_keys and scenario.runner.keys() <= MIXED]


def storm(seed):
    """Combines two to five scenarios. It is not checked which faults are met, because one may prevent another."""
    chance = random.Random(seed)
    wanted = chance.randint(2, 5)
    pool = list(ingredients())
    chance.shuffle(pool)
    names, settings, lint = [], {}, set()
    for name, keys, allowed in pool:
        if len(names) < wanted and not keys.keys() & settings.keys() and not kinds(keys) & kinds(settings):
            names.append(name)
            settings |= keys
            lint |= set(allowed)
    lines = [f"# no quirk: {' '.join(names)}", "expect=boots", *(f"{key}={value}" for key, value in settings.items()),
             f"unsure={' '.join(settings)}", f"lint={' '.join(sorted(lint))}"]
    return parse(f"storm-{seed}", lines)
