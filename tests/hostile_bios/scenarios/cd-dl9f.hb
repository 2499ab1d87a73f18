# cd-drive-number: the CD is drive 9Fh
disk.number=9F
interface=cd
image=layout=iso
says=from drive 9Fh,
expect=boots
