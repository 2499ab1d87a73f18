# i13-cf-wrong: AH=48h has the answer, and says carry, with AH=0
i13.cf=ah0
image=layout=gpt
patch=512:00
says=the backup GPT is used
expect=boots
