# tmr-no-irq0: the clock never answers
time.rtc=fails
says=^kernel: the clock
expect=boots
