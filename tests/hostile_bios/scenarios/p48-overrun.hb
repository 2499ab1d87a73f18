# i13-48-overrun: AH=48h writes 66 bytes, whatever size was given
i13.p48=overrun:40
image=layout=gpt
patch=512:00
says=the backup GPT is used
expect=boots
