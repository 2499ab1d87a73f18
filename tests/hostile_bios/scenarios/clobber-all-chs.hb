# i13-reg-clobber, i13-08-clobber: the same without extensions
int.clobber=all
i13.edd=absent
i13.geom=255/63
expect=boots
