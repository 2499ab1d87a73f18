# i13-edd-false: AH=42h says that time has run out
i13.edd=claims:80
says=read by cylinders$
expect=boots
