# i13-137gb: the volume begins behind 137 GB, where sector numbers start again from 0
i13.lba_limit=268435456:wrap
image=first_lba=268437504
expect=no_fat_partition
while=reading the disk
