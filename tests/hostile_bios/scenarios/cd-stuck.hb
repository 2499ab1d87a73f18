# i13-stuck: after one error all reads of the CD fail until the drive is reset
i13.fail_first=1:20
i13.stuck=20
interface=cd
image=layout=iso
expect=boots
