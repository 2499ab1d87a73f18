# fixed-1mib: reserved holes at 4, 8 and 20 MiB
e820.table=holes
canary.high=400000-4FFFFF,800000-9FFFFF,1400000-15FFFFF
expect=boots
