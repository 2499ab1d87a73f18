# part-geometry-guess: no extensions, 16 heads
i13.edd=absent
i13.geom=16/63
expect=boots
