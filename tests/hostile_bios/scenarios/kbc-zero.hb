# a20-kbc-absent: the keyboard controller's status reads as 0
a20.start=off
a20.bios=86
overlay=64:00
says=opened by port 92h$
expect=boots
