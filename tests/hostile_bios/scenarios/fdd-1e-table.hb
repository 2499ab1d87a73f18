# i13-1e-table: sectors beyond those that a diskette's table (vector 1Eh) counts cannot be read
disk.persona=fdd-whole
i13.geom=2/18
i13.dpt1e=9
expect=boots
known=stage 1 has no room left to lengthen the table, and says FJ-0101
