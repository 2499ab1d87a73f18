# i13-no-edd, i13-retry: every third read fails, and there are only reads of single sectors
i13.edd=absent
i13.geom=255/63
i13.fail_each=3:80
expect=boots
