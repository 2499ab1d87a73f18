# smi-steal: a slow machine
qemu=-icount shift=9
expect=boots
