# e820-ebda-missing: all 640 KiB are usable by the map; INT 12h knows better
e820.table=no_ebda
canary=9BC00-9FBFF
smoke=1
expect=boots
