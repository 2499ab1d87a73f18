# vbe-pitch, vbe-v3-fields: the fields of VBE 3 are zeros
vbe.lin_pitch=zero
image=screen=native
says=^stage2: choosing a screen +ok   \d+x\d+, 32 bits
expect=boots
