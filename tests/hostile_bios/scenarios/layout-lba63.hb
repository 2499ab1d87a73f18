# part-alignment: the partition starts at the second track, behind it a second one, as BIOSes of old expect it
image=layout=old
expect=boots
