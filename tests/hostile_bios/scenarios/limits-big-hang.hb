# um-hang: a call with segments larger than 64 KiB never returns
int.big_limits=hang
avoided=int.big_limits
emulator=bochs
expect=boots
