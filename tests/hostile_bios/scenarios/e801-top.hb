# mem-remap-top: only E801h tells of memory, and firmware uses the last MiB of it
e820.mode=unsupported
canary.high=7EE0000-7FDFFFF
expect=boots
