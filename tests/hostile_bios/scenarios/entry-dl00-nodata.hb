# entry-dl-wrong, i13-silent-corrupt: DL says the first diskette drive, and the first two reads of the disk move nothing
i13.nodata=2
entry.dl=00
expect=boots
