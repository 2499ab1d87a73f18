# a20-already-on, a20-kbc-absent: the gate is open, and nothing is there to open it with
a20.bios=86
avoided=a20.bios
qemu=-machine i8042=off
smoke=1
expect=boots
