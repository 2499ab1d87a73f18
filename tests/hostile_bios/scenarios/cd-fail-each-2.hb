# i13-retry: every second read of the CD fails
i13.fail_each=2:40
interface=cd
image=layout=iso
expect=boots
