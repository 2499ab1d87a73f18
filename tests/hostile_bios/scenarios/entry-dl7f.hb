# entry-dl-wrong: DL is the last number of a diskette drive
entry.dl=7F
expect=boots
