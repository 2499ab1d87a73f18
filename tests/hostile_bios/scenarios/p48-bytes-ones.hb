# i13-48-values: AH=48h says that sectors have 65535 bytes
i13.p48=bps_ffff
image=layout=gpt
patch=512:00
says=the backup GPT is used
expect=boots
