# i13-4k: the disk has sectors of 2048 bytes, for which no image is made
i13.secsize=2048
lint=V06
expect=stage1 FJ-0102 AH=00 DL=80 LBA=[0-9A-F]{8}
