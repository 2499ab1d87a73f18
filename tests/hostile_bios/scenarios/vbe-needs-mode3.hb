# vbe-textfirst: there are no modes before text mode was set
vbe.needs_mode3=list
image=screen=native
says=^stage2: choosing a screen +ok   text:
expect=boots
