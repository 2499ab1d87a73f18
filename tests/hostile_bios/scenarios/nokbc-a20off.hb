# a20-kbc-absent: the gate is closed, the BIOS knows no way, no keyboard controller: port 92h it is
a20.start=off
a20.bios=86
overlay=64:FF
says=opened by port 92h$
smoke=1
expect=boots
