# lm-ec00: INT 15h AX=EC00h destroys registers
misc.ec00=clobber
expect=boots
