# entry-dl-wrong: DL says 00h; 80h has another farjump with the same stage 2, ours is 81h
entry.dl=00
disk.number=81
decoy=twin
expect=disk_changed
while=reading the disk
