# part-geometry-guess, i13-08-nonsense: no extensions, 256 heads
i13.edd=absent
i13.geom=256/63
expect=boots
