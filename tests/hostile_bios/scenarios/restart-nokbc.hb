# rb-methods: a message's restart has no keyboard controller
qemu=-machine i8042=off -device piix3-usb-uhci -device usb-kbd
e820.mode=unsupported
mem.e801=unsupported
mem.88=unsupported
expect=no_memory_map
while=reading the memory map
