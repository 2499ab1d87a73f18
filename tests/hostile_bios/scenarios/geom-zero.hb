# i13-08-nonsense: no extensions, and AH=08h says no heads and no sectors
i13.edd=absent
i13.geom=zero:255/63
smoke=1
expect=boots
