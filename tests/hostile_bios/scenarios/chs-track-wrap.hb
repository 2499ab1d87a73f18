# i13-track-cross: a read that leaves its track goes on at the track's first sector
i13.edd=absent
i13.geom=255/63
i13.track=wrap
avoided=i13.track
expect=boots
