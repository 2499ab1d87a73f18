# i13-2tib: a disk of 3 TB, of which 2 TiB can be read
i13.lba_limit=4294967295:fail
avoided=i13.lba_limit
length=5859375000
expect=boots
