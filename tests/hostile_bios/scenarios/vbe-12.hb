# vbe-none, vbe-dirty-struct: VBE 1.2
vbe.mode=v12
image=screen=native
says=^stage2: choosing a screen +ok   text:
expect=boots
