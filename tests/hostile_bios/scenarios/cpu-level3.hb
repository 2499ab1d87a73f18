# lm-nx-off: CPUID's leaves are limited to 3, as some BIOSes do for Windows NT
cpu=qemu64,level=3
expect=boots
