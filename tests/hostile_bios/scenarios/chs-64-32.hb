# part-geometry-guess, usb-zip-slot4: no extensions, 64 heads and 32 sectors, as on a ZIP drive
i13.edd=absent
i13.geom=64/32
expect=boots
