# bpb-rewritten: the BIOS corrects media byte, geometry, hidden sectors and drive number in the boot sector
bpb.write=15:F0,18:3F00,1A:FF00,1C:3F000000,24:80,25:FF
expect=boots
