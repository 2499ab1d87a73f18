# i13-137gb: sector numbers start again from 0 behind 1 MiB, where the volume begins
i13.lba_limit=2048:wrap
expect=no_fat_partition
while=reading the disk
