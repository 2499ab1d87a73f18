# e820-unsorted: reserved ranges within usable ones, and partial overlaps
e820.table=overlapping
smoke=1
canary.high=1400000-18FFFFF
expect=boots
