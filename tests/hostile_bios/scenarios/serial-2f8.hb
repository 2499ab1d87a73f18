# ser-base: the only serial port is the second
serial=none
qemu=-device isa-serial,iobase=0x2f8,irq=3,chardev=com1
says=self-check
expect=boots
