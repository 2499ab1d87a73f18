# i13-1e-table: no read of several sectors goes beyond those that a diskette's table (vector 1Eh) counts
disk.persona=fdd-whole
i13.geom=2/18
i13.dpt1e=9:several
expect=boots
