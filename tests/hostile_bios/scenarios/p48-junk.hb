# i13-48-values, i13-dpte: AH=48h answers with junk
i13.p48=junk
image=layout=gpt
patch=512:00
says=the backup GPT is used
expect=boots
