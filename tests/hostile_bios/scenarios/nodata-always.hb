# i13-silent-corrupt, i13-edd-false: no read moves anything, and all say success
i13.nodata=9999
expect=stage1 FJ-0102 AH=00 DL=80 LBA=[0-9A-F]{8}
