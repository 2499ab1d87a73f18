"""Takes a picture of a boot's screen, as the README shows it: of QEMU, once COM1 says certain words.

    /usr/bin/python3 tests/boot/screenshot.py IMAGE PICTURE.png [WORDS]

QEMU, "QEMU Machine Protocol Reference Manual", "screendump".
"""
import sys
import time
from pathlib import Path

from machine import Machine

READY = "ready for commands"
DRAWN = 1          # seconds until QEMU shows what has been drawn, and the prompt behind the words


def take(image, picture, words=READY):
    with Machine(image) as machine:
        machine.wait_for_serial(words)
        time.sleep(DRAWN)
        machine.command("screendump", filename=str(Path(picture).absolute()), format="png")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    take(*sys.argv[1:])
