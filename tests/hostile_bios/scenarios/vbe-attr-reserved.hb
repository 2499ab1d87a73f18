# vbe-attr, vbe-getmode: the reserved attribute is not set, and nobody tells the current mode
vbe.attr=reserved
vbe.getmode=fails
avoided=vbe.getmode
image=screen=native
says=^stage2: choosing a screen +ok   \d+x\d+, 32 bits
expect=boots
