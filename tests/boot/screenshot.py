"""Takes a picture of a boot's screen, as the README shows it: the VGA text screen of QEMU, once it says certain words.

    /usr/bin/python3 tests/boot/screenshot.py IMAGE PICTURE.png [WORDS]

QEMU, "QEMU Machine Protocol Reference Manual", "screendump".
"""
import sys
from pathlib import Path

from machine import Machine

RESTS = "the kernel rests"


def take(image, picture, words=RESTS):
    with Machine(image) as machine:
        machine.wait_for_screen(words)
        machine.command("screendump", filename=str(Path(picture).absolute()), format="png")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    take(*sys.argv[1:])
