# entry-dl-wrong: DL says the second diskette drive
entry.dl=01
expect=boots
