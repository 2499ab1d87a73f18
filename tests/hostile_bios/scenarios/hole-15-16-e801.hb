# hole-15-16, e820-none: the same by E801h
e820.mode=unsupported
mem.e801=hole
canary.high=F00000-FFFFFF
expect=boots
