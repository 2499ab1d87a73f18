# i13-retry, i13-removable-edd: the first read of the CD says that the disk was changed
i13.fail_first=1:06
interface=cd
image=layout=iso
expect=boots
