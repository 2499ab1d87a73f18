# ser-base: the only serial port is the second
serial=none
qemu=-device isa-serial,iobase=0x2f8,irq=3,chardev=com1
known=loader and kernel speak to 3F8h only, whatever the BIOS data area says
says=self-check
expect=boots
