# i13-cf-wrong: AH=08h has the geometry and says carry, with AH=0
i13.edd=absent
i13.geom=255/63
i13.cf=ah0
expect=boots
