# cd-2048: a CD without emulation, drive E0h, sectors of 2048 bytes
interface=cd
image=layout=iso
says=from drive E0h,
expect=boots
