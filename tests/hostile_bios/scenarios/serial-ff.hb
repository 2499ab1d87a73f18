# ser-absent: the serial port's status reads FFh for ever
serial=none
overlay=3FD:FF
expect=boots
