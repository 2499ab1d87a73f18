# text-state: the BIOS starts the boot sector with text page 2
entry.page=2
expect=boots
