# vbe-none: all functions of VBE fail
vbe.mode=fails
image=screen=native
says=^stage2: choosing a screen +ok   text:
expect=boots
