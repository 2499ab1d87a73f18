# i13-edd-false: extensions are announced, and AH=42h does not know itself
i13.edd=claims:01
says=read by cylinders$
smoke=1
expect=boots
