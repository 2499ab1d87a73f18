# usb-type-by-table: set to Auto, a large stick with one partition appears as a diskette, which is that partition
disk.persona=auto
i13.geom=255/63
image=boot_record=yes size_sectors=1204875
says=reading the disk +ok   drive 00h, whole disk
expect=boots
