# i13-08-nonsense: no extensions, and AH=08h answers with ones
i13.edd=absent
i13.geom=ff:255/63
expect=boots
