# tmr-1586: INT 15h AH=86h fails
time.int1586=fails
avoided=time.int1586
expect=boots
