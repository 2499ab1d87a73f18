# vbe-format: all modes have 32 bits a pixel
vbe.bpp=32
image=screen=native
says=^stage2: choosing a screen +ok   \d+x\d+, 32 bits
picture=1
expect=boots
