# i13-hang, msg-unreadable: AH=48h never returns
i13.p48=hang
image=layout=gpt
patch=512:00
expect=hangs
says=stage2: reading the disk[^\n]*\n[^\n]*
