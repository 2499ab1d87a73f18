# ser-absent, ser-stuck: the serial port is never ready
serial=none
overlay=3FD:00
expect=boots
