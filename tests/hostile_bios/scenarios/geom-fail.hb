# i13-08-nonsense: no extensions, and AH=08h fails and leaves junk
i13.edd=absent
i13.geom=cf1:255/63
expect=boots
