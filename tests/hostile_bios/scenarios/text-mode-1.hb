# text-state: the BIOS starts the boot sector with 40 columns
entry.video=01
expect=boots
