# e820-hole-rom: the first 16 MiB are usable, video memory and ROMs among them
e820.table=flat
expect=boots
