# i13-no-edd, i13-edd-params-boot: the drive has no INT 13h extensions
i13.edd=absent
i13.geom=255/63
says=read by cylinders$
smoke=1
expect=boots
