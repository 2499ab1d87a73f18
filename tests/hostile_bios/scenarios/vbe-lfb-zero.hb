# vbe-lfb-high: no mode has a frame buffer
vbe.lfb=zero
image=screen=native
says=^stage2: choosing a screen +ok   text: 
smoke=1
expect=boots
