# tmr-midnight: the BIOS's count of ticks is at its end
time.tick=1800AE
expect=boots
