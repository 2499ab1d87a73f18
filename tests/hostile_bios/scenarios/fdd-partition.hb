# usb-fdd-vbr: the first partition appears as a diskette, DL=00, no extensions
disk.persona=fdd-part:2048
i13.geom=255/63
smoke=1
expect=boots
