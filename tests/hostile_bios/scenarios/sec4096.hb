# i13-4k: the disk has sectors of 4096 bytes
i13.secsize=4096
image=sector_bytes=4096 layout=gpt
says=sectors of 4,096 bytes
expect=boots
