# io-delay-port: nobody waits with writes to ports 80h, 84h and EDh
overlay=80:FF
overlay=84:FF
overlay=ed:FF
untouched=80
untouched=84
untouched=ed
expect=boots
