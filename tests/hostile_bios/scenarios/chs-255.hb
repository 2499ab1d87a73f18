# part-geometry-guess: no extensions, 255 heads and 63 sectors
i13.edd=absent
i13.geom=255/63
expect=boots
