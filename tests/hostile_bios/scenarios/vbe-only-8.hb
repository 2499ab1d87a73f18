# vbe-format: all modes have a palette
vbe.bpp=8
image=screen=native
says=^stage2: choosing a screen +ok   text:
expect=boots
