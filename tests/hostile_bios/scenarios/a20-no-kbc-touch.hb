# a20-kbc-hang: the BIOS opens the gate; whoever touches the keyboard controller hangs
a20.start=off
overlay=64:1C
untouched=64
says=opened by the BIOS$
expect=boots
