# vbe-set-fails: setting a mode succeeds and shows nothing
vbe.set=black
image=screen=native
says=^stage2: choosing a screen +ok   \d+x\d+, 32 bits
expect=boots
