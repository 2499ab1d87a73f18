# i13-4k: the disk has sectors of 4096 bytes, and the image was made for 512
i13.secsize=4096
lint=V06
expect=stage1 FJ-0102 AH=00 DL=80 LBA=[0-9A-F]{8}
known=stage 1 reads 112 sectors to 30000h: of 4096 bytes each they end at A0000h, on the BIOS's data
