# vbe-format: all modes have 16 bits a pixel
vbe.bpp=16
image=screen=native
says=^stage2: choosing a screen +ok   \d+x\d+, 16 bits
picture=1
expect=boots
