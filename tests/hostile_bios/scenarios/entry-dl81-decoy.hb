# entry-dl-not-80, usb-multi-lun: the disk is 81h, as DL says; somebody else's is 80h
disk.number=81
decoy=other
says=from drive 81h,
smoke=1
expect=boots
