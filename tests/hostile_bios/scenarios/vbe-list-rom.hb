# vbe-list-segment: the mode list lies outside the caller's block
vbe.list=rom
image=screen=native
says=^stage2: choosing a screen +ok   \d+x\d+, 32 bits
expect=boots
