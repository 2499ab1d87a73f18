# i13-silent-corrupt: the first two reads of the CD say success and move nothing
i13.nodata=2
interface=cd
image=layout=iso
expect=boots
