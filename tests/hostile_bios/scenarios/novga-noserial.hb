# vga-none, ser-absent: neither display adapter nor serial port: nobody hears what is said
vga=none
serial=none
expect=boots
