# e820-first-page: the BIOS writes to 500h to 7BFFh at each tick
misc.scribble=500-7BFF
expect=boots
