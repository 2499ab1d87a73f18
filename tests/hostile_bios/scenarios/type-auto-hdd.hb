# usb-type-by-table: set to Auto, a stick with two partitions appears as a hard disk
disk.persona=auto
image=layout=old
says=reading the disk +ok   drive 80h
expect=boots
