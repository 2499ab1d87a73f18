# lm-absent, msg-unreadable: a processor without long mode
cpu=qemu32
expect=processor_lacks_features
while=loading the kernel
smoke=1
