# i13-edd-bitmap: AH=41h succeeds without the bit for packets, and AH=42h fails
i13.edd=cx:0000
says=read by cylinders$
expect=boots
