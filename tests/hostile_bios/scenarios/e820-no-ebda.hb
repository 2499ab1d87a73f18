# e820-ebda-missing: all 640 KiB are usable by the map; INT 12h knows better
e820.table=no_ebda
low.shrink_kb=16
canary=97C00-9BBFF
smoke=1
expect=boots
