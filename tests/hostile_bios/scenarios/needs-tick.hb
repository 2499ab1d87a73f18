# tmr-hook: INT 13h waits for the timer, whose interrupt is the BIOS's
int.need_tick=hang
avoided=int.need_tick
expect=boots
