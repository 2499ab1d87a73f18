# lm-absent: a 64-bit processor whose long mode is hidden
cpu=qemu64,-lm
expect=processor_lacks_features
while=loading the kernel
