# part-geometry-guess: no extensions, 240 heads
i13.edd=absent
i13.geom=240/63
expect=boots
