# cd-drive-number, entry-dl-wrong: DL says 80h, somebody else's disk, and the CD is drive 90h
entry.dl=80
disk.number=90
decoy=other
interface=cd
image=layout=iso
says=from drive 90h,
expect=boots
