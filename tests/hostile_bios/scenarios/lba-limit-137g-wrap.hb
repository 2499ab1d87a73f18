# i13-137gb: a disk of 140 GB, and sector numbers start again from 0 behind 137
i13.lba_limit=268435456:wrap
avoided=i13.lba_limit
image=size_sectors=273437500
expect=boots
