# bpb-rewritten: the BIOS overwrites all of the parameter block
bpb.write=03-59:FF
smoke=1
expect=boots
