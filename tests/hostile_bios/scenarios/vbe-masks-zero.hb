# vbe-format: the colours' masks are zeros
vbe.masks=zero
image=screen=native
says=^stage2: choosing a screen +ok   text:
expect=boots
