# cd-drive-number, entry-dl-wrong: DL says 1Fh, and the CD is drive 9Fh
entry.dl=1F
disk.number=9F
interface=cd
image=layout=iso
says=from drive 9Fh,
expect=boots
