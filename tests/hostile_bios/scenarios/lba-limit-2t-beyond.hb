# i13-2tib: the volume begins behind the 2 TiB that can be read
i13.lba_limit=4294967295:fail
image=layout=gpt first_lba=4294969344
expect=disk_read_failed
while=reading the disk
