# text-state: the BIOS starts the boot sector in graphics of 320 by 200
entry.video=13
expect=boots
