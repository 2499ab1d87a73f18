# vbe-textfirst: no mode can be set before text mode was
vbe.needs_mode3=set
image=screen=native
expect=boots
