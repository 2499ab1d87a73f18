# tmr-midnight: the clock gives no date of the calendar
time.rtc=junk
says=^kernel: the clock
expect=boots
