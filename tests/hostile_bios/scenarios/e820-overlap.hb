# e820-unsorted: reserved ranges within usable ones, and partial overlaps
e820.table=overlapping
smoke=1
expect=boots
