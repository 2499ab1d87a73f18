# fixed-1mib, vga-none: several at once, as an APU board has them
e820.table=first_mib_reserved
vga=none
canary.high=100000-2FFFFF
expect=boots
