# a20-24xx-86: INT 15h AX=24xxh is unknown, and destroys registers
a20.start=off
a20.bios=86
int.clobber=all
says=opened by port 92h$
expect=boots
