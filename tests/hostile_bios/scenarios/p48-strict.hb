# i13-48-flags, i13-edd-params-boot: AH=48h wants 26 zeroed bytes; asked, because the GPT is damaged
i13.p48=strict
avoided=i13.p48
image=layout=gpt
patch=512:00
says=the backup GPT is used
expect=boots
