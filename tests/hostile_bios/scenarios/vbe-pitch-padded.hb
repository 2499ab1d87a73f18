# vbe-pitch: lines are 256 bytes longer than their pixels
vbe.pitch=padded
image=screen=native
says=^stage2: choosing a screen +ok   \d+x\d+, 32 bits
picture=1
expect=boots
