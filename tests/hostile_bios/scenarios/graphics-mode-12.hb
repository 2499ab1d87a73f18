# text-state: the BIOS starts the boot sector in graphics, below its logo
entry.video=12
expect=boots
