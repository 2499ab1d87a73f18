# a20-slow: the BIOS says that the gate is open, and opens it 2 ticks later, by the keyboard controller
a20.start=off
a20.bios=delay:2
overlay=92:FF
untouched=92
expect=boots
