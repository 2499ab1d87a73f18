# cd-drive-number: the CD is drive 81h, and somebody else's disk is 80h
disk.number=81
decoy=other
interface=cd
image=layout=iso
says=from drive 81h,
expect=boots
