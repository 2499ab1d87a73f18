# cd-2048, i13-48-values: AH=48h says that the CD's sectors have 512 bytes: it is not called
i13.p48=bps:512
avoided=i13.p48
interface=cd
image=layout=iso
expect=boots
