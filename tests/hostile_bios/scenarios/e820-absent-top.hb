# e820-absent: 896 MiB above the 128 that are built in are counted as usable
e820.table=absent_top
expect=boots
says=^        896 MiB at 8000000h are bad memory, unused
smoke=1
