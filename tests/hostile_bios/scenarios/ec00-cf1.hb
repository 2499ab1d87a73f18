# lm-ec00: INT 15h AX=EC00h fails
misc.ec00=cf1
expect=boots
