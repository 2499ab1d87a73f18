# i13-phantom: the BIOS counts 255 hard disks
disk.count=FF
expect=boots
