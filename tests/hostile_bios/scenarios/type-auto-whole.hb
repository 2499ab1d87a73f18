# usb-type-by-table: set to Auto, a stick without partitions appears as a diskette
disk.persona=auto
i13.geom=255/63
image=layout=superfloppy
says=reading the disk +ok   drive 00h, whole disk
expect=boots
