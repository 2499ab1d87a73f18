# i13-phantom, i13-retry: the BIOS counts 255 hard disks, and no read succeeds
disk.count=FF
i13.fail_first=9999:80
expect=stage1 FJ-0101 AH=80 DL=80 LBA=00000001
