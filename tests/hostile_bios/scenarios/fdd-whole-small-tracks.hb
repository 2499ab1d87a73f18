# usb-fdd-vbr, floppy-motor: the stick appears as a diskette with 2 heads and 18 sectors
disk.persona=fdd-whole
i13.geom=2/18
expect=boots
