# ebda-junk: the EBDA grows while stage 2 reads the disk
ebda.move_at=3
canary=97C00-9B7FF
expect=boots
