# SPDX-License-Identifier: BSD-2-Clause
"""Runs farjump, the naive loader, GRUB and Syslinux through every scenario that is fair to all of them.

    hostile_table.py PAGE       prints who survives what, and writes the page
"""
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "boot"))

import control  # noqa: E402
import peers  # noqa: E402
import table_page  # noqa: E402
from fates import FATES, SURVIVES, Loader, fate  # noqa: E402
from images import IMAGE  # noqa: E402
from messages import RESTART  # noqa: E402
from scenario import named  # noqa: E402

AT_ONCE = os.cpu_count() + 2        # some of the machines stand still
NEUTRAL = named("neutral")
FARJUMP = Loader("farjump", IMAGE, whole=r"self-check: \d+ kept, 0 broken", damaged=r"self-check: \d+ kept, [1-9]",
                 gives_up=f"^FJ-01|{RESTART}")


def versions():
    return {"farjump": "of this tree", "naive": "`tests/hostile_bios/naive`", "GRUB": peers.version("grub-pc-bin"),
            "Syslinux": peers.version("syslinux")}


def start(scenario, loaders, directory, pool):
    directory.mkdir()
    return {loader.name: pool.submit(fate, scenario, loader, directory / loader.name) for loader in loaders}


def run_all(directory, pool):
    """Prints a line for each scenario when its results are known. Returns the fates by scenario and loader.

    The first has no fault in it, and shows that all of them boot on this machine.
    """
    loaders = [FARJUMP, control.naive(directory), peers.grub(directory), peers.syslinux(directory)]
    print(f"{'scenario':28}", *(f"{loader.name:13}" for loader in loaders))
    running = {scenario.name: start(scenario, loaders, directory / f"run-{scenario.name}", pool)
               for scenario in [NEUTRAL, *table_page.fair_scenarios()]}
    fates = {}
    for scenario, results in running.items():
        fates[scenario] = {name: result.result() for name, result in results.items()}
        print(f"{scenario:28}", *(f"{each:13}" for each in fates[scenario].values()), flush=True)
        if scenario == NEUTRAL.name and set(fates.pop(scenario).values()) != {SURVIVES}:
            sys.exit("not every loader boots where nothing is wrong: the table would mean nothing")
    return fates


def main():
    page, started = Path(sys.argv[1]), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="farjump-") as directory, ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            fates = run_all(Path(directory), pool)
        except BaseException:
            pool.shutdown(cancel_futures=True)      # without it all the rest would be run first
            raise
    for name in versions():
        column = [each[name] for each in fates.values()]
        print(f"{name:10}", ", ".join(f"{word} {column.count(word)}" for word in FATES))
    print(f"{len(fates)} scenarios, {time.monotonic() - started:.0f} seconds; the page is {page}")
    page.write_text(table_page.page(versions(), fates))


if __name__ == "__main__":
    main()
