# cd-drive-number, entry-dl-wrong: DL says the first diskette drive, and the CD is drive E0h
entry.dl=00
interface=cd
image=layout=iso
says=from drive E0h,
expect=boots
