# i13-137gb: no extensions, and a disk of 32 GB, of which cylinders name the first 8
i13.edd=absent
i13.geom=255/63
image=size_sectors=62500000
expect=boots
