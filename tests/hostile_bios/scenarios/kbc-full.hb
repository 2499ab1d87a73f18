# a20-kbc-absent: the keyboard controller has always something to say
a20.start=off
a20.bios=86
overlay=64:01
says=opened by port 92h$
expect=boots
