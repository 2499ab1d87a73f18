# entry-dl-not-80: the disk is 81h, as DL says; 80h has a copy of it
disk.number=81
decoy=twin
says=from drive 81h,
expect=boots
