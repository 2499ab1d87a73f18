# rb-methods: the keyboard controller does not reset
overlay=64:1C
qemu=-device piix3-usb-uhci -device usb-kbd
e820.mode=unsupported
mem.e801=unsupported
mem.88=unsupported
expect=no_memory_map
while=reading the memory map
