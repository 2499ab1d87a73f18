# fixed-1mib: reserved holes at 4, 8 and 20 MiB
e820.table=holes
expect=boots
