# csm-no-irq, tmr-no-irq0: no keyboard controller, no interval timer
qemu=-machine i8042=off,pit=off
smoke=1
expect=boots
