# vbe-format: all modes have 24 bits a pixel
vbe.bpp=24
image=screen=native
says=^stage2: choosing a screen +ok   \d+x\d+, 24 bits
picture=1
expect=boots
