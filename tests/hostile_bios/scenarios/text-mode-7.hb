# text-state: the BIOS starts the boot sector in the monochrome mode
entry.video=07
expect=boots
