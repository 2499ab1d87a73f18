# i13-48-values: AH=48h says that the disk has no sectors
i13.p48=zero_total
image=layout=gpt
patch=512:00
says=the backup GPT is used
expect=boots
