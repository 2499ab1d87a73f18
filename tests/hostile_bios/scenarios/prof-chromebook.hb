# csm-no-irq, xen-hlt, kbd-usb-dead, a20-already-on: several at once, as a Chromebook has them
time.mask_irq0=1
a20.bios=86
avoided=a20.bios
qemu=-machine i8042=off
expect=boots
