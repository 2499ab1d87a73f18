# entry-dl-wrong: DL says 00h, the disk is 81h, and somebody else's disk is 80h
entry.dl=00
disk.number=81
decoy=other
expect=boots
