# a20-kbc-absent: the keyboard controller never takes a byte
a20.start=off
a20.bios=86
overlay=64:02
says=opened by port 92h$
expect=boots
