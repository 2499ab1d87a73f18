# usb-zip-slot4: no extensions, 64 heads and 32 sectors, and the partition in slot 4, as on a ZIP disk
i13.edd=absent
i13.geom=64/32
image=layout=zip
expect=boots
