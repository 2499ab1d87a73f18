# cd-2048, i13-count-limit: at most 16 sectors of the CD a call
i13.maxcount=16:fail
interface=cd
image=layout=iso
smoke=1
expect=boots
