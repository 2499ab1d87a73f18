# bpb-rewritten: the BIOS clears all of the parameter block
bpb.write=03-59:00
expect=boots
