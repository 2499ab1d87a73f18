# vbe-none: a display adapter with an older VBE
vga=cirrus
expect=boots
