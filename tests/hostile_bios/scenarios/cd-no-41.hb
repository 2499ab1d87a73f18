# cd-drive-number, cd-4b01: AH=08h, 41h, 48h and 4Bh fail for the CD: they are not called
i13.refuse=08,41,48,4B
avoided=i13.refuse
interface=cd
image=layout=iso
expect=boots
