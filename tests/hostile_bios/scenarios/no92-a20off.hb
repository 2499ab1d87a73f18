# a20-port92-reset: there is no port 92h, and only the keyboard controller opens the gate
a20.start=off
a20.bios=86
overlay=92:FF
untouched=92
says=opened by the keyboard controller$
smoke=1
expect=boots
