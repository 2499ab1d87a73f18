# i13-edd-false: AH=42h says that the controller has failed
i13.edd=claims:20
says=read by cylinders$
expect=boots
