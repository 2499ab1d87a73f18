# sector-only-512, i13-end-of-disk: the disk ends in the middle of a track, with the kernel's last sector
length=KERNEL
expect=boots
