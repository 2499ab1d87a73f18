# vbe-pitch: no mode has bytes in a line
vbe.pitch=zero
image=screen=native
says=^stage2: choosing a screen +ok   text:
expect=boots
