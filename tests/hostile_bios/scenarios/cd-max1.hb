# i13-count-limit: one sector of the CD a call
i13.maxcount=1:fail
interface=cd
image=layout=iso
expect=boots
