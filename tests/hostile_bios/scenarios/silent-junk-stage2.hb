# i13-silent-corrupt: two sectors of stage 2 arrive as junk
i13.corrupt=20-21:junk
expect=stage1 FJ-0102 AH=00 DL=80 LBA=[0-9A-F]{8}
