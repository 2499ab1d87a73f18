# i13-48-values: AH=48h fails
i13.p48=fail
image=layout=gpt
patch=512:00
says=the backup GPT is used
expect=boots
