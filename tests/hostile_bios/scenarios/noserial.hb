# ser-absent: there is no serial port
serial=none
smoke=1
expect=boots
