# i13-silent-corrupt, i13-edd-false: the first two reads say success and move nothing
i13.nodata=2
smoke=1
expect=boots
