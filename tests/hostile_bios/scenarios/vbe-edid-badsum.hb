# vbe-edid: EDID has a wrong checksum
vbe.edid=badsum
image=screen=native
expect=boots
