# vbe-attr: no mode is marked as supported
vbe.attr=unsupported
image=screen=native
says=^stage2: choosing a screen +ok   text:
expect=boots
