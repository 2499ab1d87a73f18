# i13-64k: reads of the CD across a 64 KiB line fail
i13.cross64k=fail
avoided=i13.cross64k
interface=cd
image=layout=iso
expect=boots
