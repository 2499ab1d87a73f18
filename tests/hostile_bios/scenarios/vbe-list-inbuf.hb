# vbe-list-segment: the mode list lies in the caller's block, behind the fields
vbe.list=inbuf
image=screen=native
says=^stage2: choosing a screen +ok   \d+x\d+, 32 bits
expect=boots
