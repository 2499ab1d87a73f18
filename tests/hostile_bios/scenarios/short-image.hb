# sector-only-512, i13-end-of-disk: the disk ends in the middle of a track, with the last sector that the kernel is loaded from
length=KERNEL
expect=boots
