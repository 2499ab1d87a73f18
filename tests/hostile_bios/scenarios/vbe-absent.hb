# vbe-none, csm-video: there is no VBE
vbe.mode=absent
image=screen=native
says=^stage2: choosing a screen +ok   text: 
smoke=1
expect=boots
