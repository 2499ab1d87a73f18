# vbe-edid: there is no EDID service
vbe.edid=absent
image=screen=native
expect=boots
