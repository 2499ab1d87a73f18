# tmr-no-irq0: the clock never answers
time.rtc=fails
says=^kernel: nobody knows what time it is$
expect=boots
