# usb-type-by-table, usb-zip-slot4: set to Auto, a small stick with one partition appears as a ZIP drive
disk.persona=auto
i13.geom=64/32
image=layout=zip
says=reading the disk +ok   drive 00h, partition 4
expect=boots
