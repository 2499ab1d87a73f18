# i13-al-count: AL does not say how many sectors AH=02h has read
i13.edd=absent
i13.geom=255/63
i13.al=00
expect=boots
