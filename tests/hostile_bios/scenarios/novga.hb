# vga-none: there is no display adapter
vga=none
smoke=1
expect=boots
