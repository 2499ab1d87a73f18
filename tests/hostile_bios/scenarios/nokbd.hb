# kbd-usb-dead: there is no keyboard controller
qemu=-machine i8042=off
smoke=1
expect=boots
