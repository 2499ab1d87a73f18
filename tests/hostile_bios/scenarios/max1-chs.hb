# i13-count-limit, i13-no-edd: no extensions, and one sector a call
i13.edd=absent
i13.geom=255/63
i13.maxcount=1:fail
expect=boots
