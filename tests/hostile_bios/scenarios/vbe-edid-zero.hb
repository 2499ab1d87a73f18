# vbe-edid: EDID is zeros
vbe.edid=zero
image=screen=native
expect=boots
