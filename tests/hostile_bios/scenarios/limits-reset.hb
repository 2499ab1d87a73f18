# um-limits-lost: each call leaves segments of 64 KiB
int.reset_limits=1
emulator=bochs
expect=boots
