# lm-sse: the BIOS has masked SSE2
cpu=qemu64,-sse2
expect=boots
