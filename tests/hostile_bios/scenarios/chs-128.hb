# part-geometry-guess: no extensions, 128 heads and 63 sectors
i13.edd=absent
i13.geom=128/63
expect=boots
