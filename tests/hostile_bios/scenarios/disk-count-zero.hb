# i13-phantom: the BIOS counts no hard disk, and boots from one
disk.count=00
lint=V10
expect=boots
