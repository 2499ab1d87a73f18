# i13-08-clobber: AH=08h returns junk in ES:DI
i13.edd=absent
i13.geom=255/63
i13.esdi=1
expect=boots
