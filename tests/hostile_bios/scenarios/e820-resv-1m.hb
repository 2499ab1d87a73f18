# fixed-1mib: memory from 1 to 3 MiB is reserved
e820.table=first_mib_reserved
smoke=1
canary.high=100000-2FFFFF
expect=boots
