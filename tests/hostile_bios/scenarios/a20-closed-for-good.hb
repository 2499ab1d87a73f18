# a20-24xx-86, a20-kbc-absent, a20-port92-reset: nothing opens the gate
a20.start=off
a20.bios=86
overlay=64:FF
qemu=-machine i8042=off
expect=a20_closed
while=opening the A20 gate
