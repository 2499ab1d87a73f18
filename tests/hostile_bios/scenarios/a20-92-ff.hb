# a20-port92-reset: the gate is open, and there is no port 92h
a20.bios=86
avoided=a20.bios
overlay=92:FF
untouched=92
expect=boots
