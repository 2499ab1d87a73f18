# i13-count-limit, i13-08-clobber, i13-reg-clobber: several at once, as an Award 6.00PG has them
i13.edd=absent
i13.geom=64/32
i13.esdi=1
int.clobber=hi32
expect=boots
