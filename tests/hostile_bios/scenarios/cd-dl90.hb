# cd-drive-number: the CD is drive 90h
disk.number=90
interface=cd
image=layout=iso
says=from drive 90h,
expect=boots
