# i13-track-cross: a read that leaves its track fails
i13.edd=absent
i13.geom=255/63
i13.track=fail
avoided=i13.track
expect=boots
