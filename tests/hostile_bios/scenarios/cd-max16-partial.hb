# cd-2048, i13-count-limit: a call moves at most 16 sectors of the CD, and success is told
i13.maxcount=16:partial
interface=cd
image=layout=iso
expect=boots
