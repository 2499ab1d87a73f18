# e820-absent: two ranges that are not built in are counted as usable
e820.table=absent_between
expect=boots
says=^        2,048 MiB at 40000000h are bad memory, unused
says=^        4,096 KiB at 20000000h are bad memory, unused
