# tmr-1586: INT 15h AH=86h never returns
time.int1586=hangs
avoided=time.int1586
expect=boots
