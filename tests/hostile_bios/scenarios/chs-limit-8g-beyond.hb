# i13-137gb: no extensions, and the volume begins behind the last cylinder
i13.edd=absent
i13.geom=255/63
image=first_lba=16515072
expect=disk_beyond_chs
while=reading the disk
