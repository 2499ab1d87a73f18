# i13-48-values: AH=48h says that a sector has no bytes
i13.p48=zero_bps
image=layout=gpt
patch=512:00
says=the backup GPT is used
expect=boots
