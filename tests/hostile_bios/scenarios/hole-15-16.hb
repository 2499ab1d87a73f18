# hole-15-16: nothing between 15 and 16 MiB
e820.table=hole_at_15
canary.high=F00000-FFFFFF
expect=boots
