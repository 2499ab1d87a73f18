# lm-nx-off: no NX
cpu=qemu64,-nx
expect=boots
