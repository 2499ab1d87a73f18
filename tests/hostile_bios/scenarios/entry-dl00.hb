# entry-dl-wrong: DL says the first diskette drive, and the disk is 80h
entry.dl=00
smoke=1
expect=boots
