# usb-fdd-vbr: the first partition appears as a diskette, and AH=08h fails
disk.persona=fdd-part:2048
i13.geom=cf1:2/18
expect=stage1 FJ-0101 AH=04 DL=00 LBA=[0-9A-F]{8}
