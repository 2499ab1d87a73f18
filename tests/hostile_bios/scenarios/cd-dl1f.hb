# cd-drive-number: the CD is drive 1Fh, without bit 7
disk.number=1F
interface=cd
image=layout=iso
says=from drive 1Fh,
smoke=1
expect=boots
