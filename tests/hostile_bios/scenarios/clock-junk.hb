# tmr-midnight: the clock gives no date of the calendar
time.rtc=junk
says=^kernel: nobody knows what time it is$
expect=boots
