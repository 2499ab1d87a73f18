# usb-fdd-vbr, i13-no-edd: the stick appears as a diskette from its first sector on
disk.persona=fdd-whole
i13.geom=255/63
expect=boots
